/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables in files: one row a line. */
#ifndef LEAFZAP_TABLE_H
#define LEAFZAP_TABLE_H

#include <stddef.h>

struct row {
	size_t nfields;
	char **fields;
};

struct table {
	size_t nrows;
	struct row *rows;
};

/*
 * A table whose fields have a tab between them, as suites.tsv and results.tsv; fields may be
 * empty.  Lines that are empty are no rows; there are no comments.
 */
void table_parse_tabs(struct table *table, const char *text);

/*
 * A table for people to edit: fields have blanks between them, lines that begin with # and empty
 * lines are no rows.  A row has at most @columns fields: the last takes the rest of the line.
 */
void table_parse_blanks(struct table *table, const char *text, size_t columns);

/* The same of a file; die() where it cannot be read. */
void table_read_tabs(struct table *table, const char *path);
void table_read_blanks(struct table *table, const char *path, size_t columns);

/* Field @n of @row, counted from 0; "" where the row has none.  Belongs to the table. */
const char *row_field(const struct row *row, size_t n);

/*
 * The field of @row in the column that the first row of @table calls @name, as those of results.tsv
 * are; "" if there is none.
 */
const char *row_named(const struct table *table, const struct row *row, const char *name);

/* The first row whose field @n is @value; NULL if there is none. */
const struct row *table_find(const struct table *table, size_t n, const char *value);

#endif
