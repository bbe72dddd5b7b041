// SPDX-License-Identifier: GPL-2.0-only
/* docs/generated/mutants.md, and the same of other kernels and engines. */
#include <stdio.h>
#include <string.h>

#include "../text.h"
#include "mutants.h"

static const char *field(const struct page *page, size_t i, const char *name)
{
	return edit_first(&page->mutants[i].edit, name);
}

/* The kernel that is the default has the page without a suffix. */
static bool is(const struct page *page, const char *where)
{
	return !strcmp(page->where, where);
}

static void put_head(FILE *file, const struct page *page)
{
	const char *option = format(" --kernel %s", page->where);
	const char *all = format("host/leafzap.sh mutants%s", option), *title = "";

	if (is(page, "6.12")) {
		option = "";
		all = "make mutants";
	} else if (is(page, "ept")) {
		option = " --engine bochs";
		all = "make mutants-ept";
		title = " under EPT";
	} else if (is(page, "debug")) {
		all = "make mutants-debug";
		title = " on the debug kernel";
	} else {
		title = format(" on Linux %s", page->where);
	}
	fprintf(file, "# Mutants%s\n\n", title);
	fprintf(file,
		"Each is one file in `host/mutants`, one slip that a change to KVM could make. "
		"`%s` builds and "
		"runs them all\nand writes this page; `host/leafzap.sh mutant NAME%s` runs one.\n",
		all, option);
}

static void put_meaning(FILE *file, const struct page *page)
{
	if (is(page, "debug")) {
		fprintf(file,
			"These are those with a field `On debug`: by them, memory is used after it "
			"was freed. A kill\n"
			"is a word of KASAN or of the page allocator in the host's log, or the "
			"poison of a freed page in the guest: what\n"
			"leafzap's own books and WALK say does not count here. Stock passes the "
			"same suites. Seeds of this page:\n"
			"%s. Cases and seconds are the worst over the seeds: cases in that guest, "
			"and its seconds from its first line to\n"
			"its end, under emulation.\n\n",
			page->seeds);
		return;
	}
	fprintf(file,
		"A kill is a failed check, a ledger entry or a splat in the host's log, on which "
		"`./run.sh --patch` exits with 1. Stock\n"
		"passes the same suites with the same seeds. Seeds of this page: %s. Cases and "
		"seconds are the worst over the\n"
		"seeds: cases that passed in that guest before, and seconds from the guest's first "
		"line to the failed check, under\n"
		"emulation.\n\n",
		page->seeds);
	if (is(page, "ept"))
		fprintf(file, "These are run on Bochs, in the one case that the field `Under EPT` "
			      "names.\n\n");
}

enum fate { DEAD, ALIVE, EQUIVALENT, NOT_RUN, CANNOT, NFATES };

static enum fate fate_of(const struct page *page, size_t i, const struct summary *summary)
{
	if (page->mutants[i].none)
		return CANNOT;
	if (!summary->runs)
		return NOT_RUN;
	if (*field(page, i, "Equivalent"))
		return EQUIVALENT;
	return summary->kills < summary->runs ? ALIVE : DEAD;
}

static void put_counts(FILE *file, const unsigned *count)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < NFATES; i++)
		sum += count[i];
	fprintf(file, "**%u mutants, %u killed", sum, count[DEAD]);
	if (count[CANNOT])
		fprintf(file, ", %u that cannot exist", count[CANNOT]);
	if (count[ALIVE])
		fprintf(file, ", %u not killed with every seed: open defects", count[ALIVE]);
	fprintf(file, ".**\n\n");
}

static void put_one(FILE *file, const struct page *page, size_t i, const struct summary *summary,
		    enum fate fate)
{
	const char *open = field(page, i, "Open");

	fprintf(file, "* `%s`", page->mutants[i].name);
	if (fate == ALIVE && *open)
		fprintf(file, ": %s\n", open);
	else if (fate == ALIVE)
		fprintf(file, "%s\n", summary->alive + 1);
	else if (fate == NOT_RUN)
		fprintf(file, " was not run\n");
	else if (fate == CANNOT)
		fprintf(file, " cannot exist in %s: %s\n", page->where, page->mutants[i].none);
	else
		fprintf(file, ": %s\n", field(page, i, "Equivalent"));
}

/* Mutants that are run on Bochs or on debug are some of all; the others are not on that page. */
static bool on_page(const struct page *page, const struct summary *summary)
{
	return summary->runs || !(is(page, "ept") || is(page, "debug"));
}

static void put_fates(FILE *file, const struct page *page, const struct summary *all)
{
	static const enum fate order[] = { ALIVE, NOT_RUN, CANNOT, EQUIVALENT };
	unsigned count[NFATES] = { 0 };

	for (size_t i = 0; i < page->n; i++)
		if (on_page(page, &all[i]))
			count[fate_of(page, i, &all[i])]++;
	put_counts(file, count);
	for (unsigned n = 0; n < sizeof(order) / sizeof(*order); n++) {
		enum fate fate = order[n];

		if (fate == EQUIVALENT && count[fate])
			fprintf(file, "## Cannot be told from stock\n\n");
		for (size_t i = 0; i < page->n; i++)
			if (on_page(page, &all[i]) && fate_of(page, i, &all[i]) == fate)
				put_one(file, page, i, &all[i], fate);
		/* What was not run and what cannot be are one list. */
		if (fate == CANNOT ? count[CANNOT] + count[NOT_RUN]
				   : fate != NOT_RUN && count[fate])
			fprintf(file, "\n");
	}
}

/* In a table, "|" ends a cell. */
static void put_cell(FILE *file, const char *text)
{
	for (; *text; text++)
		fprintf(file, *text == '|' ? "\\%c" : "%c", *text);
	fprintf(file, " |");
}

static void put_table(FILE *file, const struct page *page, const struct summary *all)
{
	fprintf(file,
		"## All\n\n"
		"| mutant | kind | bug | killed by | where | cases | s | what the check said |\n"
		"| --- | --- | --- | --- | --- | ---: | ---: | --- |\n");
	for (size_t i = 0; i < page->n; i++) {
		const struct summary *summary = &all[i];
		const char *by = summary->check;

		if (!on_page(page, summary))
			continue;
		if (!summary->runs)
			by = "not run";
		else if (summary->kills != summary->runs)
			by = "**alive**";
		fprintf(file, "| `%s` | %s | ", page->mutants[i].name, field(page, i, "Kind"));
		put_cell(file, field(page, i, "Bug"));
		fprintf(file, " %s | %s | %lu | %lu | ", by, summary->where, summary->before,
			summary->seconds);
		put_cell(file, summary->text);
		fputc('\n', file);
	}
}

static void put_real(FILE *file, const struct page *page, const struct summary *all)
{
	bool any = false;

	for (size_t i = 0; i < page->n; i++) {
		const char *commit = field(page, i, "Real commit");

		if (!on_page(page, &all[i]) || !*commit || !strcmp(commit, "none"))
			continue;
		if (!any)
			fprintf(file, "\n## The real ones\n\n");
		any = true;
		fprintf(file, "* `%s`: %s\n", page->mutants[i].name, commit);
	}
}

char *page_mutants(const struct page *page)
{
	const struct summary *all = summaries(page);
	struct buffer buffer;

	buffer_open(&buffer);
	put_head(buffer.file, page);
	put_meaning(buffer.file, page);
	put_fates(buffer.file, page, all);
	put_table(buffer.file, page, all);
	put_real(buffer.file, page, all);
	return buffer_close(&buffer);
}
