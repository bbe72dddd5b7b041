// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.html: the verdict, what was run, the table of suites and backings, and
 * all that is not well, with the leaf maps drawn.  One file that needs no other.
 */
#include <string.h>

#include "html.h"
#include "html_style.h"

static const char *const claims[] = {
	[PASS] = "The MMU unmapped exactly what it had to: every planned check ran and held.",
	[PARTIAL] =
		"Every check that this host can make held; it has no place for some of leafzap's.",
	[SKIP] = "Nothing could be tested here, so nothing is said about the MMU.",
	[ERROR] = "leafzap or its environment is wrong, so nothing is said about the MMU.",
	[CRASH] = "The host or a guest died or went silent, and no check had failed before.",
	[FAIL] = "The MMU is wrong.",
};

void write_name(const struct run *run, FILE *file, const struct result *r)
{
	fprintf(file, "%s: ", run->labs[r->lab].plan.guests[r->guest].backing);
	escape(file, r->suite);
	if (!r->number)
		return;
	fprintf(file, " %u: ", r->number);
	escape(file, r->title);
}

static void write_count(FILE *file, unsigned n, const char *class, const char *what)
{
	if (n)
		fprintf(file, ", <span class=\"%s\">%u %s</span>", class, n, what);
}

static void write_header(const struct run *run, FILE *file)
{
	enum verdict verdict = run_verdict(run);
	const unsigned *n = run->counts;

	fprintf(file, "<p class=\"dim\">leafzap");
	for (unsigned i = 0; i < run->nnotes; i++) {
		if (strncmp(run->notes[i], "date: ", 6))
			continue;
		fprintf(file, ", ");
		escape(file, run->notes[i] + 6);
	}
	fprintf(file, "</p>\n<header class=\"%s\">\n<h1><b>%s</b> ", run_word(run), run_word(run));
	fprintf(file, "%s</h1>\n",
		run->interrupted ? "The run was interrupted before its end." : claims[verdict]);
	fprintf(file, "<p>%u passed", n[PASS]);
	write_count(file, n[FAIL], "f", "failed");
	write_count(file, n[ERROR], "e", n[ERROR] == 1 ? "error" : "errors");
	write_count(file, n[SKIP], "w", "skipped");
	write_count(file, run->nproblems, "f",
		    run->nproblems == 1 ? "problem of the run" : "problems of the run");
	if (*run->unchecked)
		fprintf(file, ", <span class=\"w\">nobody checked %s</span>", run->unchecked);
	fprintf(file, ". <span class=\"dim\">Exit status %d, %u s.</span></p>\n</header>\n",
		run_exit_code(run, verdict), (unsigned)((now_ms() - run->start_ms) / 1000));
}

static void write_problems(const struct run *run, FILE *file)
{
	if (!run->nproblems)
		return;
	fprintf(file, "<h2>Problems of the run</h2>\n"
		      "<p class=\"dim\">What is not the result of a case: the hosts' kernel logs, "
		      "crashes, hangs, and what was planned and did not come.</p>\n<pre>");
	for (unsigned i = 0; i < run->nproblems; i++) {
		fprintf(file, "<span class=\"%s\">%s</span> ",
			run->problems[i].verdict == ERROR ? "e" : "f",
			verdict_words[run->problems[i].verdict]);
		escape(file, run->problems[i].text);
		fputc('\n', file);
	}
	fprintf(file, "</pre>\n");
}

/* --- what was run --- */

static void write_fact(FILE *file, const char *key, size_t bytes, const char *value)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)bytes, key);
	fprintf(file, "<dt>");
	escape(file, name);
	fprintf(file, "</dt><dd>");
	escape(file, value);
	fprintf(file, "</dd>\n");
}

static void write_facts(const struct run *run, FILE *file)
{
	fprintf(file, "<h2>What was run</h2>\n<dl>\n");
	for (unsigned i = 0; i < run->nnotes; i++) {
		const char *note = run->notes[i], *colon = strstr(note, ": ");

		/* Of use to nobody but who debugs leafzap; run.txt has it.  The date is in the
		 * head. */
		if (!strncmp(note, "started as:", 11) || !strncmp(note, "date: ", 6))
			continue;
		if (colon)
			write_fact(file, note, colon - note, colon + 2);
		else
			write_fact(file, "", 0, note);
	}
	if (*run->release)
		write_fact(file, "host", 4, run->release);
	fprintf(file, "</dl>\n");
}

/* --- the table --- */

/* Calls for each suite of each plan, once for each name. */
struct names {
	unsigned n;
	char name[64][64];
};

static void add_names(struct names *names, const char *list)
{
	while (*list) {
		size_t bytes = strcspn(list, ",");
		char name[64];
		unsigned i = 0;

		snprintf(name, sizeof(name), "%.*s", (int)bytes, list);
		while (i < names->n && strcmp(names->name[i], name))
			i++;
		if (i == names->n && i < sizeof(names->name) / sizeof(*names->name))
			strcpy(names->name[names->n++], name);
		list += bytes + (list[bytes] == ',');
	}
}

struct cell {
	unsigned counts[FAIL + 1], n;
	uint64_t ms;
};

/* @suite NULL: all of them. */
static struct cell count(const struct run *run, unsigned lab, unsigned guest, const char *suite)
{
	struct cell cell = { .n = 0 };

	for (unsigned i = 0; i < run->nresults; i++) {
		const struct result *r = &run->results[i];

		if (r->lab != lab || r->guest != guest || (suite && strcmp(r->suite, suite)))
			continue;
		cell.counts[r->verdict]++;
		cell.ms += r->ms;
		cell.n++;
	}
	return cell;
}

static bool list_has(const char *list, const char *name)
{
	size_t bytes = strlen(name);

	for (; list; list = strchr(list, ',')) {
		list += *list == ',';
		if (!strncmp(list, name, bytes) && (!list[bytes] || list[bytes] == ','))
			return true;
	}
	return false;
}

static void write_part(FILE *file, unsigned n, const char *class, const char *what)
{
	if (n)
		fprintf(file, "<span class=\"%s\">%u %s</span>", class, n, what);
}

static void write_cell(FILE *file, const struct cell *cell)
{
	const unsigned *n = cell->counts;

	if (n[PASS] || cell->n == 0)
		fprintf(file, "<span>%u</span>", n[PASS]);
	write_part(file, n[FAIL], "f", "failed");
	write_part(file, n[ERROR], "e", n[ERROR] == 1 ? "error" : "errors");
	write_part(file, n[SKIP], "w", "skipped");
	fprintf(file, "<small>%u.%u s</small>", (unsigned)(cell->ms / 1000),
		(unsigned)(cell->ms / 100 % 10));
}

static void write_suite(const struct run *run, FILE *file, unsigned lab, unsigned guest,
			const char *suite)
{
	const struct guest *g = &run->labs[lab].guests[guest];
	struct cell cell = count(run, lab, guest, suite);

	fprintf(file, "<td>");
	if (cell.n)
		write_cell(file, &cell);
	else if (list_has(g->plan->suites, suite))
		fprintf(file, "<span class=\"f\">not run</span>");
	if (cell.n && !strcmp(g->suite, suite))
		fprintf(file, "<span class=\"f\">%u of %u ran</span>", cell.n, g->cases_planned);
	fprintf(file, "</td>");
}

static void write_table(const struct run *run, FILE *file)
{
	static struct names suites;

	suites.n = 0;
	for (unsigned i = 0; i < run->nlabs; i++)
		for (unsigned j = 0; j < run->labs[i].plan.nguests; j++)
			add_names(&suites, run->labs[i].plan.guests[j].suites);
	fprintf(file, "<h2>Results</h2>\n<p class=\"dim\">Cases that passed, and what did not, by "
		      "suite and by what the guest's memory is made of.</p>\n"
		      "<table><thead><tr><th>suite</th>");
	for (unsigned i = 0; i < run->nlabs; i++)
		for (unsigned j = 0; j < run->labs[i].plan.nguests; j++)
			fprintf(file, "<th>%s</th>", run->labs[i].plan.guests[j].backing);
	fprintf(file, "</tr></thead>\n<tbody>\n");
	for (unsigned n = 0; n < suites.n; n++) {
		fprintf(file, "<tr><th>");
		escape(file, suites.name[n]);
		fprintf(file, "</th>");
		for (unsigned i = 0; i < run->nlabs; i++)
			for (unsigned j = 0; j < run->labs[i].plan.nguests; j++)
				write_suite(run, file, i, j, suites.name[n]);
		fprintf(file, "</tr>\n");
	}
	fprintf(file, "</tbody>\n<tfoot><tr><th>all</th>");
	for (unsigned i = 0; i < run->nlabs; i++) {
		for (unsigned j = 0; j < run->labs[i].plan.nguests; j++) {
			struct cell cell = count(run, i, j, NULL);

			fprintf(file, "<td>");
			write_cell(file, &cell);
			fprintf(file, "</td>");
		}
	}
	fprintf(file, "</tr></tfoot></table>\n");
}

void write_html(const struct run *run, FILE *file)
{
	fprintf(file,
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<title>leafzap: %s</title>\n<style>%s</style></head>\n<body>\n",
		run_word(run), html_style);
	write_header(run, file);
	write_problems(run, file);
	write_bad_cases(run, file, FAIL, "Failed cases");
	write_bad_cases(run, file, ERROR, "Errors");
	write_table(run, file);
	write_facts(run, file);
	write_samples(run, file);
	write_skipped(run, file);
	write_passed(run, file);
	fprintf(file, "</body></html>\n");
}
