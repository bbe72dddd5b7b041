// SPDX-License-Identifier: GPL-2.0-only
/* Which cases of a suite are run: all, one (case=N), or some that are spread over all (sample=N).
 */
#include "run.h"
#include "test.h"

static uint64_t scramble(uint64_t x)
{
	x = (x ^ x >> 33) * 0xff51afd7ed558ccd;
	return x ^ x >> 33;
}

unsigned cases_selected(unsigned ncases)
{
	if (option(case))
		return 1;
	return option(sample) && option(sample) < ncases ? (unsigned)option(sample) : ncases;
}

/* One of each of as many equal parts; which one is up to the seed. */
unsigned case_selected(unsigned ncases, unsigned i)
{
	uint64_t n = cases_selected(ncases), from = i * (uint64_t)ncases / n;
	uint64_t width = (i + 1) * (uint64_t)ncases / n - from;

	if (option(case))
		return (unsigned)option(case) - 1;
	return (unsigned)(from + scramble(option(seed) + i) % width);
}
