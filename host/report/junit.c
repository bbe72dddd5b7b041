// SPDX-License-Identifier: GPL-2.0-only
/* junit.xml, as CI systems read it: a testsuite per backing and suite, and one for the run. */
#include <string.h>

#include "report.h"

static void element(FILE *file, const char *tag, const char *message, const char *body)
{
	fprintf(file, "      <%s message=\"", tag);
	escape(file, message);
	fprintf(file, "\">");
	escape(file, body);
	fprintf(file, "</%s>\n", tag);
}

static void write_case(FILE *file, const struct run *run, const struct result *r)
{
	const char *backing = run->labs[r->lab].plan.guests[r->guest].backing;
	const char *first = r->diagnosis ? r->diagnosis : "see guest.log";

	fprintf(file, "    <testcase classname=\"leafzap.%s.", backing);
	escape(file, r->suite);
	fprintf(file, "\" name=\"%u ", r->number);
	escape(file, r->title);
	fprintf(file, "\" time=\"%u.%03u\">\n", (unsigned)(r->ms / 1000), (unsigned)(r->ms % 1000));
	if (r->verdict == FAIL)
		element(file, "failure", first, r->diagnosis);
	else if (r->verdict == ERROR)
		element(file, "error", r->reason, r->diagnosis);
	else if (r->verdict == SKIP)
		element(file, "skipped", r->reason, NULL);
	fprintf(file, "    </testcase>\n");
}

static bool same_suite(const struct result *a, const struct result *b)
{
	return a->lab == b->lab && a->guest == b->guest && !strcmp(a->suite, b->suite);
}

/* Results of one guest come suite by suite; two labs mix theirs. */
static void write_suite(FILE *file, const struct run *run, unsigned first)
{
	const struct result *head = &run->results[first];
	unsigned counts[FAIL + 1] = { 0 }, n = 0;
	uint64_t ms = 0;

	for (unsigned i = first; i < run->nresults; i++) {
		if (!same_suite(head, &run->results[i]))
			continue;
		counts[run->results[i].verdict]++;
		ms += run->results[i].ms;
		n++;
	}
	fprintf(file, "  <testsuite name=\"");
	escape(file, head->suite);
	fprintf(file,
		" on %s\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\" "
		"time=\"%u.%03u\">\n",
		run->labs[head->lab].plan.guests[head->guest].backing, n, counts[FAIL],
		counts[ERROR], counts[SKIP], (unsigned)(ms / 1000), (unsigned)(ms % 1000));
	for (unsigned i = first; i < run->nresults; i++)
		if (same_suite(head, &run->results[i]))
			write_case(file, run, &run->results[i]);
	fprintf(file, "  </testsuite>\n");
}

static void write_problems(FILE *file, const struct run *run)
{
	unsigned nfail = 0, n = run->nproblems ? run->nproblems : 1, nskip = *run->unchecked != 0;

	for (unsigned i = 0; i < run->nproblems; i++)
		nfail += run->problems[i].verdict != ERROR;
	fprintf(file,
		"  <testsuite name=\"run\" tests=\"%u\" failures=\"%u\" errors=\"%u\" "
		"skipped=\"%u\">\n",
		n + nskip, nfail, run->nproblems - nfail, nskip);
	if (!run->nproblems)
		fprintf(file, "    <testcase classname=\"leafzap.run\" "
			      "name=\"hosts and guests ended as planned\"/>\n");
	if (nskip) {
		fprintf(file, "    <testcase classname=\"leafzap.run\" "
			      "name=\"the host checks everything\">\n");
		element(file, "skipped", run->unchecked, NULL);
		fprintf(file, "    </testcase>\n");
	}
	for (unsigned i = 0; i < run->nproblems; i++) {
		bool error = run->problems[i].verdict == ERROR;

		fprintf(file, "    <testcase classname=\"leafzap.run\" name=\"problem %u\">\n",
			i + 1);
		element(file, error ? "error" : "failure", run->problems[i].text, NULL);
		fprintf(file, "    </testcase>\n");
	}
	fprintf(file, "  </testsuite>\n");
}

void write_junit(const struct run *run, FILE *file)
{
	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"leafzap\">\n");
	for (unsigned i = 0; i < run->nresults; i++) {
		bool first = true;

		for (unsigned j = i; first && j-- > 0;)
			first = !same_suite(&run->results[i], &run->results[j]);
		if (first)
			write_suite(file, run, i);
	}
	write_problems(file, run);
	fprintf(file, "</testsuites>\n");
}
