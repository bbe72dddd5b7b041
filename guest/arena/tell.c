// SPDX-License-Identifier: GPL-2.0-only
/* Operations and leaf maps as lines of the log, for a reader and for the report. */
#include <stdio.h>

#include "arena.h"
#include "test.h"

/* What fits into a line of the console with its indent. */
#define TEXT_BYTES 900
/* So many leaves of one level in a row are told as one: 4K pages soon, huge leaves when they are
 * many. */
#define MANY_4K 2
#define MANY_HUGE 4

void arena_say_ops(const struct oracle_case *c, char *buf, size_t bytes)
{
	size_t used = 0;

	buf[0] = '\0';
	for (unsigned i = 0; i < c->nops && used < bytes; i++)
		used += (size_t)snprintf(
			buf + used, bytes - used, "%s%s [0x%lx, 0x%lx)", i ? ", " : "",
			c->ops[i].op == LEAFZAP_OP_ZAP ? "ZAP" : "DISCARD",
			(unsigned long)c->ops[i].start, (unsigned long)c->ops[i].end);
}

void arena_tell_ops(const struct oracle_case *c)
{
	char text[TEXT_BYTES];

	arena_say_ops(c, text, sizeof(text));
	note(MAP_LINE "%-8s  %s", MAP_LINE_OPS, text);
}

/* How many leaves from @i on are alike and next to each other; 1 for what is no leaf. */
static unsigned alike(const struct oracle_map *map, unsigned i)
{
	const struct leafzap_span *s = &map->spans[i];
	unsigned n = 1;

	for (; s->flags & LEAFZAP_SPAN_LEAF && i + n < map->nspans; n++, s++)
		if (s[1].root != s->root || s[1].level != s->level ||
		    !(s[1].flags & LEAFZAP_SPAN_LEAF) || s[1].gfn != s->gfn + s->npages)
			break;
	return n;
}

void arena_tell_map(const char *when, const struct oracle_map *map)
{
	int root = oracle_current_root(map);
	char text[TEXT_BYTES] = "", many[16];
	size_t used = 0;
	unsigned n;

	for (unsigned i = 0; root >= 0 && i < map->nspans; i += n) {
		const struct leafzap_span *s = &map->spans[i], *last;
		size_t room = sizeof(text) - used, more;

		n = s->root == root ? alike(map, i) : 1;
		if (s->root != root)
			continue;
		n = n < (s->level == LEVEL_4K ? MANY_4K : MANY_HUGE) ? 1 : n;
		last = s + n - 1;
		snprintf(many, sizeof(many), n > 1 ? "%u x " : "", n);
		more = (size_t)snprintf(text + used, room, "  [0x%lx, 0x%lx) %s%s%s",
					(unsigned long)s->gfn,
					(unsigned long)(last->gfn + last->npages),
					s->flags & LEAFZAP_SPAN_LEAF ? "" : "none, to ", many,
					level_name(s->level));
		/* Whole spans only: what is cut off could be read as another one. */
		if (more + sizeof("  ...") > room) {
			snprintf(text + used, room, "  ...");
			break;
		}
		used += more;
	}
	note(MAP_LINE "%-8s%s", when, text);
}
