// SPDX-License-Identifier: GPL-2.0-only
/* Tables in files. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "table.h"
#include "text.h"

static void add_row(struct table *table, struct words *fields)
{
	table->rows = grow(table->rows, table->nrows, sizeof(*table->rows));
	table->rows[table->nrows++] = (struct row){ fields->count, fields->list };
}

static void cut_tabs(struct words *fields, char *line)
{
	char *field;

	while ((field = strsep(&line, "\t")))
		words_add(fields, "%s", field);
}

static void cut_blanks(struct words *fields, char *line, size_t columns)
{
	char *rest = line, *field;

	while (fields->count + 1 < columns && (field = strtok_r(rest, " \t", &rest)))
		words_add(fields, "%s", field);
	rest += strspn(rest, " \t");
	if (*rest)
		words_add(fields, "%s", chomp(rest));
}

/* @columns 0: fields are between tabs. */
static void parse(struct table *table, const char *text, size_t columns)
{
	char *lines = copy(text), *rest = lines, *line;

	*table = (struct table){ 0 };
	while ((line = strsep(&rest, "\n"))) {
		struct words fields = { 0 };

		if (!*line || (columns && *line == '#'))
			continue;
		if (columns)
			cut_blanks(&fields, line, columns);
		else
			cut_tabs(&fields, line);
		if (fields.count)
			add_row(table, &fields);
	}
	free(lines);
}

void table_parse_tabs(struct table *table, const char *text)
{
	parse(table, text, 0);
}

void table_parse_blanks(struct table *table, const char *text, size_t columns)
{
	parse(table, text, columns);
}

static char *text_of(const char *path)
{
	char *text = file_text(path);

	if (!text)
		die("cannot read the table %s: %s", path, strerror(errno));
	return text;
}

void table_read_tabs(struct table *table, const char *path)
{
	char *text = text_of(path);

	parse(table, text, 0);
	free(text);
}

void table_read_blanks(struct table *table, const char *path, size_t columns)
{
	char *text = text_of(path);

	parse(table, text, columns);
	free(text);
}

const char *row_field(const struct row *row, size_t n)
{
	return n < row->nfields ? row->fields[n] : "";
}

const char *row_named(const struct table *table, const struct row *row, const char *name)
{
	const struct row *header = &table->rows[0];

	for (size_t i = 0; i < header->nfields; i++)
		if (!strcmp(header->fields[i], name))
			return row_field(row, i);
	return "";
}

const struct row *table_find(const struct table *table, size_t n, const char *value)
{
	for (size_t i = 0; i < table->nrows; i++)
		if (!strcmp(row_field(&table->rows[i], n), value))
			return &table->rows[i];
	return NULL;
}
