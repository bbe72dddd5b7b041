// SPDX-License-Identifier: GPL-2.0-only
/* results.ktap: all guests in one KTAP, guest by guest, however their lines were mixed. */
#include <stdlib.h>
#include <string.h>

#include "report.h"

static void write_diagnosis(FILE *file, const char *text)
{
	while (text && *text) {
		size_t bytes = strcspn(text, "\n");

		fprintf(file, "    %.*s\n", (int)bytes, text);
		text += bytes + (text[bytes] == '\n');
	}
}

static void write_result(FILE *file, const struct result *r, unsigned number)
{
	bool ok = r->verdict == PASS || r->verdict == SKIP;

	write_diagnosis(file, r->diagnosis);
	fprintf(file, "    %s %u %s", ok ? "ok" : "not ok", number, r->suite);
	if (r->number)
		fprintf(file, ": %s", r->title);
	if (r->reason)
		fprintf(file, " # %s %s", verdict_words[r->verdict], r->reason);
	fprintf(file, "\n");
}

/* Returns whether all of the guest's results are fine. */
static bool write_guest(const struct run *run, FILE *file, unsigned lab, unsigned guest)
{
	unsigned n = 0;
	bool ok = true;

	for (unsigned i = 0; i < run->nresults; i++)
		n += run->results[i].lab == lab && run->results[i].guest == guest;
	fprintf(file, "    KTAP version 1\n    # Subtest: %s\n    1..%u\n",
		run->labs[lab].plan.guests[guest].backing, n);
	n = 0;
	for (unsigned i = 0; i < run->nresults; i++) {
		const struct result *r = &run->results[i];

		if (r->lab != lab || r->guest != guest)
			continue;
		write_result(file, r, ++n);
		ok &= r->verdict == PASS || r->verdict == SKIP;
	}
	return ok && n;
}

void write_ktap(const struct run *run, FILE *file)
{
	unsigned n = 0;
	bool ok;

	/* The last "test" is the run itself: hosts' logs, plans, ends. */
	for (unsigned i = 0; i < run->nlabs; i++)
		n += run->labs[i].plan.nguests;
	fprintf(file, "KTAP version 1\n1..%u\n", n + 1);
	n = 0;
	for (unsigned i = 0; i < run->nlabs; i++) {
		for (unsigned j = 0; j < run->labs[i].plan.nguests; j++) {
			bool ok = write_guest(run, file, i, j);

			fprintf(file, "%s %u %s\n", ok ? "ok" : "not ok", ++n,
				run->labs[i].plan.guests[j].backing);
		}
	}
	for (unsigned i = 0; i < run->nproblems; i++)
		fprintf(file, "# %s: %s\n", verdict_words[run->problems[i].verdict],
			run->problems[i].text);
	if (*run->unchecked)
		fprintf(file, "# PARTIAL:%s\n", run_unchecked(run));
	ok = !run->nproblems && !run->interrupted && (!*run->unchecked || run->accept_partial);
	fprintf(file, "%s %u run\n", ok ? "ok" : "not ok", n + 1);
}
