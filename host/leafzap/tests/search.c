// SPDX-License-Identifier: GPL-2.0-only
/* The search for a patch, over all its places in series of 1 to 17, and what git bisect is told. */
#include <stdio.h>

#include "../run/series.h"

#define LONGEST 17

static int bad_tests;

/* The first bad patch of a made-up series; 0: the base is bad already. */
struct made_up {
	unsigned first, runs, last;
};

static bool run(unsigned patches, void *arg)
{
	struct made_up *made_up = arg;

	made_up->runs++;
	made_up->last = patches;
	return patches >= made_up->first;
}

/* Runs that @n patches take: the whole series, then half of what is left each time. */
static unsigned allowed(unsigned n)
{
	unsigned runs = 1;

	for (unsigned reach = 1; reach < n; reach *= 2)
		runs++;
	return runs;
}

static void check(bool ok, const char *what, unsigned n, const struct made_up *made_up)
{
	if (ok)
		return;
	printf("FAIL %s: the first of %u is %u, %u runs\n", what, n, made_up->first, made_up->runs);
	bad_tests = 1;
}

static void check_search(unsigned n)
{
	for (unsigned first = 0; first <= n + 1; first++) {
		struct made_up made_up = { .first = first };
		unsigned found = search_first(n, run, &made_up);
		bool base = first <= 1;

		check(found == first, "found", n, &made_up);
		check(first <= n || made_up.runs == 1, "a good series is run once", n, &made_up);
		check(made_up.runs <= allowed(n) + base, "runs", n, &made_up);
		check(first > n || base == (made_up.last == 0), "the base is run last, for patch 1",
		      n, &made_up);
	}
	check(search_most(n) == allowed(n), "search_most", n, &(struct made_up){ 0 });
}

static void check_judge(void)
{
	static const struct {
		int status, judged;
	} rows[] = { { 0, 0 },	   { 1, 1 },	 { 2, 125 },   { 3, 1 },    { 4, 125 },
		     { 127, 125 }, { 130, 130 }, { 137, 137 }, { 143, 143 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (judge_status(rows[i].status) == rows[i].judged)
			continue;
		printf("FAIL exit status %d for git bisect: %d instead of %d\n", rows[i].status,
		       judge_status(rows[i].status), rows[i].judged);
		bad_tests = 1;
	}
}

int main(void)
{
	for (unsigned n = 1; n <= LONGEST; n++)
		check_search(n);
	check_judge();
	if (!bad_tests)
		puts("search: ok");
	return bad_tests;
}
