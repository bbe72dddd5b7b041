// SPDX-License-Identifier: GPL-2.0-only
/*
 * The oracle at the real page sizes, on cases whose answers stand here in words.
 * What the random tests cannot see: that the sizes are those of x86, and that a
 * fault reads as it should.
 */
#include <stdio.h>
#include <string.h>

#include "oracle.h"

#define GIB 0x40000ull
#define BLOCK 0x200ull
#define RIGHTS                                                                                     \
	(LEAFZAP_SPAN_LEAF | LEAFZAP_SPAN_READ | LEAFZAP_SPAN_WRITE | LEAFZAP_SPAN_EXEC |          \
	 LEAFZAP_SPAN_ACCESSED)

#define NO_EXEC ((uint8_t)(RIGHTS & ~LEAFZAP_SPAN_EXEC))

static const struct leafzap_root root = { .id = 7, .level = 4, .flags = LEAFZAP_ROOT_CURRENT };

static const struct {
	enum backing backing;
	struct oracle_op op;
	struct leafzap_span before, after;
	const char *words; /* of the first fault, NULL: none */
	bool executed;	   /* the guest fetched from all of it, under NX huge pages */
} cases[] = {
	{ BACKING_THP,
	  { GIB + 0x1ff, GIB + 0x200, LEAFZAP_OP_ZAP },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  "leaf 2M at gfn 0x40000 overlaps ZAP [0x401ff, 0x40200) and is still there",
	  false },
	{ BACKING_THP,
	  { GIB + 0x200, GIB + 0x201, LEAFZAP_OP_ZAP },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB, BLOCK, 0, 0, LEVEL_2M, 0, { 0 } },
	  "leaf 2M at gfn 0x40000 overlaps no operation and is gone",
	  false },
	{ BACKING_HUGETLB1G,
	  { GIB, GIB + 1, LEAFZAP_OP_ZAP },
	  { GIB, GIB, 1, 0, LEVEL_1G, RIGHTS, { 0 } },
	  { GIB, GIB, 0, 0, LEVEL_1G, 0, { 0 } },
	  NULL,
	  false },
	{ BACKING_HUGETLB1G,
	  { GIB + 1, 2 * GIB, LEAFZAP_OP_DISCARD },
	  { GIB, GIB, 1, 0, LEVEL_1G, RIGHTS, { 0 } },
	  { GIB, GIB, 0, 0, LEVEL_1G, 0, { 0 } },
	  "leaf 1G at gfn 0x40000 overlaps no operation and is gone",
	  false },
	{ BACKING_HUGETLB2M,
	  { GIB + BLOCK, GIB + 2 * BLOCK, LEAFZAP_OP_DISCARD },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB, BLOCK, 0, 0, LEVEL_2M, 0, { 0 } },
	  NULL,
	  false },
	{ BACKING_MEMFD,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_DISCARD },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS, { 0 } },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS & ~LEAFZAP_SPAN_WRITE, { 0 } },
	  "leaf 4K at gfn 0x40000 must be untouched, but had rights rwx and has r-x",
	  false },
	{ BACKING_MEMFD,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_DISCARD },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS, { 0 } },
	  { GIB, 1, 2, 0, LEVEL_4K, RIGHTS, { 0 } },
	  "leaf 4K at gfn 0x40000 must be untouched, but maps another frame now",
	  false },
	{ BACKING_MEMFD,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_DISCARD },
	  { GIB, 1, 0, 0, LEVEL_2M, 0, { 0 } },
	  { GIB, 1, 2, 0, LEVEL_4K, RIGHTS, { 0 } },
	  "leaf 4K at gfn 0x40000 is there, where nobody touched anything (before: nothing)",
	  false },
	{ BACKING_THP,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_ZAP },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB + 1, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  "leaf 2M at gfn 0x40001 has 512 pages: not a leaf of its level",
	  false },
	/* NX recovery took what is below a page table for execution, */
	{ BACKING_THP,
	  { GIB + 0x200, GIB + 0x201, LEAFZAP_OP_ZAP },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS | LEAFZAP_SPAN_NX_SPLIT, { 0 } },
	  { GIB, BLOCK, 0, 0, LEVEL_2M, 0, { 0 } },
	  NULL,
	  true },
	/* and may not take anything else. */
	{ BACKING_THP,
	  { GIB + 0x200, GIB + 0x201, LEAFZAP_OP_ZAP },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS, { 0 } },
	  { GIB, BLOCK, 0, 0, LEVEL_2M, 0, { 0 } },
	  "leaf 4K at gfn 0x40000 overlaps no operation and is gone",
	  true },
	{ BACKING_THP,
	  { GIB + 0x200, GIB + 0x201, LEAFZAP_OP_ZAP },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS | LEAFZAP_SPAN_NX_SPLIT, { 0 } },
	  { GIB, BLOCK, 0, 0, LEVEL_2M, 0, { 0 } },
	  "page 0x40000 has leaf 4K at gfn 0x40000, under a page table that is there for "
	  "execution, and the guest executes nothing there",
	  false },
	{ BACKING_MEMFD,
	  { GIB + 0x200, GIB + 0x201, LEAFZAP_OP_ZAP },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS, { 0 } },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS | LEAFZAP_SPAN_NX_SPLIT, { 0 } },
	  "page 0x40000 has leaf 4K at gfn 0x40000, under a page table that is there for "
	  "execution, and the guest executes nothing there",
	  true },
};

/* What the rebuilt leaf may do, by what is in force. */
static const struct {
	uint64_t features;
	int before; /* where the walk ended when it was touched */
	uint8_t before_flags;
	int level;
	uint8_t flags;
	const char *words;
} rebuilt[] = {
	{ 0, LEVEL_2M, 0, LEVEL_2M, RIGHTS, NULL },
	{ 0, LEVEL_2M, 0, LEVEL_2M, NO_EXEC,
	  "leaf 2M at gfn 0x40000 was rebuilt with rights rw-a, must be rwxa" },
	{ LEAFZAP_F_NX_HUGE, LEVEL_2M, 0, LEVEL_2M, NO_EXEC, NULL },
	{ LEAFZAP_F_NX_HUGE, LEVEL_2M, 0, LEVEL_2M, RIGHTS,
	  "leaf 2M at gfn 0x40000 was rebuilt with rights rwxa, must be rw-a" },
	{ LEAFZAP_F_NX_HUGE, LEVEL_2M, 0, LEVEL_2M, LEAFZAP_SPAN_LEAF | LEAFZAP_SPAN_READ,
	  "leaf 2M at gfn 0x40000 was rebuilt with rights r---, must be rw-a" },
	{ LEAFZAP_F_NX_HUGE, LEVEL_2M, 0, LEVEL_4K, RIGHTS,
	  "page 0x40000 is mapped again at 4K, must be at 2M" },
	/* A page table, made for execution or not, that recovery takes or not. */
	{ LEAFZAP_F_NX_HUGE, LEVEL_4K, 0, LEVEL_4K, RIGHTS,
	  "page 0x40000 is mapped again at 4K, must be at 2M" },
	{ LEAFZAP_F_NX_HUGE, LEVEL_4K, LEAFZAP_SPAN_NX_SPLIT, LEVEL_4K, RIGHTS, NULL },
	{ LEAFZAP_F_NX_HUGE, LEVEL_4K, LEAFZAP_SPAN_NX_SPLIT, LEVEL_2M, NO_EXEC, NULL },
	/* Before 6.2. */
	{ LEAFZAP_F_NX_HUGE | LEAFZAP_F_NX_TABLES, LEVEL_4K, 0, LEVEL_4K, RIGHTS, NULL },
	{ LEAFZAP_F_NX_HUGE | LEAFZAP_F_NX_TABLES, LEVEL_4K, 0, LEVEL_2M, NO_EXEC,
	  "page 0x40000 is mapped again at 2M, must be at 4K" },
	{ LEAFZAP_F_NX_HUGE | LEAFZAP_F_NX_TABLES, LEVEL_4K, LEAFZAP_SPAN_NX_SPLIT, LEVEL_2M,
	  NO_EXEC, NULL },
	{ LEAFZAP_F_NX_TABLES, LEVEL_4K, 0, LEVEL_2M, RIGHTS, NULL },
};

static char first[512];

static void keep_first(void *arg, const struct oracle_fault *fault)
{
	(void)arg;
	if (!*first)
		oracle_say(fault, first, sizeof(first));
}

static bool all_executed(uint64_t gfn, uint64_t npages)
{
	return gfn >= GIB && npages <= BLOCK;
}

static unsigned check_rebuilt(void)
{
	const uint64_t touched = GIB;
	unsigned failed = 0;

	for (unsigned i = 0; i < sizeof(rebuilt) / sizeof(rebuilt[0]); i++) {
		const struct leafzap_span leaf = { .gfn = GIB,
						   .npages = level_pages(rebuilt[i].level),
						   .frame = 1,
						   .level = (uint8_t)rebuilt[i].level,
						   .flags = rebuilt[i].flags };
		const struct leafzap_span gap = {
			GIB, BLOCK, 0, 0, (uint8_t)rebuilt[i].before, rebuilt[i].before_flags, { 0 }
		};
		const struct oracle_map before = { &root, 1, &gap, 1 };
		const struct oracle_map after = { &root, 1, &leaf, 1 };
		const struct oracle_case c = {
			.backing = BACKING_HUGETLB2M,
			.executed = all_executed,
			.slot_end = 3 * GIB,
			.host = oracle_host(rebuilt[i].features | LEAFZAP_F_2M),
		};
		const char *words = rebuilt[i].words ? rebuilt[i].words : "";

		*first = '\0';
		oracle_compare_rebuilt(&c, &before, &before, &after, root.id, &touched, 1,
				       keep_first, NULL);
		if (strcmp(first, words)) {
			printf("FAIL: rebuilt %u: expected '%s', the oracle says '%s'\n", i, words,
			       first);
			failed++;
		}
	}
	return failed;
}

int main(void)
{
	unsigned failed = check_rebuilt(), n = sizeof(cases) / sizeof(cases[0]);

	for (unsigned i = 0; i < n; i++) {
		const struct oracle_case c = {
			.backing = cases[i].backing,
			.slot_start = 0x100,
			.slot_end = 3 * GIB,
			.ops = &cases[i].op,
			.nops = 1,
			.host = oracle_host(LEAFZAP_F_2M | LEAFZAP_F_1G |
					    (cases[i].executed ? LEAFZAP_F_NX_HUGE : 0)),
			.executed = all_executed,
		};
		const struct oracle_map before = { &root, 1, &cases[i].before, 1 };
		const struct oracle_map after = { &root, 1, &cases[i].after, 1 };
		const char *words = cases[i].words ? cases[i].words : "";

		*first = '\0';
		oracle_compare(&c, &before, &after, keep_first, NULL);
		if (strcmp(first, words)) {
			printf("FAIL: case %u: expected '%s', the oracle says '%s'\n", i, words,
			       first);
			failed++;
		}
	}
	printf("%s: %u cases at the real page sizes, %u failed\n", failed ? "FAIL" : "ok", n,
	       failed);
	return failed != 0;
}
