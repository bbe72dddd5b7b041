// SPDX-License-Identifier: GPL-2.0-only
/* The table of hooks, their rules, and whether they have come. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../leafzap/say.h"
#include "../leafzap/text.h"
#include "../source/source.h"
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
	struct lines lines;

	for (size_t i = 0; i < table->n; i++)
		if (!seen_before(table, i) &&
		    source_read(format("%s/%s", tree, table->row[i].file), &lines) &&
		    source_has_word(&lines, name))
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

void table_add(struct table *table, const struct row *row)
{
	struct row added = *row;

	table->row = grow(table->row, table->n, sizeof(added));
	table->row[table->n++] = added;
}

struct table read_table(const char *hooks, const char *tree)
{
	char *path = format("%s/table", hooks), (*only)[128];
	struct table all = { 0 }, table = { 0 };
	struct lines l;

	if (!source_read(path, &l))
		die("cannot read %s: %s", path, strerror(errno));
	all.row = allocate(l.n + 1, sizeof(*all.row));
	only = allocate(l.n + 1, sizeof(*only));
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
			table_add(&table, &all.row[i]);
	return table;
}

void table_drop(struct table *table, const char *hook)
{
	size_t n = 0;

	for (size_t i = 0; i < table->n; i++)
		if (strcmp(table->row[i].hook, hook))
			table->row[n++] = table->row[i];
	table->n = n;
}

char *rules_of(const char *hooks, const char *hook)
{
	char *path = format("%s/%s.cocci", hooks, hook), *rules = file_text(path);

	if (!rules)
		die("cannot read %s: %s", path, strerror(errno));
	return rules;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *rules_for(const struct table *table, const char *hooks, const char *file)
{
	const char **hook = allocate(table->n + 1, sizeof(*hook));
	struct buffer rules;
	size_t n = 0;

	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->row[i].file, file))
			hook[n++] = table->row[i].hook;
	qsort(hook, n, sizeof(*hook), by_name);
	buffer_open(&rules);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(hook[i], hook[i - 1]))
			fputs(rules_of(hooks, hook[i]), rules.file);
	return buffer_close(&rules);
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

unsigned calls_in(const char *text, const char *call)
{
	struct lines l = source_lines(text);
	unsigned n = 0;

	for (size_t i = 0; i < l.n; i++)
		n += has_call(l.line[i], call);
	return n;
}

/* The header goes behind those of its kind that are not inside an #if, or else before all <...>. */
char *with_header(const char *text)
{
	struct lines l = source_lines(text);
	size_t first = 0, last = 0;
	struct buffer out;
	int depth = 0;

	for (size_t i = 0; i < l.n; i++) {
		depth += source_directive(l.line[i], "if") - source_directive(l.line[i], "endif");
		if (!first && !strncmp(l.line[i], "#include <", 10))
			first = i + 1;
		if (!depth && !strncmp(l.line[i], "#include <linux/", 16))
			last = i + 1;
	}
	buffer_open(&out);
	for (size_t i = 0; i < l.n; i++) {
		if (!last && i + 1 == first)
			fputs(HEADER "\n", out.file);
		fprintf(out.file, "%s\n", l.line[i]);
		if (i + 1 == last)
			fputs(HEADER "\n", out.file);
	}
	return buffer_close(&out);
}
