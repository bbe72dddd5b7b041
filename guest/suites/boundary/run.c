// SPDX-License-Identifier: GPL-2.0-only
/* One case of suite boundary: lay out, stamp, walk, operate, walk, judge, touch, walk, judge. */
#include "arena/arena.h"
#include "boundary.h"
#include "test.h"

#define BLOCK_PAGES level_pages(LEVEL_2M)
#define GIB_PAGES level_pages(LEVEL_1G)

/* Blocks and pages from the start of the arena. */
#define EDGE_2M_BLOCK 64
#define EDGE_4K_BLOCK 96
#define EDGE_4K_PAGE 100
/* Two pages that no short range comes near to, one in each GiB. */
#define SENTINEL_BLOCK 128
#define SENTINEL_PAGE 7
#define SENTINEL_2_BLOCK (512 + 384)
#define SENTINEL_2_PAGE 300
/* Left to other suites, for leaves at 2M: the blocks at the end of the arena. */
#define KEPT_BLOCKS 64

enum map { MAP_BEFORE, MAP_AFTER, MAP_SENTINEL, MAP_REBUILT };

struct window {
	uint64_t start, end;
};

uint64_t boundary_edge(enum edge edge)
{
	switch (edge) {
	case EDGE_4K:
		return arena_start + EDGE_4K_BLOCK * BLOCK_PAGES + EDGE_4K_PAGE;
	case EDGE_2M:
		return arena_start + EDGE_2M_BLOCK * BLOCK_PAGES;
	case EDGE_1G:
		return level_floor(arena_start, LEVEL_1G) + GIB_PAGES;
	default:
		return level_ceil(arena_start, LEVEL_1G);
	}
}

static uint64_t sentinel_of(unsigned n)
{
	return n & 1 ? arena_start + SENTINEL_BLOCK * BLOCK_PAGES + SENTINEL_PAGE
		     : arena_start + SENTINEL_2_BLOCK * BLOCK_PAGES + SENTINEL_2_PAGE;
}

static struct oracle_op range_at(const struct boundary_case *bc, uint64_t edge)
{
	uint64_t aimed = edge + (uint64_t)(int64_t)bc->offset;

	if (bc->ends)
		return (struct oracle_op){ aimed - bc->npages, aimed, LEAFZAP_OP_ZAP };
	return (struct oracle_op){ aimed, aimed + bc->npages, LEAFZAP_OP_ZAP };
}

/* --- the edge, and the leaves around it --- */

static bool want_small(const struct boundary_case *bc, uint64_t block, uint64_t edge)
{
	switch (bc->layout) {
	case LAYOUT_SMALL:
		return true;
	case LAYOUT_SMALL_BIG:
		return block < edge;
	case LAYOUT_BIG_SMALL:
		return block >= edge;
	default:
		return false;
	}
}

/* The blocks whose layout a case is about: those that its stamps near the edge lie in. */
static struct window blocks_of(const struct boundary_case *bc, uint64_t edge)
{
	struct oracle_op r = range_at(bc, edge);
	struct window w = { edge - 1, edge + 1 };

	if (bc->npages <= BLOCK_PAGES + 1) {
		w.start = r.start < w.start ? r.start : w.start;
		w.end = r.end > w.end ? r.end : w.end;
	}
	w.start = level_floor(w.start - 2, LEVEL_2M);
	w.end = level_ceil(w.end + 2, LEVEL_2M);
	return w;
}

/* Are the blocks around @edge what the layout needs?  @strict: also those that could be split. */
static bool edge_fits(const struct boundary_case *bc, uint64_t edge, bool strict)
{
	struct window w = blocks_of(bc, edge);

	for (uint64_t block = w.start; block < w.end; block += BLOCK_PAGES) {
		bool small = want_small(bc, block, edge);

		if (arena_is_split(block) != small && (strict || !small))
			return false;
		if (block == level_floor(sentinel_of(0), LEVEL_2M) ||
		    block == level_floor(sentinel_of(1), LEVEL_2M))
			return false;
	}
	return true;
}

/* An edge that is not one of the fixed ones, on thp, where a case may spend blocks. */
static uint64_t find_edge(const struct boundary_case *bc)
{
	uint64_t page = bc->edge == EDGE_4K ? EDGE_4K_PAGE : 0;
	uint64_t first = arena_start + 4 * BLOCK_PAGES, middle = boundary_edge(EDGE_1G);
	uint64_t last = arena_end - KEPT_BLOCKS * BLOCK_PAGES;

	for (int strict = 1; strict >= 0; strict--) {
		for (uint64_t block = first; block < last; block += BLOCK_PAGES) {
			bool near = block + 4 * BLOCK_PAGES > middle &&
				    block < middle + 4 * BLOCK_PAGES;

			if (!near && edge_fits(bc, block + page, strict))
				return block + page;
		}
	}
	error_case("no 2M blocks left that were never split");
}

static bool lay_out(const struct boundary_case *bc, uint64_t edge)
{
	struct window w = blocks_of(bc, edge);

	for (uint64_t block = w.start; block < w.end; block += BLOCK_PAGES) {
		int level = want_small(bc, block, edge) ? LEVEL_4K : arena_level(block);

		if (!arena_lay(block, level))
			return false;
	}
	return true;
}

static uint64_t choose_edge(const struct boundary_case *bc)
{
	const unsigned tries = 8;
	uint64_t edge = boundary_edge((enum edge)bc->edge);

	if (arena_backing() != BACKING_THP)
		return edge;
	for (unsigned i = 0; i < tries; i++) {
		if (bc->edge == EDGE_2M || bc->edge == EDGE_4K)
			edge = find_edge(bc);
		if (lay_out(bc, edge))
			return edge;
	}
	/* Another suite was here: there is no other such boundary. */
	if (edge == boundary_edge((enum edge)bc->edge))
		skip_case("the host has split the 2M pages around gfn 0x%lx", (unsigned long)edge);
	error_case("the leaves around gfn 0x%lx cannot be had as the case needs them",
		   (unsigned long)edge);
}

/* --- stamps --- */

static void stamp(struct arena_stamps *stamps, uint64_t gfn)
{
	if (gfn >= arena_low() && gfn < arena_end)
		arena_stamp(stamps, gfn);
}

/* The pages around @gfn, and first and last pages of blocks next to it. */
static void stamp_around(struct arena_stamps *stamps, uint64_t gfn)
{
	uint64_t block = level_floor(gfn, LEVEL_2M);

	for (uint64_t page = gfn - 2; page < gfn + 2; page++)
		stamp(stamps, page);
	stamp(stamps, block - 1);
	stamp(stamps, block);
	stamp(stamps, block + BLOCK_PAGES - 1);
	stamp(stamps, block + BLOCK_PAGES);
}

static void stamp_range(struct arena_stamps *stamps, const struct oracle_op *r)
{
	uint64_t npages = r->end - r->start;

	stamps->n = 0;
	stamp_around(stamps, r->start);
	stamp_around(stamps, r->end);
	if (npages > 4)
		stamp(stamps, r->start + npages / 2 + 1);
	if (npages > 4 * BLOCK_PAGES) {
		stamp(stamps, r->start + 3 * BLOCK_PAGES + 5);
		stamp(stamps, r->end - 3 * BLOCK_PAGES - 5);
	}
}

static struct window window_of(const struct oracle_op *r)
{
	struct window w = { level_floor(r->start, LEVEL_2M) - BLOCK_PAGES,
			    level_floor(r->end, LEVEL_2M) + 2 * BLOCK_PAGES };

	w.start = w.start < arena_low() ? arena_low() : w.start;
	w.end = w.end > arena_end ? arena_end : w.end;
	return w;
}

/* --- the operation --- */

#define MAX_OPS 3

/* What is done to @r; a BATCH zaps one part, discards the other, and zaps one page once more. */
static unsigned operations(const struct boundary_case *bc, unsigned n, struct oracle_op r,
			   struct oracle_op *ops)
{
	uint64_t middle = r.start + (r.end - r.start) / 2;
	uint32_t first = n & 2 ? LEAFZAP_OP_ZAP : LEAFZAP_OP_DISCARD;
	uint32_t second = n & 2 ? LEAFZAP_OP_DISCARD : LEAFZAP_OP_ZAP;

	switch (bc->how) {
	case HOW_ZAP:
	case HOW_DISCARD:
		ops[0] = r;
		ops[0].op = bc->how == HOW_ZAP ? LEAFZAP_OP_ZAP : LEAFZAP_OP_DISCARD;
		return 1;
	default:
		ops[0] = (struct oracle_op){ r.start, middle > r.start ? middle : r.end, first };
		ops[1] = (struct oracle_op){ middle, r.end, second };
		ops[2] = (struct oracle_op){ r.start, r.start + 1, LEAFZAP_OP_ZAP };
		return MAX_OPS;
	}
}

/* Where the host maps at one level only, so must KVM, also at the first touch. */
static void check_levels(const struct oracle_map *map, const struct arena_stamps *stamps)
{
	int root = oracle_current_root(map);

	if (root < 0)
		error_case("WALK names no root that this CPU is on");
	for (unsigned i = 0; i < stamps->n && arena_backing() != BACKING_THP; i++) {
		const struct leafzap_span *leaf = oracle_find(map, (unsigned)root, stamps->gfn[i]);
		int level = arena_level(stamps->gfn[i]);

		check_gfn(WALK, stamps->gfn[i],
			  leaf && leaf->flags & LEAFZAP_SPAN_LEAF && leaf->level == level,
			  "page 0x%lx was written: expected a leaf %s, saw %s %s",
			  (unsigned long)stamps->gfn[i], level_name(level),
			  leaf && leaf->flags & LEAFZAP_SPAN_LEAF ? "a leaf" : "no leaf",
			  leaf ? level_name(leaf->level) : "");
	}
}

/* Each page is a page of its own, and can be written. */
static void check_writes(struct arena_stamps *stamps)
{
	const struct oracle_case nothing = arena_case(NULL, 0);

	for (unsigned i = 0; i < stamps->n; i++)
		arena_stamp(stamps, stamps->gfn[i]);
	arena_check_stamps(stamps, &nothing);
}

/* --- figures --- */

static unsigned nwalked, nkept;

/* Keeping page tables is a choice of KVM's, which suite retain judges; here it is told. */
static void count_tables(const struct oracle_map *before, const struct oracle_map *after)
{
	nwalked++;
	nkept += oracle_compare_tables(before, after, NULL, NULL) == 0;
}

void boundary_figures(void)
{
	unsigned nsplit = 0;

	note("page tables were kept in %u of %u cases", nkept, nwalked);
	for (uint64_t gfn = arena_low(); gfn < arena_end; gfn += BLOCK_PAGES)
		nsplit += arena_is_split(gfn);
	if (nsplit)
		note("%u of %lu 2M blocks were split", nsplit,
		     (unsigned long)((arena_end - arena_low()) / BLOCK_PAGES));
	nwalked = 0;
	nkept = 0;
}

/* --- the maps of a case, for the log --- */

/* Of the case that runs; a map is NULL until it was walked. */
static struct {
	struct oracle_op range, ops[MAX_OPS];
	struct oracle_case c;
	const struct oracle_map *before, *after, *rebuilt;
} shown;

/* Does a leaf reach out of the range; where all are of 4K, does the range reach out of a table? */
static bool cuts(const struct oracle_map *map, const struct oracle_op *r)
{
	int root = oracle_current_root(map);
	const struct leafzap_span *leaf = oracle_find(map, (unsigned)root, r->start);

	if (backing_level(arena_backing()) == LEVEL_4K)
		return level_floor(r->start, LEVEL_2M) != level_floor(r->end - 1, LEVEL_2M);
	return leaf && leaf->flags & LEAFZAP_SPAN_LEAF && leaf->gfn < r->start;
}

void boundary_explain(void)
{
	/* One sample a run: how a range that cuts a leaf looks when all is well. */
	static bool told;

	if (!shown.before ||
	    (!case_failed() && (told || !shown.rebuilt || !cuts(shown.before, &shown.range))))
		return;
	told = true;
	arena_tell_ops(&shown.c);
	arena_tell_map(MAP_LINE_BEFORE, shown.before);
	if (shown.after)
		arena_tell_map(MAP_LINE_AFTER, shown.after);
	if (shown.rebuilt)
		arena_tell_map(MAP_LINE_TOUCHED, shown.rebuilt);
}

/* --- the case --- */

void boundary_run(unsigned n)
{
	static struct arena_stamps stamps, far;
	const struct boundary_case *bc = boundary_case(n);
	struct oracle_op range;
	struct oracle_case c;
	struct window w;
	const struct oracle_map *before, *after, *far_before;
	uint64_t sentinel = sentinel_of(n), block = level_floor(sentinel, LEVEL_2M);

	arena_settle(arena_low(), arena_end);
	shown.before = shown.after = shown.rebuilt = NULL;
	shown.range = range = range_at(bc, choose_edge(bc));
	shown.c = c = arena_case(shown.ops, operations(bc, n, range, shown.ops));
	w = window_of(&range);
	far.n = 0;
	stamp_range(&stamps, &range);
	arena_stamp(sentinel >= w.start && sentinel < w.end ? &stamps : &far, sentinel);
	shown.before = before = arena_walk(MAP_BEFORE, w.start, w.end);
	check_levels(before, &stamps);
	far_before = arena_walk(MAP_SENTINEL, block, block + BLOCK_PAGES);
	if (!arena_do(&c, bc->how == HOW_BATCH))
		return;
	arena_judge(&c, far_before, arena_walk(MAP_AFTER, block, block + BLOCK_PAGES));
	shown.after = after = arena_walk(MAP_AFTER, w.start, w.end);
	arena_judge(&c, before, after);
	count_tables(before, after);
	arena_check_stamps(&stamps, &c);
	arena_check_stamps(&far, &c);
	shown.rebuilt = arena_walk(MAP_REBUILT, w.start, w.end);
	arena_judge_rebuilt(&c, before, after, shown.rebuilt, &stamps);
	if (!case_failed())
		check_writes(&stamps);
}
