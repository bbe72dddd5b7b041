/* SPDX-License-Identifier: GPL-2.0-only */
/* What native unit tests count with: one file a program. */
#ifndef LEAFZAP_EXPECT_H
#define LEAFZAP_EXPECT_H

#include <stdbool.h>
#include <stdio.h>

static unsigned nchecks, nfailed;

/* Counts a check; unless it held, says which one it was. */
static inline void expect(bool cond, const char *what)
{
	nchecks++;
	if (cond)
		return;
	nfailed++;
	printf("FAIL %s\n", what);
}

/* The last line, and the exit code: 1 if a check failed. */
static inline int expect_end(const char *name)
{
	printf("%s: %u checks, %u failed\n", name, nchecks, nfailed);
	return nfailed != 0;
}

#endif
