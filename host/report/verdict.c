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
	return verdict == PASS && *run->unchecked ? PARTIAL : verdict;
}

const char *run_word(const struct run *run)
{
	return run->interrupted ? "INTERRUPTED" : verdict_words[run_verdict(run)];
}

const char *run_unchecked(const struct run *run)
{
	static char text[sizeof(run->unchecked) + sizeof(" unchecked=")];

	snprintf(text, sizeof(text), "%s%s", *run->unchecked ? " unchecked=" : "", run->unchecked);
	return text;
}

int run_exit_code(const struct run *run, enum verdict verdict)
{
	static const int codes[] = {
		/* A run in which nothing was possible says nothing about the MMU. */
		[PASS] = 0, [FAIL] = 1, [ERROR] = 2, [SKIP] = 2, [CRASH] = 3, [PARTIAL] = 4,
	};

	if (verdict == PARTIAL && run->accept_partial)
		verdict = PASS;
	return run->interrupted ? EXIT_INTERRUPTED : codes[verdict];
}
