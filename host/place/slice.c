// SPDX-License-Identifier: GPL-2.0-only
/*
 * What spatch is given of a source. It reads a file anew for each rule that changed it, and most of
 * that time goes into functions that no rule is about. So those are cut out, each run of them for a
 * declaration that marks the place, and put back afterwards. Whatever does not look like a plain
 * function stays.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../leafzap/text.h"
#include "../source/source.h"
#include "place.h"

#define MARK "extern int leafzap_cut_"

/* The name before the first parenthesis, or NULL. */
static char *called(const char *line)
{
	const char *end = strchr(line, '('), *from = end;

	while (from && from > line && (isalnum((unsigned char)from[-1]) || from[-1] == '_'))
		from--;
	return from == end ? NULL : format("%.*s", (int)(end - from), from);
}

/*
 * The functions that rules are about: a rule has its function in the line before " {". One without
 * is about the members of a struct, which are never cut, or about any place.
 */
struct names slice_names(const char *rules)
{
	struct lines l = source_lines(rules);
	struct names names = { .name = allocate(l.n + 1, sizeof(char *)) };
	bool declares = false, bound = true;

	for (size_t i = 0; i < l.n; i++) {
		char *name;

		if (*l.line[i] == '@') {
			if (!declares) {
				names.any |= !bound;
				bound = false;
			}
			declares = !declares;
		} else if (begins(l.line[i], " struct ") && ends(l.line[i], " {")) {
			bound = true;
		} else if (i && !strcmp(l.line[i], " {") && (name = called(l.line[i - 1]))) {
			names.name[names.n++] = name;
			bound = true;
		}
	}
	names.any |= !bound;
	return names;
}

/* Does the head of a function, down to line @brace, name one of them? */
static bool wanted(const struct lines *l, size_t head, size_t brace, const struct names *names)
{
	for (size_t i = head; i < brace; i++)
		for (size_t k = 0; k < names->n; k++)
			if (source_word(l->line[i], names->name[k]))
				return true;
	return false;
}

/* Blank lines and comments, which go with the functions on both sides. */
static bool is_gap(const char *line)
{
	return !*line || begins(line, "/*") || begins(line, " *") || begins(line, "//");
}

/* Which lines are cut. */
static bool *cuts_of(const struct lines *l, const struct names *names)
{
	bool *cut = allocate(l->n + 1, sizeof(*cut));
	size_t last = 0, k;

	for (size_t i = 0; i < l->n; i++) {
		struct span function;

		if (!source_function(l, i, &function) || wanted(l, function.start, i, names))
			continue;
		memset(cut + function.start, true, function.end - function.start);
		for (k = last; last && k < function.start && is_gap(l->line[k]); k++)
			;
		if (last && k == function.start)
			memset(cut + last, true, function.start - last);
		last = function.end;
		i = function.end - 1;
	}
	return cut;
}

static struct slice nothing_cut(const char *source)
{
	return (struct slice){ .text = copy(source) };
}

/* The lines [from, to), each with its newline. */
static char *joined(const struct lines *l, size_t from, size_t to)
{
	struct buffer buffer;

	buffer_open(&buffer);
	for (; from < to; from++)
		fprintf(buffer.file, "%s\n", l->line[from]);
	return buffer_close(&buffer);
}

struct slice slice_cut(const char *source, const struct names *names)
{
	struct lines l = source_lines(source);
	struct slice s = { .cut = allocate(l.n + 1, sizeof(*s.cut)) };
	struct buffer kept;
	size_t to;
	bool *gone;

	if (names->any || !ends(source, "\n"))
		return nothing_cut(source);
	gone = cuts_of(&l, names);
	buffer_open(&kept);
	for (size_t i = 0; i < l.n; i = to) {
		to = i + 1;
		if (!gone[i]) {
			fprintf(kept.file, "%s\n", l.line[i]);
			continue;
		}
		while (to < l.n && gone[to])
			to++;
		fprintf(kept.file, MARK "%zu;\n", s.ncuts);
		s.cut[s.ncuts++] = joined(&l, i, to);
	}
	s.text = buffer_close(&kept);
	return s;
}

char *slice_restore(const struct slice *s, const char *changed)
{
	struct lines l = source_lines(changed);
	struct buffer whole;
	bool right = true;
	size_t n = 0;
	char *text;

	buffer_open(&whole);
	for (size_t i = 0; right && i < l.n; i++) {
		if (!begins(l.line[i], MARK)) {
			fprintf(whole.file, "%s\n", l.line[i]);
			continue;
		}
		right = n < s->ncuts && !strcmp(l.line[i], format(MARK "%zu;", n));
		if (right)
			fputs(s->cut[n++], whole.file);
	}
	text = buffer_close(&whole);
	return right && n == s->ncuts ? text : NULL;
}
