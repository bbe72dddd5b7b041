// SPDX-License-Identifier: GPL-2.0-only
/*
 * NX huge pages in the fake MMU: a fetch maps by 4K, under page tables that are
 * marked, and recovery takes those away.  A page is below a marked table of the GiB
 * (nx[3]), of its 2M block (nx[2]), of both, or of none.
 */
#include <string.h>

#include "fake_parts.h"

bool fake_is_nx(const struct fake_mmu *mmu, unsigned root, unsigned page)
{
	return mmu->root[root].page[page].nx[2] || mmu->root[root].page[page].nx[3];
}

uint8_t fake_rights(const struct fake_mmu *mmu, int level)
{
	if (mmu->nx && level > 1)
		return ALL_RIGHTS & (uint8_t)~LEAFZAP_SPAN_EXEC;
	return ALL_RIGHTS;
}

/* The entry of @level above @page: if it is no table, it becomes one. */
static void make_table(struct fake_mmu *mmu, unsigned root, unsigned page, int level, bool mark)
{
	struct fake_root *r = &mmu->root[root];
	unsigned first = fake_first(page, level), end = first + fake_size(level);
	bool huge = r->page[page].level == level;

	if (r->page[page].end_level < level)
		return;
	for (unsigned p = first; huge && p < end; p += fake_size(level - 1))
		fake_map_leaf(mmu, root, p, level - 1, fake_rights(mmu, level - 1));
	for (unsigned p = first; p < end && p < mmu->npages; p++) {
		if (!r->page[p].level && r->page[p].end_level >= level)
			r->page[p].end_level = (uint8_t)(level - 1);
		r->page[p].nx[level] |= mark;
	}
}

void fake_execute(struct fake_mmu *mmu, unsigned root, uint64_t gfn)
{
	unsigned page = (unsigned)gfn;
	int could;

	mmu->executed[page] = true;
	if (!mmu->nx) {
		fake_touch(mmu, root, gfn, BUG_NONE);
		return;
	}
	fake_back(mmu, page);
	could = fake_largest(mmu, page);
	if (mmu->root[root].page[page].level == 1)
		return;
	for (int level = 3; level > 1; level--)
		make_table(mmu, root, page, level, could >= level);
	if (!mmu->root[root].page[page].level)
		fake_map_leaf(mmu, root, page, 1, ALL_RIGHTS);
}

void fake_recover(struct fake_mmu *mmu, uint64_t which)
{
	for (unsigned r = 0; r < mmu->nroots; r++) {
		for (int level = 3; level > 1; level--) {
			for (unsigned first = 0; first < mmu->npages; first += fake_size(level)) {
				which = which >> 1 | which << 63;
				if (mmu->root[r].page[first].nx[level] && which & 1)
					fake_recover_one(mmu, r, first, level);
			}
		}
	}
}

void fake_recover_one(struct fake_mmu *mmu, unsigned root, unsigned first, int level)
{
	for (unsigned p = first; p < first + fake_size(level) && p < mmu->npages; p++) {
		fake_zap_leaf(mmu, root, p);
		mmu->root[root].page[p].end_level = (uint8_t)level;
		memset(mmu->root[root].page[p].nx, 0, (size_t)level + 1);
	}
}

bool fake_fetched(const struct fake_mmu *mmu, unsigned page)
{
	int native = fake_native_level(mmu->backing);
	int level = native < mmu->max_level ? native : mmu->max_level;
	unsigned first = fake_first(page, level);
	bool any = false;

	for (unsigned p = first;
	     mmu->nx && level > 1 && p < first + fake_size(level) && p < mmu->npages; p++)
		any |= mmu->executed[p];
	return any;
}

void fake_mark(struct fake_mmu *mmu, unsigned root, unsigned page)
{
	int level = mmu->root[root].page[page].level > 2 ? 3 : 2;
	unsigned first = fake_first(page, level);

	for (unsigned p = first; p < first + fake_size(level) && p < mmu->npages; p++)
		mmu->root[root].page[p].nx[2] = true;
}
