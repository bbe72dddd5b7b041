// SPDX-License-Identifier: GPL-2.0-only
/* The table of hooks, their rules, and whether they have come. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

#define HEADER "#include <linux/kvm_leafzap_hooks.h>"

static bool seen_before(const struct table *table, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(table->row[k].file, table->row[i].file))
			return true;
	return false;
}

/* Is the name in one of the table's files? */
static bool known(const struct table *table, const char *tree, const char *name)
{
	struct text text;

	for (size_t i = 0; i < table->n; i++)
		if (!seen_before(table, i) &&
		    read_text(printed("%s/%s", tree, table->row[i].file), &text) &&
		    has_word(text.at, name))
			return true;
	return false;
}

/* Are all names of the list @only there, and those behind a "!" not? */
static bool meant(const struct table *all, const char *tree, char *only)
{
	char *rest;

	for (char *name = strtok_r(only, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
		bool lacks = *name == '!';

		if (known(all, tree, name + lacks) == lacks)
			return false;
	}
	return true;
}

/* The rows of the table that are meant for this source. */
struct table read_table(const char *hooks, const char *tree)
{
	char *path = printed("%s/table", hooks), (*only)[128];
	struct table all = { 0 }, table = { 0 };
	struct text text;
	struct lines l;

	if (!read_text(path, &text))
		die("cannot read %s", path);
	l = split(&text);
	all.row = need(calloc(l.n + 1, sizeof(*all.row)));
	table.row = need(calloc(l.n + 1, sizeof(*table.row)));
	only = need(calloc(l.n + 1, sizeof(*only)));
	for (size_t i = 0; i < l.n; i++) {
		struct row *row = &all.row[all.n];
		int n;

		if (*l.line[i] == '#' || !l.line[i][strspn(l.line[i], " \t")])
			continue;
		n = sscanf(l.line[i], "%127s %63s %63s %u-%u", row->file, row->hook, row->call,
			   &row->least, &row->usual);
		if (n < 4)
			die("%s: cannot make sense of: %s", path, l.line[i]);
		if (n == 4)
			row->usual = row->least;
		sscanf(l.line[i], "%*s %*s %*s %*s %127s", only[all.n]);
		all.n++;
	}
	for (size_t i = 0; i < all.n; i++)
		if (meant(&all, tree, only[i]))
			table.row[table.n++] = all.row[i];
	return table;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The rules of all hooks for a file, in one. */
struct text rules_for(const struct table *table, const char *hooks, const char *file)
{
	const char **hook = need(calloc(table->n + 1, sizeof(*hook)));
	struct text rules = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->row[i].file, file))
			hook[n++] = table->row[i].hook;
	qsort(hook, n, sizeof(*hook), by_name);
	for (size_t i = 0; i < n; i++) {
		char *path = printed("%s/%s.cocci", hooks, hook[i]);
		struct text one;

		if (i && !strcmp(hook[i], hook[i - 1]))
			continue;
		if (!read_text(path, &one))
			die("cannot read %s", path);
		add(&rules, one.at, one.bytes);
	}
	return rules;
}

/* A call, or the member of a struct; "_" stands for any character. */
static bool has_call(const char *line, const char *call)
{
	size_t n = strlen(call), bytes = strlen(line);

	for (size_t i = 0; i + n < bytes; i++) {
		const char *at = line + i;
		size_t k = 0;

		if (i && (isalnum((unsigned char)at[-1]) || at[-1] == '_'))
			continue;
		while (k < n && (call[k] == '_' || call[k] == at[k]))
			k++;
		if (k == n && (at[n] == '(' || !strncmp(at + n, " *", 2)))
			return true;
	}
	return false;
}

/* In how many lines it is. */
unsigned calls_in(const struct text *text, const char *call)
{
	struct lines l = split(text);
	unsigned n = 0;

	for (size_t i = 0; i < l.n; i++)
		n += has_call(l.line[i], call);
	return n;
}

static bool directive(const char *line, const char *word)
{
	return *line == '#' && !strncmp(line + 1 + strspn(line + 1, " \t"), word, strlen(word));
}

/* The header goes behind those of its kind that are not inside an #if, or else before all <...>. */
struct text with_header(const struct text *text)
{
	struct lines l = split(text);
	size_t first = 0, last = 0;
	struct text out = { 0 };
	int depth = 0;

	for (size_t i = 0; i < l.n; i++) {
		depth += directive(l.line[i], "if") - directive(l.line[i], "endif");
		if (!first && !strncmp(l.line[i], "#include <", 10))
			first = i + 1;
		if (!depth && !strncmp(l.line[i], "#include <linux/", 16))
			last = i + 1;
	}
	for (size_t i = 0; i < l.n; i++) {
		if (!last && i + 1 == first)
			add_line(&out, HEADER);
		add_line(&out, l.line[i]);
		if (i + 1 == last)
			add_line(&out, HEADER);
	}
	return out;
}
