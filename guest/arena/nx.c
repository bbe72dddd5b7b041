// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arena under NX huge pages.  What the guest has executed there is mapped small,
 * by page tables that the host's NX recovery zaps when it pleases, in a moment or in
 * an hour.  A case that judges leaf maps begins with arena_settle().
 */
#include <string.h>

#include "arena.h"
#include "cpu.h"
#include "hyper.h"
#include "nested.h"
#include "test.h"

#define BLOCK_PAGES level_pages(LEVEL_2M)
#define MAX_BLOCKS (512 * 512) /* 512 GiB */
/* A host that recovers at all may have been told to take its time. */
#define WAIT_US (20 * 1000000ull)

/*
 * 2M blocks from arena_start on in which nothing was executed since it was made sure of.  At first
 * that is none: firmware moves itself to the end of RAM.
 */
static bool clean[MAX_BLOCKS];

void arena_executes(uint64_t gfn)
{
	uint64_t i = (gfn - arena_start) / BLOCK_PAGES;

	if (gfn >= arena_start && i < MAX_BLOCKS)
		clean[i] = false;
}

bool arena_executed(uint64_t gfn, uint64_t npages)
{
	uint64_t end = gfn + npages, i;

	gfn = gfn < arena_start ? arena_start : gfn;
	for (; gfn < end && gfn < arena_end; gfn = level_floor(gfn, LEVEL_2M) + BLOCK_PAGES) {
		i = (gfn - arena_start) / BLOCK_PAGES;
		if (i >= MAX_BLOCKS || !clean[i])
			return true;
	}
	return false;
}

/* A block may have 512 leaves in each root, so that one WALK for all would not hold them. */
static bool is_split(uint64_t gfn, uint64_t end)
{
	for (uint64_t from = gfn, to; from < end; from = to) {
		const struct oracle_map *map;

		to = level_floor(from, LEVEL_2M) + BLOCK_PAGES;
		to = to < end ? to : end;
		map = arena_walk(0, from, to);
		for (unsigned i = 0; i < map->nspans; i++)
			if (map->spans[i].flags & LEAFZAP_SPAN_NX_SPLIT)
				return true;
	}
	return false;
}

/* New roots have no such table, and what is left of the old ones nobody sees. */
static void take_new_roots(uint64_t gfn, uint64_t end)
{
	uint64_t begin = clock_us();

	if (slots_available(NULL)) {
		slots_change(NULL);
		memset(clean, true, sizeof(clean));
	}
	while (is_split(gfn, end)) {
		if (clock_us() - begin > WAIT_US)
			skip_case("pages at gfn 0x%lx were executed, the host's NX recovery has "
				  "not taken their page tables, and new roots cannot be had",
				  (unsigned long)gfn);
		cpu_pause();
	}
}

void arena_settle(uint64_t gfn, uint64_t end)
{
	/* Of a page that could be as large as this, any part may have been executed. */
	int level = backing_level(arena_backing());
	uint64_t first = level_floor(gfn, level), last = level_ceil(end, level);

	if (!arena_host().nx_huge || !arena_executed(first, last - first))
		return;
	if (is_split(gfn, end))
		take_new_roots(gfn, end);
	/* From now on there is no reason for such a table. */
	for (; gfn < end && gfn < arena_end; gfn = level_floor(gfn, LEVEL_2M) + BLOCK_PAGES)
		if (gfn >= arena_start && (gfn - arena_start) / BLOCK_PAGES < MAX_BLOCKS)
			clean[(gfn - arena_start) / BLOCK_PAGES] = true;
}
