// SPDX-License-Identifier: GPL-2.0-only
/* Suite abi: calls that must work, and what they must say. */
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "cpu.h"
#include "lib/run.h"
#include "memory.h"
#include "test.h"

#define WAIT_SECONDS 120
#define IO_APIC 0xfec00000ull
#define PENDING_READS 1000

bool rom_is_there(void)
{
	/* The reset vector: a far jump. */
	return !is_ram(ROM_GFN, 1) && *(volatile uint8_t *)0xfffffff0 == 0xea;
}

void abi_restore_tune(void)
{
	long ret = tune_as_asked();

	check(CALL, !ret, "TUNE back to the start: expected 0, got %s", hyper_error(ret));
}

bool abi_nothing_pending(void)
{
	for (unsigned i = 0; i < PENDING_READS; i++) {
		struct leafzap_stats stats;
		long ret = hyper_stats(&stats);

		if (!check(CALL, !ret, "STATS: expected 0, got %s", hyper_error(ret)))
			return true;
		if (!stats.pending)
			return true;
	}
	return false;
}

static void info_describes_this_host(void)
{
	struct leafzap_info info;
	long ret;

	memset(&info, 0xff, sizeof(info));
	ret = hyper_info(&info);
	if (!check(CALL, !ret, "INFO: expected 0, got %s", hyper_error(ret)))
		return;
	check(CALL, info.magic == LEAFZAP_MAGIC && info.abi == LEAFZAP_ABI_VERSION,
	      "expected magic %#x, ABI %u, got %#x, %u", LEAFZAP_MAGIC, LEAFZAP_ABI_VERSION,
	      info.magic, info.abi);
	check(CALL, info.features & LEAFZAP_F_TDP_MMU, "features %#lx lack the TDP MMU",
	      info.features);
	check(CALL, !(info.features & LEAFZAP_F_NPT) != !(info.features & LEAFZAP_F_EPT),
	      "features %#lx: expected either NPT or EPT", info.features);
	check(CALL, !(info.features & LEAFZAP_F_NPT) == !cpu_is_amd(),
	      "features %#lx do not fit this vendor's CPU", info.features);
	check(CALL, info.features & LEAFZAP_F_LEDGER, "features %#lx: no ledger is kept",
	      info.features);
	check(CALL, info.max_batch >= 2 && info.max_spans >= 2, "max_batch %u, max_spans %u",
	      info.max_batch, info.max_spans);
	check(CALL, memchr(info.kernel, 0, sizeof(info.kernel)) && info.kernel[0],
	      "the kernel's name is empty or does not end");
}

/* The same call with its structure everywhere: odd addresses, page borders. */
static void structures_may_cross_pages(void)
{
	static uint8_t two_pages[8192] __attribute__((aligned(4096)));
	static const int offsets[] = { 1, 4096 - 8, 4096 - 43, 4096 - 1 };

	for (unsigned i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		struct leafzap_info *info = (void *)(two_pages + offsets[i]);
		long ret;

		memset(two_pages, 0xee, sizeof(two_pages));
		ret = hyper_info(info);
		check(CALL, !ret && !memcmp(info, &host_info, sizeof(host_info)),
		      "INFO at page offset %d: got %s, or other contents", offsets[i],
		      hyper_error(ret));
		check(CONTENT,
		      two_pages[offsets[i] - 1] == 0xee &&
			      two_pages[offsets[i] + sizeof(*info)] == 0xee,
		      "INFO at page offset %d wrote beside its structure", offsets[i]);
	}
}

static long user_call(void *arg)
{
	const uint64_t *a = arg;

	return hypercall(a[0], a[1], a[2], 0, 0);
}

static void cpl3_may_call_nothing(void)
{
	const uint64_t calls[][3] = {
		{ LEAFZAP_HC_INFO, (uintptr_t)abi_scratch, sizeof(struct leafzap_info) },
		{ LEAFZAP_HC_ZAP, gfn_to_gpa(arena_start), 4096 },
		{ LEAFZAP_HC_DISCARD, gfn_to_gpa(arena_start), 4096 },
		{ LEAFZAP_HC_BATCH, (uintptr_t)abi_scratch, 1 },
		{ LEAFZAP_HC_WALK, (uintptr_t)abi_scratch, sizeof(struct leafzap_walk) },
		{ LEAFZAP_HC_STATS, (uintptr_t)abi_scratch, sizeof(struct leafzap_stats) },
		{ LEAFZAP_HC_TUNE, (uintptr_t)abi_scratch, sizeof(struct leafzap_tune) },
	};
	struct leafzap_range *range = (void *)abi_scratch;

	for (unsigned i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		long got;

		memset(abi_scratch, 0, sizeof(abi_scratch));
		*range = (struct leafzap_range){ gfn_to_gpa(arena_start), 4096, LEAFZAP_OP_DISCARD,
						 1, 0 };
		*page_word(arena_start) = 0xc913;
		got = cpu_run_user(user_call, (void *)calls[i]);
		check(CALL, got == -KVM_EPERM,
		      "hypercall %#lx at CPL 3: expected KVM_EPERM, got %s (%ld)", calls[i][0],
		      hyper_error(got), got);
		check(content_of(*page_word(arena_start)), *page_word(arena_start) == 0xc913,
		      "hypercall %#lx at CPL 3 was refused, but memory reads %#lx", calls[i][0],
		      *page_word(arena_start));
		check(CONTENT, range->gpa == gfn_to_gpa(arena_start) && range->result == 1,
		      "hypercall %#lx at CPL 3 was refused, but wrote its structure", calls[i][0]);
	}
}

static void tune_takes_all_up_to_its_limits(void)
{
	static const struct leafzap_tune tunes[] = {
		{ LEAFZAP_MAX_DELAY_US, 0, 0, 0 },
		{ 0, LEAFZAP_MAX_DELAY_US, 0, 0 },
		{ 0, 0, ~0u, 0 },
		{ 1, 1, 1, 0 },
	};

	for (unsigned i = 0; i < sizeof(tunes) / sizeof(tunes[0]); i++) {
		long ret = hyper_tune(&tunes[i]);

		check(CALL, !ret, "TUNE %u us, %u us, every %u: expected 0, got %s",
		      tunes[i].fault_delay_us, tunes[i].root_delay_us, tunes[i].yield_every,
		      hyper_error(ret));
	}
	abi_restore_tune();
}

/* WALK tells how much room it needs, and with that it works, writing no more. */
static void walk_says_how_many_spans_there_are(void)
{
	struct leafzap_walk walk = { .gpa = gfn_to_gpa(arena_start),
				     .bytes = gfn_to_gpa(WINDOW_PAGES),
				     .spans = (uintptr_t)abi_scratch };
	struct leafzap_span *spans;
	unsigned needed;
	long ret;

	witness_touch();
	ret = hyper_walk(&walk);
	needed = walk.nspans;
	if (!check(WALK, ret == -KVM_E2BIG && needed >= 1,
		   "WALK without room: expected KVM_E2BIG and 1 span or more, got %s, %u",
		   hyper_error(ret), needed))
		return;
	spans = malloc((needed + 1) * sizeof(*spans));
	if (!spans)
		error_case("no memory for %u spans", needed);
	memset(spans, 0xdd, (needed + 1) * sizeof(*spans));
	walk.spans = (uintptr_t)spans;
	walk.capacity = needed - 1;
	ret = hyper_walk(&walk);
	check(WALK, ret == -KVM_E2BIG && walk.nspans == needed,
	      "WALK with room for all but one: expected KVM_E2BIG and %u, got %s and %u", needed,
	      hyper_error(ret), walk.nspans);
	walk.capacity = needed;
	ret = hyper_walk(&walk);
	check(WALK, !ret && walk.nspans == needed,
	      "WALK with room for %u: expected 0, got %s and %u", needed, hyper_error(ret),
	      walk.nspans);
	check(WALK, spans[needed].gfn == 0xdddddddddddddddd, "WALK wrote past its %u spans",
	      needed);
	free(spans);
}

/* Where nothing is mapped, a span ends with the range, not with the entry that is empty. */
static void check_that_gaps_are_clipped(void)
{
	struct leafzap_span spans[LEAFZAP_MAX_ROOTS * 3] = { 0 };
	uint64_t gfn = (arena_start + arena_end) / 2 + 3, end = gfn + 3;
	struct leafzap_walk walk = { .gpa = gfn_to_gpa(gfn),
				     .bytes = gfn_to_gpa(end - gfn),
				     .spans = (uintptr_t)spans,
				     .capacity = sizeof(spans) / sizeof(*spans) };
	long ret = hyper_walk(&walk);

	if (!check(WALK, !ret, "WALK of 3 pages: expected 0, got %s", hyper_error(ret)))
		return;
	for (unsigned i = 0; i < walk.nspans; i++)
		check(WALK,
		      spans[i].flags & LEAFZAP_SPAN_LEAF ||
			      (spans[i].gfn >= gfn && spans[i].gfn + spans[i].npages <= end),
		      "WALK of [%#lx, %#lx): an unmapped span reaches out of it: %#lx, %lu pages",
		      gfn, end, spans[i].gfn, spans[i].npages);
}

/* For each root, the spans of a WALK follow one another and leave no gap. */
static void walk_covers_its_range_without_a_gap(void)
{
	struct witness w;
	uint64_t next = 0;
	int root = -1;

	if (!witness_alloc(&w))
		error_case("no memory");
	witness_touch();
	witness_take(&w);
	check(STATS, w.walk.nroots == w.stats.roots, "WALK sees %u roots, STATS %lu", w.walk.nroots,
	      w.stats.roots);
	for (unsigned i = 0; i < w.walk.nspans; i++) {
		const struct leafzap_span *s = &w.spans[i];
		bool leaf = s->flags & LEAFZAP_SPAN_LEAF;

		if (s->root != root) {
			check(WALK, root < 0 || next >= arena_start + WINDOW_PAGES,
			      "root %d ends at gfn %#lx", root, next);
			check(WALK, s->root == root + 1, "root %u comes after root %d", s->root,
			      root);
			check(WALK, s->gfn <= arena_start, "root %u begins at gfn %#lx", s->root,
			      s->gfn);
			root = s->root;
		} else {
			check(WALK, s->gfn == next,
			      "span %u begins at %#lx, the one before ends at %#lx", i, s->gfn,
			      next);
		}
		check(WALK, s->level >= 1 && s->level <= 5, "span %u: level %u", i, s->level);
		check(WALK,
		      !leaf || (s->npages == level_pages(s->level) &&
				s->gfn == level_floor(s->gfn, s->level) && s->frame),
		      "span %u: leaf of level %u at gfn %#lx with %lu pages, frame %#lx", i,
		      s->level, s->gfn, s->npages, s->frame);
		check(WALK, leaf || !s->frame, "span %u is no leaf, but has a frame", i);
		next = s->gfn + s->npages;
	}
	check(WALK, next >= arena_start + WINDOW_PAGES, "the last span ends at gfn %#lx", next);
	check_that_gaps_are_clipped();
	witness_free(&w);
}

/* Leaves of the window, of all roots. */
static uint64_t count_leaves(const struct witness *w)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < w->walk.nspans; i++)
		n += !!(w->spans[i].flags & LEAFZAP_SPAN_LEAF);
	return n;
}

static uint64_t sum(const uint64_t *three)
{
	return three[0] + three[1] + three[2];
}

static void stats_count_what_a_zap_does(void)
{
	struct witness a, b, c;
	uint64_t leaves;
	long ret;

	if (!witness_alloc(&a) || !witness_alloc(&b) || !witness_alloc(&c))
		error_case("no memory");
	witness_touch();
	witness_take(&a);
	leaves = count_leaves(&a);
	check(WALK, leaves >= 1, "the window was touched, but WALK sees no leaf");
	ret = hyper_zap(arena_start, WINDOW_PAGES);
	check(CALL, !ret, "ZAP of the window: expected 0, got %s", hyper_error(ret));
	witness_take(&b);
	check(WALK, !count_leaves(&b), "after ZAP of the window WALK sees %lu leaves there",
	      count_leaves(&b));
	check(STATS, sum(b.stats.zapped) - sum(a.stats.zapped) >= leaves,
	      "ZAP removed %lu leaves, STATS counts %lu", leaves,
	      sum(b.stats.zapped) - sum(a.stats.zapped));
	check(STATS, b.stats.flushes > a.stats.flushes,
	      "ZAP removed leaves, STATS counts no flush");
	check(STATS, abi_nothing_pending(), "after ZAP leaves still wait for a flush");
	witness_touch();
	witness_take(&c);
	check(STATS, sum(c.stats.mapped) > sum(b.stats.mapped),
	      "the window was touched again, STATS counts no leaf mapped");
	check(STATS, c.stats.faults > b.stats.faults,
	      "the window was touched again, STATS counts no fault");
	ret = hyper_discard(arena_start, WINDOW_PAGES);
	check(CALL, !ret, "DISCARD of the window: expected 0, got %s", hyper_error(ret));
	witness_take(&b);
	check(STATS,
	      b.stats.invalidations > c.stats.invalidations ||
		      !strcmp(options.backing, "hugetlb1g"),
	      "DISCARD, and STATS counts no invalidation");
	witness_free(&a);
	witness_free(&b);
	witness_free(&c);
}

static void call_many(void *arg)
{
	unsigned *bad = arg;
	struct leafzap_info info;
	struct leafzap_stats stats;

	for (unsigned i = 0; i < 20; i++) {
		uint64_t gfn = arena_start + 16 * this_cpu() + i % 16;

		memset(&info, 0, sizeof(info));
		*page_word(gfn) = gfn;
		*bad += hyper_info(&info) || memcmp(&info, &host_info, sizeof(info));
		*bad += hyper_zap(gfn, 1) != 0;
		*bad += *page_word(gfn) != gfn;
		*bad += hyper_stats(&stats) != 0;
	}
}

static void all_vcpus_may_call_at_once(void)
{
	unsigned bad[MAX_CPUS] = { 0 };

	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		cpu_run(cpu, call_many, &bad[cpu]);
	call_many(&bad[0]);
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		if (!cpu_wait(cpu, WAIT_SECONDS))
			error_case("CPU %u did not finish in %u s", cpu, WAIT_SECONDS);
	for (unsigned cpu = 0; cpu < ncpus; cpu++)
		check(CALL, !bad[cpu], "CPU %u: %u of its INFO, ZAP and STATS went wrong", cpu,
		      bad[cpu]);
}

/* Where no memslot is, KVM leaves a mark for the next access, if the host's parameters and CPU let
 * it. */
static void mmio_is_marked_if_the_host_caches_it(void)
{
	struct leafzap_span spans[LEAFZAP_MAX_ROOTS] = { 0 };
	struct leafzap_walk walk = { .gpa = IO_APIC,
				     .bytes = PAGE_BYTES,
				     .spans = (uintptr_t)spans,
				     .capacity = LEAFZAP_MAX_ROOTS };
	bool cached = host_info.features & LEAFZAP_F_MMIO_CACHE;
	long ret;

	(void)*(volatile uint32_t *)IO_APIC;
	ret = hyper_walk(&walk);
	if (!check(WALK, !ret, "WALK of the IO APIC: expected 0, got %s", hyper_error(ret)))
		return;
	for (unsigned i = 0; i < walk.nspans; i++)
		if (walk.roots[spans[i].root].flags & LEAFZAP_ROOT_CURRENT)
			check(WALK,
			      !(spans[i].flags & LEAFZAP_SPAN_LEAF) &&
				      !(spans[i].flags & LEAFZAP_SPAN_MMIO) == !cached,
			      "the IO APIC was read: expected no leaf, and %s mark of MMIO, saw "
			      "flags %#x",
			      cached ? "a" : "no", spans[i].flags);
}

const struct abi_case abi_valid_cases[] = {
	{ "INFO_describes_this_host", info_describes_this_host },
	{ "structures_may_cross_pages", structures_may_cross_pages },
	{ "CPL_3_may_call_nothing", cpl3_may_call_nothing },
	{ "TUNE_takes_all_up_to_its_limits", tune_takes_all_up_to_its_limits },
	{ "WALK_says_how_many_spans_there_are", walk_says_how_many_spans_there_are },
	{ "WALK_covers_its_range_without_a_gap", walk_covers_its_range_without_a_gap },
	{ "MMIO_is_marked_if_the_host_caches_it", mmio_is_marked_if_the_host_caches_it },
	{ "STATS_count_what_a_zap_does", stats_count_what_a_zap_does },
	{ "all_vCPUs_may_call_at_once", all_vcpus_may_call_at_once },
	{ NULL, NULL },
};
