// SPDX-License-Identifier: GPL-2.0-only
/* Suite abi: BATCH, all memory, memslot borders, ROM. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "memory.h"
#include "test.h"

#define SAMPLES 64
#define MAX_SPANS_ALL 16384

static uint64_t stamp_of(uint64_t gfn)
{
	return gfn * 0x9e3779b97f4a7c15 | 1;
}

static void check_page(uint64_t gfn, uint64_t want, const char *after)
{
	uint64_t got = *page_word(gfn);

	check(content_of(got), got == want, "%s: gfn %#lx must read %#lx, reads %#lx", after, gfn,
	      want, got);
}

/* A BATCH of as many ranges as the host takes, all of which are done. */
static void batch_does_its_ranges_up_to_the_limit(void)
{
	unsigned n = host_info.max_batch;
	struct leafzap_range *ranges = calloc(n, sizeof(*ranges));
	uint64_t first = arena_start;
	unsigned wrong = 0;
	long ret;

	if (!ranges)
		error_case("no memory for %u ranges", n);
	*page_word(first) = stamp_of(first);
	*page_word(first + 600) = stamp_of(first + 600);
	for (unsigned i = 0; i < n; i++)
		ranges[i] = (struct leafzap_range){ gfn_to_gpa(first + i % WINDOW_PAGES), 4096,
						    LEAFZAP_OP_ZAP, LEAFZAP_NOT_DONE, 0 };
	ranges[n - 1].op = LEAFZAP_OP_DISCARD;
	ranges[n - 1].gpa = gfn_to_gpa(first + 600);
	ret = hyper_batch(ranges, n);
	check(CALL, !ret, "BATCH of %u ranges: expected 0, got %s", n, hyper_error(ret));
	for (unsigned i = 0; i < n; i++)
		wrong += ranges[i].result != 0 || ranges[i].done != ranges[i].bytes;
	check(CALL, !wrong, "BATCH: %u of %u ranges are not done by their result, or not whole",
	      wrong, n);
	check_page(first, stamp_of(first), "after a BATCH that zaps the page");
	check_page(first + 600, 0, "after a BATCH that discards the page last");
	free(ranges);
}

/* The list lies in memory that it discards, and crosses a page. */
static void batch_may_unmap_its_own_list(void)
{
	uint64_t gfn = arena_start + 512;
	struct leafzap_range *r = (void *)(gfn_to_gpa(gfn + 1) - 48);

	for (uint32_t op = LEAFZAP_OP_ZAP; op <= LEAFZAP_OP_DISCARD; op++) {
		const char *name = op == LEAFZAP_OP_ZAP ? "ZAP" : "DISCARD";
		uint64_t left = op == LEAFZAP_OP_ZAP ? gfn_to_gpa(gfn) : 0;
		long ret;

		for (unsigned i = 0; i < 3; i++)
			r[i] = (struct leafzap_range){ gfn_to_gpa(gfn), 2 * 4096, op, 0x5a5a5a5a,
						       0 };
		ret = hyper_batch(r, 3);
		check(CALL, !ret, "BATCH of %s over its own list: expected 0, got %s", name,
		      hyper_error(ret));
		for (unsigned i = 0; i < 3; i++) {
			check(CONTENT, r[i].gpa == left,
			      "BATCH of %s over its own list: range %u reads gpa %#lx, not %#lx",
			      name, i, r[i].gpa, left);
			check(CALL, !r[i].result && r[i].done == 2 * 4096,
			      "BATCH of %s over its own list: result %u is %d, done %#lx", name, i,
			      r[i].result, r[i].done);
		}
	}
}

#define DONE_STEP 32

static void stamp_window(void)
{
	for (uint64_t p = 0; p < WINDOW_PAGES; p += DONE_STEP)
		*page_word(arena_start + p) = stamp_of(arena_start + p);
}

/* Of the pages [from, to) of the window the first @bytes are told to be discarded. */
static void check_told(uint64_t from, uint64_t to, uint64_t bytes, const char *call)
{
	char after[96];

	snprintf(after, sizeof(after), "after %s said %#lx of %#lx bytes", call, bytes,
		 gfn_to_gpa(to - from));
	for (uint64_t p = from; p < to; p += DONE_STEP)
		check_page(arena_start + p,
			   gfn_to_gpa(p - from) < bytes ? 0 : stamp_of(arena_start + p), after);
}

/*
 * A host that is right does all of it.  One that stops half-way has to say how far it got: a
 * guest that takes a refused call for one that did nothing reads zeroes, and calls them a bug.
 */
static void discard_says_how_far_it_got(void)
{
	long ret;

	stamp_window();
	ret = hyper_discard(arena_start, WINDOW_PAGES);
	check(CALL, !ret, "DISCARD of the window: expected 0, got %s (%ld)", hyper_error(ret), ret);
	if (ret <= 0)
		ret = ret ? 0 : (long)gfn_to_gpa(WINDOW_PAGES);
	check_told(0, WINDOW_PAGES, (uint64_t)ret, "DISCARD");
}

static void batch_says_how_far_it_got(void)
{
	static const uint64_t border[] = { 0, WINDOW_PAGES / 4, WINDOW_PAGES / 2, WINDOW_PAGES };
	struct leafzap_range r[3];
	bool stopped = false;
	long ret;

	stamp_window();
	for (unsigned i = 0; i < 3; i++)
		r[i] = (struct leafzap_range){ gfn_to_gpa(arena_start + border[i]),
					       gfn_to_gpa(border[i + 1] - border[i]),
					       LEAFZAP_OP_DISCARD, 0x5a5a5a5a, 1 };
	ret = hyper_batch(r, 3);
	check(CALL, !ret, "BATCH of 3 DISCARDs: expected 0, got %s", hyper_error(ret));
	for (unsigned i = 0; i < 3; i++) {
		check_told(border[i], border[i + 1], r[i].done, "BATCH");
		check(CALL,
		      stopped ? r[i].result == LEAFZAP_NOT_DONE && !r[i].done
			      : r[i].result <= 0 && !r[i].result == (r[i].done == r[i].bytes),
		      "BATCH, range %u: result %d does not go with done %#lx of %#lx", i,
		      r[i].result, r[i].done, r[i].bytes);
		stopped |= r[i].result != 0;
	}
}

/* Leaves that WALK sees of [gfn, end_gfn) in all roots. */
static unsigned leaves_of(uint64_t gfn, uint64_t end_gfn)
{
	struct leafzap_span *spans = malloc(MAX_SPANS_ALL * sizeof(*spans));
	struct leafzap_walk walk = { .gpa = gfn_to_gpa(gfn),
				     .bytes = gfn_to_gpa(end_gfn - gfn),
				     .spans = (uintptr_t)spans,
				     .capacity = MAX_SPANS_ALL };
	unsigned n = 0;
	long ret;

	if (!spans)
		error_case("no memory for a WALK");
	ret = hyper_walk(&walk);
	if (!check(WALK, !ret, "WALK of [%#lx, %#lx): expected 0, got %s", gfn, end_gfn,
		   hyper_error(ret)))
		walk.nspans = 0;
	for (unsigned i = 0; i < walk.nspans; i++)
		n += !!(spans[i].flags & LEAFZAP_SPAN_LEAF);
	free(spans);
	return n;
}

/* All RAM but the guest's own, which ends at a 2M border. */
static void all_ram(uint64_t *gfn, uint64_t *end_gfn)
{
	for (unsigned i = 0; i < nram; i++) {
		if (!is_ram(OWN_GFNS, 1) || ram[i].gfn > OWN_GFNS || ram[i].end_gfn <= OWN_GFNS)
			continue;
		*gfn = OWN_GFNS;
		*end_gfn = ram[i].end_gfn;
		return;
	}
	error_case("no RAM at 64 MiB");
}

static void unmap_all(bool discard)
{
	const char *after = discard ? "after DISCARD of all RAM" : "after ZAP of all RAM";
	uint64_t gfn, end, pages[SAMPLES], own = stamp_of(1);
	static volatile uint64_t mine;
	long ret;

	all_ram(&gfn, &end);
	mine = own;
	for (unsigned i = 0; i < SAMPLES; i++) {
		pages[i] = gfn + (end - gfn - 1) * i / (SAMPLES - 1);
		*page_word(pages[i]) = stamp_of(pages[i]);
	}
	ret = discard ? hyper_discard(gfn, end - gfn) : hyper_zap(gfn, end - gfn);
	if (!check(CALL, !ret, "%s [%#lx, %#lx): expected 0, got %s", discard ? "DISCARD" : "ZAP",
		   gfn, end, hyper_error(ret)))
		return;
	/* Of a 1G page that the guest's own 64 MiB share, a hole punch unmaps nothing. */
	if (discard && !strcmp(options.backing, "hugetlb1g"))
		check(WALK, !leaves_of(arena_start, arena_end), "%s: WALK still sees leaves",
		      after);
	else
		check(WALK, !leaves_of(gfn, end), "%s: WALK still sees leaves", after);
	for (unsigned i = 0; i < SAMPLES; i++)
		check_page(pages[i], discard ? 0 : stamp_of(pages[i]), after);
	check(content_of(mine), mine == own, "%s but the guest's own: its own word reads %#lx",
	      after, mine);
}

static void all_ram_may_be_zapped(void)
{
	unmap_all(false);
}

static void all_ram_may_be_discarded(void)
{
	unmap_all(true);
}

/* Code, stack and page tables included: the next instruction faults them back in. */
static void the_guests_own_memory_may_be_zapped(void)
{
	volatile uint64_t word = stamp_of(2);
	long ret = hyper_zap(0x100, OWN_GFNS - 0x100);

	check(CALL, !ret, "ZAP of [1M, 64M): expected 0, got %s", hyper_error(ret));
	check(content_of(word), word == stamp_of(2), "after ZAP of its stack a word reads %#lx",
	      word);
}

/*
 * Around 1 MiB memslots are small, since firmware switched parts of shadow RAM:
 * several of them, with or without holes, adjoin.  What one page says alone, a
 * range over many slots must say too.
 */
#define LOW_GFN 0x98ull
#define LOW_END_GFN 0x108ull

static void ranges_over_slot_borders_are_judged_page_by_page(void)
{
	long code[LOW_END_GFN - LOW_GFN];
	unsigned good = 0, refused = 0;

	for (uint64_t g = LOW_GFN; g < LOW_END_GFN; g++) {
		code[g - LOW_GFN] = hyper_zap(g, 1);
		check(CALL, code[g - LOW_GFN] == 0 || code[g - LOW_GFN] == -KVM_EFAULT,
		      "ZAP of gfn %#lx: expected 0 or KVM_EFAULT, got %s", g,
		      hyper_error(code[g - LOW_GFN]));
		check(CALL, !is_ram(g, 1) || !code[g - LOW_GFN], "ZAP of gfn %#lx, RAM: got %s", g,
		      hyper_error(code[g - LOW_GFN]));
		if (g == LOW_GFN || code[g - LOW_GFN] != code[g - LOW_GFN - 1])
			note("from gfn %#lx on: %s", g, hyper_error(code[g - LOW_GFN]));
	}
	for (unsigned i = 0; i < 200; i++) {
		uint64_t a = LOW_GFN + random_below(LOW_END_GFN - LOW_GFN);
		uint64_t n = 1 + random_below(LOW_END_GFN - a);
		long want = 0, got = hyper_zap(a, n);

		for (uint64_t g = a; g < a + n; g++)
			want = code[g - LOW_GFN] ? code[g - LOW_GFN] : want;
		check(CALL, got == want, "ZAP of [%#lx, %#lx): expected %s, got %s", a, a + n,
		      hyper_error(want), hyper_error(got));
		good += !got;
		refused += got != 0;
	}
	note("of 200 ranges %u were zapped, %u refused", good, refused);
}

/* A 2M leaf at 0 would reach over the memslots around 1 MiB: KVM must use 4K there. */
static void no_huge_leaf_reaches_over_a_slot(void)
{
	struct leafzap_span span[2 * LEAFZAP_MAX_ROOTS];
	static const uint64_t gfns[] = { 0x10, 0x150, 0x1ff };

	for (unsigned i = 0; i < sizeof(gfns) / sizeof(gfns[0]); i++) {
		struct leafzap_walk walk = { .gpa = gfn_to_gpa(gfns[i]),
					     .bytes = 4096,
					     .spans = (uintptr_t)span,
					     .capacity = sizeof(span) / sizeof(span[0]) };
		long ret;

		(void)*page_word(gfns[i]);
		ret = hyper_walk(&walk);
		if (!check(WALK, !ret, "WALK of gfn %#lx: got %s", gfns[i], hyper_error(ret)))
			continue;
		for (unsigned s = 0; s < walk.nspans; s++)
			check(WALK,
			      !(span[s].flags & LEAFZAP_SPAN_LEAF) || span[s].level == LEVEL_4K,
			      "gfn %#lx is mapped by a %s leaf, over a border of memslots", gfns[i],
			      level_name(span[s].level));
	}
}

static void rom_is_never_mapped_writable(void)
{
	struct leafzap_span span[64];
	struct leafzap_walk walk = { .gpa = gfn_to_gpa(ROM_GFN),
				     .bytes = gfn_to_gpa(ROM_END_GFN - ROM_GFN),
				     .spans = (uintptr_t)span,
				     .capacity = sizeof(span) / sizeof(span[0]) };
	volatile uint8_t *byte = (volatile uint8_t *)gfn_to_gpa(ROM_END_GFN) - 16;
	uint8_t before;
	unsigned leaves = 0;
	long ret;

	if (!rom_is_there())
		skip_case("no firmware ROM below 4 GiB");
	before = *byte;
	*byte = (uint8_t)~before;
	check(CONTENT, *byte == before, "a write to ROM changed it from %#x to %#x", before, *byte);
	ret = hyper_walk(&walk);
	if (!check(WALK, !ret, "WALK of ROM: expected 0, got %s", hyper_error(ret)))
		return;
	for (unsigned i = 0; i < walk.nspans; i++) {
		leaves += !!(span[i].flags & LEAFZAP_SPAN_LEAF);
		check(WALK, !(span[i].flags & LEAFZAP_SPAN_WRITE),
		      "ROM at gfn %#lx, %s, is mapped writable", span[i].gfn,
		      level_name(span[i].level));
	}
	check(WALK, leaves, "ROM was read, but WALK sees no leaf");
}

const struct abi_case abi_memory_cases[] = {
	{ "BATCH_does_its_ranges_up_to_the_limit", batch_does_its_ranges_up_to_the_limit },
	{ "BATCH_may_unmap_its_own_list", batch_may_unmap_its_own_list },
	{ "DISCARD_says_how_far_it_got", discard_says_how_far_it_got },
	{ "BATCH_says_how_far_it_got", batch_says_how_far_it_got },
	{ "all_RAM_may_be_zapped", all_ram_may_be_zapped },
	{ "all_RAM_may_be_discarded", all_ram_may_be_discarded },
	{ "the_guests_own_memory_may_be_zapped", the_guests_own_memory_may_be_zapped },
	{ "ranges_over_slot_borders_are_judged_page_by_page",
	  ranges_over_slot_borders_are_judged_page_by_page },
	{ "no_huge_leaf_reaches_over_a_slot", no_huge_leaf_reaches_over_a_slot },
	{ "ROM_is_never_mapped_writable", rom_is_never_mapped_writable },
	{ NULL, NULL },
};
