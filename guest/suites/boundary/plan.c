// SPDX-License-Identifier: GPL-2.0-only
/* The cases of suite boundary as a table, made for the backing of this run. */
#include <stdio.h>

#include "boundary.h"
#include "memory.h"
#include "oracle.h"
#include "test.h"

#define TABLE_PAGES (1ull << TABLE_BITS)
#define GIB_PAGES (TABLE_PAGES << TABLE_BITS)
#define MAX_CASES 1200
#define FARTHEST 2 /* pages from an edge */

static struct boundary_case cases[MAX_CASES];
static unsigned ncases;

static const uint64_t short_lengths[] = { 1, 2, TABLE_PAGES - 1, TABLE_PAGES, TABLE_PAGES + 1 };
static const uint64_t long_lengths[] = { GIB_PAGES - 1, GIB_PAGES, GIB_PAGES + 1 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct boundary_case *boundary_case(unsigned n)
{
	return &cases[n];
}

static void add(enum how how, enum edge edge, enum layout layout, bool ends, int offset,
		uint64_t npages)
{
	if (ncases < MAX_CASES)
		cases[ncases++] = (struct boundary_case){ how, edge, layout, ends, offset, npages };
}

/* All short lengths, by start and by end, at offsets up to @farthest. */
static void add_short(enum how how, enum edge edge, enum layout layout, int farthest)
{
	for (int ends = 0; ends < 2; ends++)
		for (int offset = -farthest; offset <= farthest; offset++)
			for (unsigned i = 0; i < COUNT(short_lengths); i++)
				add(how, edge, layout, ends, offset, short_lengths[i]);
}

/* Ranges of about 1G, where they fit into the arena. */
static void add_long(enum how how, enum edge edge, enum layout layout, int farthest)
{
	uint64_t start = boundary_edge(edge);

	for (int offset = -farthest; offset <= farthest; offset++)
		for (unsigned i = 0; i < COUNT(long_lengths); i++)
			if (start + (uint64_t)offset + long_lengths[i] <= arena_end)
				add(how, edge, layout, false, offset, long_lengths[i]);
}

/*
 * A punch that cuts a transparent huge page spends it for the rest of the run
 * (arena.h), and there is one pair of them at each 1G boundary: DISCARD meets 4K
 * leaves there, ZAP 2M leaves.
 */
static void plan_thp(enum how how)
{
	enum layout once = how == HOW_ZAP ? LAYOUT_NATIVE : LAYOUT_SMALL;

	add_long(how, EDGE_FIRST, once, FARTHEST);
	add_long(how, EDGE_1G, once, FARTHEST);
	add_short(how, EDGE_FIRST, once, FARTHEST);
	add_short(how, EDGE_1G, once, FARTHEST);
	add_short(how, EDGE_2M, LAYOUT_NATIVE, FARTHEST);
	add_short(how, EDGE_4K, LAYOUT_NATIVE, 1);
	add_short(how, EDGE_2M, LAYOUT_SMALL, 1);
	add_short(how, EDGE_2M, LAYOUT_SMALL_BIG, 1);
	add_short(how, EDGE_2M, LAYOUT_BIG_SMALL, 1);
}

static void plan_others(enum how how, enum backing backing)
{
	for (unsigned edge = 0; edge < NEDGES; edge++)
		add_short(how, (enum edge)edge, LAYOUT_NATIVE, FARTHEST);
	if (how != HOW_ZAP && backing == BACKING_HUGETLB1G) {
		/* Each clears a GiB: half a second. */
		add_long(how, EDGE_FIRST, LAYOUT_NATIVE, 0);
		return;
	}
	add_long(how, EDGE_FIRST, LAYOUT_NATIVE, FARTHEST);
	add_long(how, EDGE_2M, LAYOUT_NATIVE, FARTHEST);
	add_long(how, EDGE_1G, LAYOUT_NATIVE, FARTHEST);
}

unsigned boundary_plan(void)
{
	enum backing backing;

	ncases = 0;
	if (!backing_parse(options.backing, &backing)) {
		suite_skip("backing '%s' is not one that the oracle knows", options.backing);
		return 0;
	}
	for (unsigned how = 0; how < NHOWS; how++) {
		if (backing == BACKING_THP)
			plan_thp((enum how)how);
		else
			plan_others((enum how)how, backing);
	}
	return ncases;
}

static const char *const hows[] = {
	[HOW_ZAP] = "ZAP",
	[HOW_DISCARD] = "DISCARD",
	[HOW_BATCH] = "BATCH of both",
};

static const char *const edges[] = {
	[EDGE_4K] = "a 4K boundary inside a 2M block",
	[EDGE_2M] = "a 2M boundary",
	[EDGE_1G] = "a 1G boundary",
	[EDGE_FIRST] = "the first 1G boundary",
};

static const char *const layouts[] = {
	[LAYOUT_NATIVE] = "",
	[LAYOUT_SMALL] = ", 4K leaves",
	[LAYOUT_SMALL_BIG] = ", 4K leaves before it and 2M leaves after it",
	[LAYOUT_BIG_SMALL] = ", 2M leaves before it and 4K leaves after it",
};

void boundary_title(unsigned n, char *buf, size_t bytes)
{
	const struct boundary_case *c = &cases[n];
	char where[40];

	if (c->offset)
		snprintf(where, sizeof(where), "%d page%s %s",
			 c->offset < 0 ? -c->offset : c->offset,
			 c->offset == 1 || c->offset == -1 ? "" : "s",
			 c->offset < 0 ? "before" : "after");
	else
		snprintf(where, sizeof(where), "at");
	snprintf(buf, bytes, "%s of %lu page%s %s %s %s%s", hows[c->how], (unsigned long)c->npages,
		 c->npages == 1 ? "" : "s", c->ends ? "ending" : "starting", where, edges[c->edge],
		 layouts[c->layout]);
}
