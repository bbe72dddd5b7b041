// SPDX-License-Identifier: GPL-2.0-only
/* run.txt: what was run, and what came of it, for a reader who has only the folder. */
#include "report.h"

void write_run(const struct run *run, FILE *file)
{
	enum verdict verdict = run_verdict(run);

	for (unsigned i = 0; i < run->nnotes; i++)
		fprintf(file, "%s\n", run->notes[i]);
	fprintf(file, "host: %s\n", run->release);
	for (unsigned i = 0; i < run->nlabs; i++)
		for (unsigned j = 0; j < run->labs[i].plan.nguests; j++)
			fprintf(file, "lab %u: %s: %s\n", i + 1,
				run->labs[i].plan.guests[j].backing,
				run->labs[i].plan.guests[j].suites);
	fprintf(file, "seconds: %u\n", (unsigned)((now_ms() - run->start_ms) / 1000));
	for (unsigned i = 0; i < run->nproblems; i++)
		fprintf(file, "problem: %s: %s\n", verdict_words[run->problems[i].verdict],
			run->problems[i].text);
	fprintf(file, "verdict: %s passed=%u failed=%u skipped=%u errors=%u exit=%d%s\n",
		run_word(run), run->counts[PASS], run->counts[FAIL], run->counts[SKIP],
		run->counts[ERROR], run_exit_code(run, verdict), run_unchecked(run));
}
