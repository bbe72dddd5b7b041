// SPDX-License-Identifier: GPL-2.0-only
/* Where the arena is, how its leaves are laid out, and what its pages hold. */
#include "arena.h"
#include "hyper.h"
#include "test.h"

#define BLOCK_PAGES level_pages(LEVEL_2M)
#define LAST_WORD (PAGE_BYTES / sizeof(uint64_t) - 1)

enum backing arena_backing(void)
{
	enum backing backing;

	if (!backing_parse(options.backing, &backing))
		error_case("backing '%s' is not one that the oracle knows", options.backing);
	return backing;
}

uint64_t arena_low(void)
{
	return arena_start - ARENA_MARGIN_PAGES;
}

struct oracle_host arena_host(void)
{
	return oracle_host(host_info.features);
}

struct oracle_case arena_case(const struct oracle_op *ops, unsigned nops)
{
	struct oracle_case c = {
		.backing = arena_backing(),
		.ops = ops,
		.nops = nops,
		.host = arena_host(),
		.executed = arena_executed,
	};

	for (unsigned i = 0; i < nram; i++) {
		if (arena_start >= ram[i].gfn && arena_start < ram[i].end_gfn) {
			c.slot_start = ram[i].gfn;
			c.slot_end = ram[i].end_gfn;
		}
	}
	return c;
}

int arena_level(uint64_t gfn)
{
	const struct oracle_case c = arena_case(NULL, 0);
	const struct oracle_map nothing = { 0 };

	return oracle_rebuild(&c, &nothing, gfn).max;
}

/* --- laying out --- */

/* Blocks of thp that may have been split, counted from arena_low(); others are not known. */
#define MAX_BLOCKS (512 * 512) /* 512 GiB */
static bool split[MAX_BLOCKS];

bool arena_is_split(uint64_t gfn)
{
	uint64_t i = (gfn - arena_low()) / BLOCK_PAGES;

	return i >= MAX_BLOCKS || split[i];
}

void arena_split(uint64_t gfn)
{
	uint64_t i = (gfn - arena_low()) / BLOCK_PAGES;

	if (i < MAX_BLOCKS)
		split[i] = true;
}

uint64_t arena_fresh(uint64_t gfn, uint64_t end, unsigned nblocks)
{
	if (arena_backing() != BACKING_THP)
		return gfn;
	for (gfn = level_ceil(gfn, LEVEL_2M); gfn + nblocks * BLOCK_PAGES <= end;
	     gfn += BLOCK_PAGES) {
		bool fresh = gfn >= arena_low() + nblocks * BLOCK_PAGES;

		for (uint64_t b = gfn - nblocks * BLOCK_PAGES;
		     fresh && b < gfn + nblocks * BLOCK_PAGES; b += BLOCK_PAGES)
			fresh = !arena_is_split(b);
		if (fresh)
			return gfn;
	}
	return NO_BLOCK;
}

static int touched_level(uint64_t gfn)
{
	(void)*page_word(gfn);
	return arena_leaf(gfn).level;
}

static void discard(uint64_t gfn, uint64_t npages)
{
	long ret = hyper_discard(gfn, npages);

	if (ret)
		error_case("laying out: DISCARD of %lu pages at 0x%lx: %s", (unsigned long)npages,
			   (unsigned long)gfn, hyper_error(ret));
}

bool arena_lay(uint64_t gfn, int level)
{
	uint64_t block = level_floor(gfn, LEVEL_2M);
	uint64_t other = gfn ^ (BLOCK_PAGES / 2);

	if (level > arena_level(gfn))
		return false;
	if (touched_level(gfn) == level)
		return true;
	if (arena_backing() != BACKING_THP)
		return false;
	if (level == LEVEL_4K) {
		arena_split(gfn);
		discard(other, 1);
		return touched_level(gfn) == level;
	}
	if (arena_is_split(block))
		return false;
	discard(block, BLOCK_PAGES);
	if (touched_level(gfn) == level)
		return true;
	arena_split(gfn);
	return false;
}

/* --- content --- */

/* splitmix64's mixer: neighbours in, strangers out. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

void arena_stamp(struct arena_stamps *stamps, uint64_t gfn)
{
	static uint64_t count;
	volatile uint64_t *page = page_word(gfn);
	uint64_t value = mix(gfn << 32 ^ ++count) | 1;
	unsigned i = 0;

	while (i < stamps->n && stamps->gfn[i] != gfn)
		i++;
	if (i == ARENA_MAX_STAMPS)
		error_case("more than %d pages stamped in one case", ARENA_MAX_STAMPS);
	if (i == stamps->n)
		stamps->n++;
	stamps->gfn[i] = gfn;
	stamps->value[i] = value;
	page[0] = value;
	page[LAST_WORD] = ~value;
}

bool arena_check_stamp(const struct arena_stamps *stamps, unsigned i, const struct oracle_case *c)
{
	volatile uint64_t *page = page_word(stamps->gfn[i]);
	bool zero = oracle_discarded(c, stamps->gfn[i]);
	uint64_t head = zero ? 0 : stamps->value[i], tail = zero ? 0 : ~stamps->value[i];
	uint64_t head_seen = page[0], tail_seen = page[LAST_WORD];

	return check_gfn(content_of(head_seen == head ? tail_seen : head_seen), stamps->gfn[i],
			 head_seen == head && tail_seen == tail,
			 "page 0x%lx %s: expected 0x%016lx..0x%016lx, read 0x%016lx..0x%016lx",
			 (unsigned long)stamps->gfn[i],
			 zero ? "was discarded and must read 0" : "must have kept its content",
			 (unsigned long)head, (unsigned long)tail, (unsigned long)head_seen,
			 (unsigned long)tail_seen);
}

void arena_check_stamps(const struct arena_stamps *stamps, const struct oracle_case *c)
{
	for (unsigned i = 0; i < stamps->n; i++)
		arena_check_stamp(stamps, i, c);
}
