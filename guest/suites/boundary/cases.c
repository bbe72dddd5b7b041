// SPDX-License-Identifier: GPL-2.0-only
/* Runs the cases of plan.c, half of them with forced yields. */
#include "boundary.h"
#include "hyper.h"
#include "memory.h"
#include "page.h"
#include "test.h"

/* As many cases in a row share one setting: changing it is a hypercall. */
#define CASES_IN_A_ROW 16
/* In long walks, rarely: each yield is some microseconds. */
#define LONG_PAGES (4 * 512ull)
#define YIELD_LONG 509

static uint32_t yield_set;

static void force_yields(uint32_t every)
{
	struct leafzap_tune tune = { .yield_every = every };

	/* With --amplify all amplifiers are on, and stay. */
	if (option(amplify) || !(host_info.features & LEAFZAP_F_AMPLIFY) || every == yield_set)
		return;
	if (hyper_tune(&tune))
		error_case("the host refuses TUNE");
	yield_set = every;
}

static void run(unsigned n)
{
	unsigned row = n / CASES_IN_A_ROW;
	bool long_walk = boundary_case(n)->npages > LONG_PAGES;

	if (row % 2 == 0)
		force_yields(0);
	else
		force_yields(long_walk ? YIELD_LONG : 1 + row / 2 % 3);
	boundary_run(n);
}

static void explain(unsigned n)
{
	(void)n;
	boundary_explain();
	if (case_failed() && yield_set)
		note("KVM was made to yield every %u entries of a walk", yield_set);
}

static void end(void)
{
	force_yields(0);
	boundary_figures();
}

static unsigned start(void)
{
	yield_set = 0;
	if (!host_info.magic) {
		suite_skip("this host has no leafzap");
		return 0;
	}
	if (arena_end < arena_start + 2 * level_pages(LEVEL_1G)) {
		suite_skip("needs RAM up to 3 GiB, without holes from 1 GiB on");
		return 0;
	}
	return boundary_plan();
}

const struct cases boundary_cases = {
	.start = start,
	.title = boundary_title,
	.run = run,
	.explain = explain,
	.end = end,
};
