// SPDX-License-Identifier: GPL-2.0-only
/* All results and problems to one verdict: the worst prevails, and nothing is no pass. */
#include "report.h"

#define EXIT_INTERRUPTED 130

enum verdict run_verdict(const struct run *run)
{
	enum verdict verdict = run->counts[PASS] ? PASS : SKIP;

	if (run->counts[ERROR])
		verdict = ERROR;
	for (unsigned i = 0; i < run->nproblems; i++)
		if (run->problems[i].verdict > verdict)
			verdict = run->problems[i].verdict;
	if (run->counts[FAIL])
		verdict = FAIL;
	return verdict;
}

const char *run_word(const struct run *run)
{
	return run->interrupted ? "INTERRUPTED" : verdict_words[run_verdict(run)];
}

int run_exit_code(const struct run *run, enum verdict verdict)
{
	static const int codes[] = {
		/* A run in which nothing was possible says nothing about the MMU. */
		[PASS] = 0, [FAIL] = 1, [ERROR] = 2, [SKIP] = 2, [CRASH] = 3,
	};

	return run->interrupted ? EXIT_INTERRUPTED : codes[verdict];
}
