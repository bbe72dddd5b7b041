// SPDX-License-Identifier: GPL-2.0-only
/* The cases: each range by each operation, told before it is judged. */
#include <stdio.h>

#include "arena/arena.h"
#include "memory.h"
#include "page.h"
#include "test.h"

static const struct {
	const char *name;
	int64_t offset; /* of the range from the start of the middle leaf, in pages */
	bool to_end;	/* counted from its end */
	uint64_t npages;
} ranges[] = {
	{ "one page inside a huge leaf", 291, false, 1 },
	{ "the last page of a huge leaf and the first of the next", -1, true, 2 },
	{ "the first page of a huge leaf and the last of the one before", -1, false, 2 },
};

#define NRANGES (sizeof(ranges) / sizeof(*ranges))

static const uint32_t ops[] = { LEAFZAP_OP_ZAP, LEAFZAP_OP_DISCARD };

#define NOPS (sizeof(ops) / sizeof(*ops))

enum map { MAP_BEFORE, MAP_AFTER, MAP_TOUCHED };

static unsigned start(void)
{
	if (backing_level(arena_backing()) == LEVEL_4K)
		return suite_skip("this backing has no huge pages"), 0;
	return NRANGES * NOPS;
}

static void title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s of %s takes the leaves that overlap and no other",
		 ops[n % NOPS] == LEAFZAP_OP_ZAP ? "ZAP" : "DISCARD", ranges[n / NOPS].name);
}

/* The start of the middle leaf. */
static uint64_t middle_leaf(void)
{
	int level = backing_level(arena_backing());
	uint64_t pages = level_pages(level), gfn = level_ceil(arena_start, level);

	/* At 1G the leaf before is one of 2M, below the arena. */
	if (level == LEVEL_1G)
		return gfn;
	gfn = arena_fresh(gfn + 2 * pages, arena_end, 3);
	if (gfn == NO_BLOCK)
		error_case("no three 2M blocks left that were never split");
	return gfn;
}

static void run(unsigned n)
{
	int level = backing_level(arena_backing());
	uint64_t pages = level_pages(level), leaf = middle_leaf(), low, high, gfn;
	struct oracle_op op = { .op = ops[n % NOPS] };
	struct arena_stamps stamps = { 0 };
	const struct oracle_map *before, *after, *touched;
	struct oracle_case c;

	op.start = leaf + (ranges[n / NOPS].to_end ? pages : 0) + ranges[n / NOPS].offset;
	op.end = op.start + ranges[n / NOPS].npages;
	c = arena_case(&op, 1);
	low = leaf - (pages < ARENA_MARGIN_PAGES ? pages : level_pages(LEVEL_2M));
	high = leaf + 2 * pages < arena_end ? leaf + 2 * pages : arena_end;

	arena_settle(low, high);
	arena_stamp(&stamps, leaf - 1);
	arena_stamp(&stamps, leaf + 7);
	arena_stamp(&stamps, op.start);
	arena_stamp(&stamps, leaf + pages);
	before = arena_walk(MAP_BEFORE, low, high);
	arena_tell_ops(&c);
	arena_tell_map(MAP_LINE_BEFORE, before);
	if (!arena_do(&c, false))
		return;
	after = arena_walk(MAP_AFTER, low, high);
	arena_tell_map(MAP_LINE_AFTER, after);
	arena_judge(&c, before, after);
	arena_check_stamps(&stamps, &c);
	touched = arena_walk(MAP_TOUCHED, low, high);
	arena_tell_map(MAP_LINE_TOUCHED, touched);
	arena_judge_rebuilt(&c, before, after, touched, &stamps);
	for (gfn = low; arena_backing() == BACKING_THP && gfn < high; gfn += level_pages(LEVEL_2M))
		arena_split(gfn);
}

const struct cases maps_cases = {
	.start = start,
	.title = title,
	.run = run,
};
