// SPDX-License-Identifier: GPL-2.0-only
/* A TDP MMU of pages, right or wrong on demand. */
#include <string.h>

#include "fake_parts.h"

unsigned fake_size(int level)
{
	unsigned pages = 1;

	while (--level > 0)
		pages *= 1u << TABLE_BITS;
	return pages;
}

unsigned fake_first(unsigned gfn, int level)
{
	return gfn - gfn % fake_size(level);
}

int fake_native_level(enum backing backing)
{
	return backing == BACKING_MEMFD ? 1 : backing == BACKING_HUGETLB1G ? 3 : 2;
}

static bool fits(const struct fake_mmu *mmu, unsigned gfn, int level)
{
	return fake_first(gfn, level) + fake_size(level) <= mmu->npages;
}

void fake_init(struct fake_mmu *mmu, enum backing backing, uint64_t npages, unsigned nroots)
{
	mmu->npages = npages;
	mmu->backing = backing;
	mmu->nroots = nroots;
	mmu->max_level = 3;
	mmu->nx = false;
	mmu->nx_tables = false;
	memset(mmu->executed, 0, sizeof(mmu->executed));
	for (unsigned gfn = 0; gfn < npages; gfn++) {
		mmu->host_level[gfn] = (uint8_t)fake_native_level(backing);
		mmu->host_page[gfn] = backing != BACKING_THP;
		for (unsigned r = 0; r < nroots; r++) {
			memset(&mmu->root[r].page[gfn], 0, sizeof(mmu->root[r].page[gfn]));
			mmu->root[r].page[gfn].end_level = 3;
		}
	}
}

/* The page tables above a leaf of @level: the walks of all pages below them end lower. */
static void link_tables(struct fake_mmu *mmu, unsigned root, unsigned gfn, int level)
{
	for (int above = 3; above > level; above--) {
		unsigned first = fake_first(gfn, above);

		for (unsigned p = first; p < first + fake_size(above) && p < mmu->npages; p++)
			if (!mmu->root[root].page[p].level &&
			    mmu->root[root].page[p].end_level >= above)
				mmu->root[root].page[p].end_level = (uint8_t)(above - 1);
	}
}

void fake_map_leaf(struct fake_mmu *mmu, unsigned root, unsigned gfn, int level, uint8_t flags)
{
	unsigned first = fake_first(gfn, level);

	link_tables(mmu, root, gfn, level);
	for (unsigned page = first; page < first + fake_size(level) && page < mmu->npages; page++) {
		mmu->root[root].page[page].first = first;
		mmu->root[root].page[page].level = (uint8_t)level;
		mmu->root[root].page[page].flags = flags;
		mmu->root[root].page[page].end_level = (uint8_t)level;
		mmu->root[root].page[page].frame = first + 1;
	}
}

void fake_zap_leaf(struct fake_mmu *mmu, unsigned root, unsigned gfn)
{
	unsigned first = mmu->root[root].page[gfn].first;
	int level = mmu->root[root].page[gfn].level;

	for (unsigned page = first; level && page < first + fake_size(level); page++)
		mmu->root[root].page[page].level = 0;
}

void fake_back(struct fake_mmu *mmu, unsigned page)
{
	unsigned first = fake_first(page, 2);
	bool empty = fits(mmu, page, 2);

	if (mmu->backing != BACKING_THP || mmu->host_page[page])
		return;
	/* A fresh page of the host is as big as it can be if nothing is left of the old one. */
	for (unsigned p = first; empty && p < first + fake_size(2); p++)
		empty = !mmu->host_page[p];
	for (unsigned p = first; empty && p < first + fake_size(2); p++) {
		mmu->host_page[p] = true;
		mmu->host_level[p] = 2;
	}
	if (!mmu->host_page[page])
		mmu->host_level[page] = 1;
	mmu->host_page[page] = true;
}

int fake_largest(const struct fake_mmu *mmu, unsigned page)
{
	int level = mmu->host_level[page];

	while (level > mmu->max_level || !fits(mmu, page, level))
		level--;
	return level;
}

/* The level of a new leaf: page tables for execution, or all, keep it below them. */
static int touched_level(const struct fake_mmu *mmu, unsigned root, unsigned page)
{
	int level = fake_largest(mmu, page);

	while (level > 1 && (mmu->root[root].page[page].nx[level] ||
			     (mmu->nx_tables && mmu->root[root].page[page].end_level < level)))
		level--;
	return level;
}

void fake_touch(struct fake_mmu *mmu, unsigned root, uint64_t gfn, enum fake_bug bug)
{
	unsigned page = (unsigned)gfn;
	uint8_t flags;
	int level;

	fake_back(mmu, page);
	if (mmu->root[root].page[page].level || bug == BUG_REBUILD_NOT)
		return;
	level = touched_level(mmu, root, page);
	if (bug == BUG_REBUILD_SMALLER && level > 1)
		level--;
	if (bug == BUG_REBUILD_BIGGER && level < 3 && fits(mmu, page, level + 1))
		level++;
	flags = fake_rights(mmu, level);
	if (bug == BUG_REBUILD_READONLY)
		flags &= (uint8_t)~LEAFZAP_SPAN_WRITE;
	if (bug == BUG_REBUILD_NO_EXEC && level == 1)
		flags &= (uint8_t)~LEAFZAP_SPAN_EXEC;
	if (bug == BUG_REBUILD_EXEC)
		flags |= LEAFZAP_SPAN_EXEC;
	for (unsigned p = fake_first(page, level); p < fake_first(page, level) + fake_size(level);
	     p++) {
		fake_zap_leaf(mmu, root, p);
		memset(mmu->root[root].page[p].nx, 0, (size_t)level + 1);
	}
	fake_map_leaf(mmu, root, page, level, flags);
	if (bug == BUG_REBUILD_LOSES && fake_first(page, level))
		fake_zap_leaf(mmu, root, fake_first(page, level) - 1);
}

void fake_split(struct fake_mmu *mmu, uint64_t gfn)
{
	unsigned first = fake_first((unsigned)gfn, 2);

	for (unsigned page = first; page < first + fake_size(2) && page < mmu->npages; page++) {
		mmu->host_level[page] = 1;
		mmu->host_page[page] = true;
	}
}

/* A span for each leaf, and for each run of pages without one. */
static unsigned map_root(const struct fake_mmu *mmu, unsigned root, unsigned index,
			 struct leafzap_span *spans)
{
	const struct fake_root *r = &mmu->root[root];
	unsigned n = 0;

	for (unsigned gfn = 0; gfn < mmu->npages; n++) {
		struct leafzap_span *span = &spans[n];
		unsigned end = gfn + 1;

		*span = (struct leafzap_span){ .gfn = gfn, .root = (uint8_t)index };
		if (r->page[gfn].level) {
			span->level = r->page[gfn].level;
			span->flags = r->page[gfn].flags;
			span->frame = r->page[gfn].frame;
			end = gfn + fake_size(span->level);
		} else {
			span->level = r->page[gfn].end_level;
			while (end < mmu->npages && !r->page[end].level &&
			       r->page[end].end_level == span->level &&
			       fake_is_nx(mmu, root, end) == fake_is_nx(mmu, root, gfn))
				end++;
		}
		if (fake_is_nx(mmu, root, gfn))
			span->flags |= LEAFZAP_SPAN_NX_SPLIT;
		span->npages = end - gfn;
		gfn = end;
	}
	return n;
}

void fake_map(const struct fake_mmu *mmu, struct fake_walk *walk, enum fake_bug bug)
{
	unsigned nroots = 0, nspans = 0;

	for (unsigned r = 0; r < mmu->nroots; r++) {
		if (bug == BUG_ROOT_LOST && r == 0)
			continue;
		walk->roots[nroots] = (struct leafzap_root){
			.id = 1000 + r,
			.level = 4,
			.flags = r ? LEAFZAP_ROOT_GUEST_MODE : LEAFZAP_ROOT_CURRENT,
		};
		nspans += map_root(mmu, r, nroots, walk->spans + nspans);
		nroots++;
	}
	walk->map = (struct oracle_map){ walk->roots, nroots, walk->spans, nspans };
}
