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

#include "place.h"

#define MARK "extern int leafzap_cut_"

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

static bool ends(const char *line, const char *with)
{
	size_t n = strlen(line), m = strlen(with);

	return n >= m && !strcmp(line + n - m, with);
}

static bool is_directive(const char *line, const char *word)
{
	if (*line++ != '#')
		return false;
	return starts(line + strspn(line, " \t"), word);
}

/* The name before the first parenthesis, or NULL. */
static char *called(const char *line)
{
	const char *end = strchr(line, '('), *from = end;

	while (from && from > line && (isalnum((unsigned char)from[-1]) || from[-1] == '_'))
		from--;
	return from == end ? NULL : need(strndup(from, end - from));
}

/*
 * The functions that rules are about: a rule has its function in the line before " {". One without
 * is about the members of a struct, which are never cut, or about any place.
 */
struct names functions_of(const struct text *rules)
{
	struct lines l = split(rules);
	struct names names = { .name = need(calloc(l.n + 1, sizeof(char *))) };
	bool declares = false, bound = true;

	for (size_t i = 0; i < l.n; i++) {
		char *name;

		if (*l.line[i] == '@') {
			if (!declares) {
				names.any |= !bound;
				bound = false;
			}
			declares = !declares;
		} else if (starts(l.line[i], " struct ") && ends(l.line[i], " {")) {
			bound = true;
		} else if (i && !strcmp(l.line[i], " {") && (name = called(l.line[i - 1]))) {
			names.name[names.n++] = name;
			bound = true;
		}
	}
	names.any |= !bound;
	return names;
}

static bool in_header(const char *line)
{
	return *line && !strchr("#}/* ", *line) && !ends(line, ";") && !ends(line, "}") &&
	       !ends(line, "\\") && !ends(line, "*/");
}

/* The first line of the function whose body begins in line brace, or brace itself. */
static size_t head_of(const struct lines *l, size_t brace)
{
	bool takes = false;
	size_t i = brace;

	while (i && in_header(l->line[i - 1])) {
		i--;
		takes |= strchr(l->line[i], '(') != NULL;
	}
	return takes && (isalpha((unsigned char)*l->line[i]) || *l->line[i] == '_') ? i : brace;
}

/* The last line of that function, or 0 if it is none that can go: conditionals must end within. */
static size_t tail_of(const struct lines *l, size_t brace)
{
	unsigned depth = 0;

	for (size_t i = brace + 1; i < l->n; i++) {
		const char *line = l->line[i];

		if (!strcmp(line, "}"))
			return depth ? 0 : i;
		if (is_directive(line, "if")) {
			depth++;
		} else if (is_directive(line, "endif")) {
			if (!depth)
				return 0;
			depth--;
		} else if (*line && !strchr("\t #/*", *line) && !ends(line, ":")) {
			return 0;
		}
	}
	return 0;
}

static bool wanted(const struct lines *l, size_t from, size_t to, const struct names *names)
{
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < names->n; k++)
			if (has_word(l->line[i], names->name[k]))
				return true;
	return false;
}

/* Blank lines and comments, which go with the functions on both sides. */
static bool is_gap(const char *line)
{
	return !*line || starts(line, "/*") || starts(line, " *") || starts(line, "//");
}

/* Which lines are cut. */
static bool *cuts_of(const struct lines *l, const struct names *names)
{
	bool *cut = need(calloc(l->n + 1, sizeof(*cut)));
	size_t last = 0, k;

	for (size_t i = 0; i < l->n; i++) {
		size_t from, to;

		if (strcmp(l->line[i], "{"))
			continue;
		from = head_of(l, i);
		to = tail_of(l, i);
		if (from == i || !to || wanted(l, from, i, names))
			continue;
		memset(cut + from, true, to + 1 - from);
		for (k = last; last && k < from && is_gap(l->line[k]); k++)
			;
		if (last && k == from)
			memset(cut + last, true, from - last);
		last = to + 1;
		i = to;
	}
	return cut;
}

struct slice cut(const struct text *source, const struct names *names)
{
	struct lines l = split(source);
	struct slice s = { .cut = need(calloc(l.n + 1, sizeof(*s.cut))) };
	bool *gone;

	if (names->any || !source->bytes || source->at[source->bytes - 1] != '\n') {
		s.text = *source;
		return s;
	}
	gone = cuts_of(&l, names);
	for (size_t i = 0; i < l.n; i++) {
		if (!gone[i]) {
			add_line(&s.text, l.line[i]);
			continue;
		}
		if (!i || !gone[i - 1]) {
			add_line(&s.text, printed(MARK "%zu;", s.ncuts));
			s.ncuts++;
		}
		add_line(&s.cut[s.ncuts - 1], l.line[i]);
	}
	return s;
}

/* Puts back what was cut. False if a mark is not where it was: then the changes cannot be trusted.
 */
bool restore(const struct slice *s, const struct text *changed, struct text *whole)
{
	struct lines l = split(changed);
	size_t n = 0;

	*whole = (struct text){ 0 };
	for (size_t i = 0; i < l.n; i++) {
		if (!starts(l.line[i], MARK)) {
			add_line(whole, l.line[i]);
			continue;
		}
		if (n == s->ncuts || strcmp(l.line[i], printed(MARK "%zu;", n)))
			return false;
		add(whole, s->cut[n].at, s->cut[n].bytes);
		n++;
	}
	return n == s->ncuts;
}
