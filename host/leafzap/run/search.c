// SPDX-License-Identifier: GPL-2.0-only
/* Which patch of a series is the first that is bad: a binary search. */
#include "series.h"

unsigned search_most(unsigned n)
{
	unsigned runs = 1;

	while (n > 1) {
		n -= n / 2;
		runs++;
	}
	return runs;
}

unsigned search_first(unsigned n, bool (*bad)(unsigned patches, void *arg), void *arg)
{
	unsigned good = 0, first = n;

	if (!bad(n, arg))
		return n + 1;
	while (first - good > 1) {
		unsigned middle = good + (first - good) / 2;

		if (bad(middle, arg))
			first = middle;
		else
			good = middle;
	}
	/* The base was taken to be good so far. */
	return first == 1 && bad(0, arg) ? 0 : first;
}
