// SPDX-License-Identifier: GPL-2.0-only
/*
 * boundary: exactly the leaves that a range overlaps are zapped, wherever it
 * starts and ends.
 *
 * Range arithmetic is where an unmap goes wrong first.  An iterator that skips to
 * the next entry of a level steps over a huge leaf that begins before the range,
 * or stops before one that ends behind it.  A level that is clamped, a gfn that
 * is rounded or an end that is taken for inclusive zaps a page too few or too
 * many, or a whole neighbour.  A zap can also be half a zap: the leaf loses its
 * write or accessed bit and stays.  And what comes back can be wrong: a huge leaf
 * over a page that the host has split, a leaf without write permission, a frame
 * that is off by the page's place inside the huge page.
 *
 * Ranges are aimed at every edge where two leaves or two tables meet (4K, 2M, 1G,
 * from -2 to +2 pages, by start and by end), in all lengths around those of a
 * table, on each backing and with mixed leaf sizes, and unmapped by each way into
 * the TDP MMU: kvm_zap_gfn_range(), the mmu_notifier, and both in one BATCH.
 * Pages around each end are stamped before.  The leaf map after the operation is
 * compared with what the oracle expects from the map before; then all stamped
 * pages are read, which rebuilds what is still valid, and the level and rights of
 * each new leaf and every byte are judged.  Two pages far away tell of a zap that
 * goes much too far.
 *
 * A walk that gives mmu_lock up on its way must go on where it was, and flush
 * before: half of the cases have KVM do so every few entries.
 */
#include "boundary.h"
#include "hyper.h"
#include "memory.h"
#include "page.h"
#include "suites.h"

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
	if (options.amplify || !(host_info.features & LEAFZAP_F_AMPLIFY) || every == yield_set)
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

const struct suite boundary_suite = {
	.name = "boundary",
	.claim = "exactly the leaves that a range overlaps are zapped, at all boundaries",
	.start = start,
	.title = boundary_title,
	.run = run,
	.explain = explain,
	.end = end,
};
