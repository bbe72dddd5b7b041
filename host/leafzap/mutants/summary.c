// SPDX-License-Identifier: GPL-2.0-only
/* What the rows of all seeds say of each mutant. */
#include <stdlib.h>
#include <string.h>

#include "../table.h"
#include "../text.h"
#include "mutants.h"

static char *where(const struct page *page, const struct row *row)
{
	const char *number = row_field(row, ROW_CASE);
	const char *before = !strcmp(page->where, "debug") ? ", " : ", case ";
	bool none = !strcmp(number, "-");

	return format("%s, %s%s%s", row_field(row, ROW_SUITE), row_field(row, ROW_BACKING),
		      none ? "" : before, none ? "" : number);
}

bool summary_saw(const struct summary *summary, const char *kind)
{
	return strstr(format("%s,", summary->kinds), format(",%s,", kind)) != NULL;
}

static void add_kinds(struct summary *summary, const char *list)
{
	struct words kinds = { 0 };

	words_split(&kinds, list, ",");
	for (size_t i = 0; i < kinds.count; i++)
		if (strcmp(kinds.list[i], "-") && !summary_saw(summary, kinds.list[i]))
			summary->kinds = format("%s,%s", summary->kinds, kinds.list[i]);
}

static void worst(unsigned long *most, const char *number)
{
	unsigned long n = strtoul(number, NULL, 10);

	if (n > *most)
		*most = n;
}

static void add_row(struct summary *summary, const struct page *page, const struct row *row)
{
	const char *result = row_field(row, ROW_RESULT), *text = row_field(row, ROW_TEXT);

	if (!summary->runs++) {
		summary->check = row_field(row, ROW_CHECK);
		summary->where = where(page, row);
		summary->text = text;
	}
	if (!strcmp(result, "killed"))
		summary->kills++;
	else
		summary->alive = format("%s; %s: %s", summary->alive, result, text);
	worst(&summary->before, row_field(row, ROW_BEFORE));
	worst(&summary->seconds, row_field(row, ROW_SECONDS));
	add_kinds(summary, row_field(row, ROW_KINDS));
}

struct summary *summaries(const struct page *page)
{
	struct summary *all = allocate(page->n, sizeof(*all));

	for (size_t i = 0; i < page->n; i++) {
		all[i].check = all[i].where = all[i].text = all[i].alive = all[i].kinds = "";
		for (size_t seed = 0; seed < page->nseeds; seed++) {
			const struct row *row =
				table_find(&page->rows[seed], ROW_NAME, page->mutants[i].name);

			if (row)
				add_row(&all[i], page, row);
		}
	}
	return all;
}
