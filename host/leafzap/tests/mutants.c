// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutants without a lab: "mutants-check page WHERE SEEDS FACTS ROWS..." and "peers ..." print the
 * page that is made of these headers and rows; "mutants-check row" makes rows of results.tsv that
 * are written here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../mutants/mutants.h"
#include "../table.h"
#include "../text.h"

static int bad;

static void add_field(struct edit *edit, const char *name, const char *value)
{
	edit->fields = grow(edit->fields, edit->nfields, sizeof(*edit->fields));
	edit->fields[edit->nfields++] = (struct field){ copy(name), copy(value) };
}

/* From lines of NAME, FIELD, text; "None here" is why it cannot exist. */
static struct mutant *read_facts(const char *path, size_t *n)
{
	struct mutant *mutants = NULL;
	struct table table;

	table_read_tabs(&table, path);
	*n = 0;
	for (size_t i = 0; i < table.nrows; i++) {
		const struct row *row = &table.rows[i];

		if (!*n || strcmp(mutants[*n - 1].name, row_field(row, 0))) {
			mutants = grow(mutants, *n, sizeof(*mutants));
			mutants[(*n)++] = (struct mutant){ .name = row_field(row, 0) };
		}
		if (!strcmp(row_field(row, 1), "None here"))
			mutants[*n - 1].none = row_field(row, 2);
		else
			add_field(&mutants[*n - 1].edit, row_field(row, 1), row_field(row, 2));
	}
	return mutants;
}

static int print_page(char *(*make)(const struct page *), char **words)
{
	struct page page = { .where = words[0], .seeds = words[1] };
	struct table *rows = NULL;

	page.mutants = read_facts(words[2], &page.n);
	for (words += 3; *words; words++) {
		rows = grow(rows, page.nseeds, sizeof(*rows));
		table_read_tabs(&rows[page.nseeds++], *words);
	}
	page.rows = rows;
	fputs(make(&page), stdout);
	return 0;
}

#define HEADER                                                                                     \
	"what\tlab\tbacking\tsuite\tcase\tverdict\tkinds\tbefore\tbegin_ms\tend_ms\ttitle\ttext\n"
#define PASSED "case\t1\tmemfd\tboundary\t1\tPASS\t-\t0\t10\t900\tone\t-\n"
#define FAILED                                                                                     \
	"case\t1\tmemfd\tboundary\t8\tFAIL\tledger/END,WALK,ledger/YIELD\t1\t900\t2100\ttwo\t"     \
	"lib/ledger.c:58: not flushed\n"
#define SUITE "suite\t1\tmemfd\tboundary\t-\tFAIL\t-\t2\t2100\t2100\tboundary\t-\n"
#define LAST "leafzap: the last line"

static const struct {
	const char *kernel, *with;
	int status;
	const char *results; /* NULL: none was written */
	const char *row;     /* behind name and kind */
} cases[] = {
	{ "6.12", "", 1, HEADER PASSED FAILED SUITE,
	  "killed\tledger\tboundary\tmemfd\t8\t1\t2\tledger,WALK\tlib/ledger.c:58: not flushed" },
	{ "6.12", "", 0, HEADER PASSED, "SURVIVED\t-\tboundary\t-\t-\t1\t0\t-\t" LAST },
	/* Tags decide, not words: this text sounds like another kind. */
	{ "6.12", "", 1,
	  HEADER
	  "case\t1\tthp\tabi\t3\tFAIL\tSTATS\t2\t0\t3999\tx\tabi.c:1: a leaf is still there\n",
	  "killed\tSTATS\tabi\tthp\t3\t2\t3\tSTATS\tabi.c:1: a leaf is still there" },
	{ "6.12", "", 1,
	  HEADER PASSED "problem\t1\tmemfd\t-\t-\tFAIL\tsplat\t1\t950\t950\t-\tWARNING: CPU\n",
	  "killed\tsplat\tboundary\t-\t-\t1\t0\tsplat\tWARNING: CPU" },
	{ "6.12", "", 1,
	  HEADER FAILED "problem\t1\tmemfd\t-\t-\tFAIL\tsplat/page\t1\t950\t950\t-\tBad page\n",
	  "killed\tledger\tboundary\tmemfd\t8\t1\t2\tledger,WALK,splat\tlib/ledger.c:58: not "
	  "flushed" },
	{ "6.12", "", 1,
	  HEADER PASSED "problem\t1\tmemfd\t-\t-\tFAIL\tledger\t1\t950\t950\t-\tviolation: late\n",
	  "killed\tledger\tboundary\t-\t-\t1\t0\tledger\tviolation: late" },
	{ "6.12", "", 3, HEADER PASSED "problem\t1\t-\t-\t-\tCRASH\thang\t-\t-\t-\t-\tsilent\n",
	  "hung\t-\tboundary\t-\t-\t1\t0\t-\t" LAST },
	{ "6.12", "", 3, HEADER PASSED "problem\t1\t-\t-\t-\tCRASH\tpanic\t-\t-\t-\t-\tdead\n",
	  "crashed\t-\tboundary\t-\t-\t1\t0\t-\t" LAST },
	{ "6.12", "", 2, HEADER "case\t1\tthp\tabi\t3\tERROR\t-\t0\t0\t0\tx\tno memory\n",
	  "error\t-\tboundary\t-\t-\t1\t0\t-\tno memory" },
	{ "6.12", "", 2, NULL, "error\t-\tboundary\t-\t-\t0\t0\t-\t" LAST },
	/* On debug what leafzap itself sees does not count. */
	{ "debug", "--case 9", 1, HEADER PASSED FAILED,
	  "SURVIVED\t-\tboundary\t-\t--case 9\t2\t2\tledger,WALK\t" LAST },
	{ "debug", "", 1,
	  HEADER PASSED FAILED
	  "problem\t1\tmemfd\t-\t-\tFAIL\tsplat/KASAN\t1\t950\t950\t-\tBUG: K\n",
	  "killed\tKASAN\tboundary\t-\t-\t2\t2\tledger,WALK,splat\tBUG: K" },
	{ "debug", "", 1,
	  HEADER "check\t1\tmemfd\tx\t1\tFAIL\tledger/END\t0\t0\t300\tx\tanother\n"
		 "check\t1\tmemfd\tx\t1\tFAIL\tcontent/poison\t0\t0\t300\tx\tread 0xaa\n"
		 "case\t1\tmemfd\tx\t1\tFAIL\tledger/END,content/poison\t0\t0\t300\tx\tanother\n"
		 "problem\t1\tmemfd\t-\t-\tFAIL\tsplat/KASAN\t1\t950\t950\t-\tBUG: K\n",
	  "killed\tpoison\tboundary\t-\t-\t1\t0\tledger,content,splat\tread 0xaa" },
};

static int check_rows(void)
{
	struct mutant mutant = { .name = "one" };
	unsigned n = sizeof(cases) / sizeof(*cases);

	add_field(&mutant.edit, "Kind", "flush");
	for (unsigned i = 0; i < n; i++) {
		struct job job = { .mutant = &mutant,
				   .kernel = cases[i].kernel,
				   .suites = "boundary",
				   .backings = "",
				   .with = cases[i].with };
		struct table table;
		char *row, *due = format("one\tflush\t%s", cases[i].row);

		if (cases[i].results)
			table_parse_tabs(&table, cases[i].results);
		row = row_of(&job, cases[i].status, cases[i].results ? &table : NULL, LAST);
		if (!strcmp(row, due))
			continue;
		printf("FAIL row %u: %s\n     instead of %s\n", i, row, due);
		bad = 1;
	}
	if (!bad)
		printf("mutants: %u rows of results.tsv\n", n);
	return bad;
}

int main(int argc, char **argv)
{
	if (argc > 5 && !strcmp(argv[1], "page"))
		return print_page(page_mutants, argv + 2);
	if (argc > 5 && !strcmp(argv[1], "peers"))
		return print_page(page_peers, argv + 2);
	return check_rows();
}
