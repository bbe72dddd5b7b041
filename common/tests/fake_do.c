// SPDX-License-Identifier: GPL-2.0-only
/* The fake MMU's operations, and the ways in which it can do them wrongly. */
#include <string.h>

#include "fake_parts.h"

static const char *const names[NBUGS] = {
	[BUG_NONE] = "none",
	[BUG_SKIP_HUGE_HEAD] = "skip-huge-head",
	[BUG_SKIP_HUGE_TAIL] = "skip-huge-tail",
	[BUG_SKIP_HUGE] = "skip-huge",
	[BUG_SKIP_SMALL] = "skip-4k",
	[BUG_SKIP_1G] = "skip-1g",
	[BUG_END_INCLUSIVE] = "end-inclusive",
	[BUG_START_EARLY] = "start-early",
	[BUG_END_SHORT] = "end-short",
	[BUG_START_LATE] = "start-late",
	[BUG_ROUND_OUT] = "round-out-2m",
	[BUG_ROUND_IN] = "round-in-2m",
	[BUG_NEIGHBOUR] = "neighbour-too",
	[BUG_ALL] = "everything",
	[BUG_NOTHING] = "nothing",
	[BUG_FIRST_ONLY] = "first-leaf-only",
	[BUG_LAST_OP_LOST] = "last-of-batch-lost",
	[BUG_WRITE_PROTECT] = "write-protect-only",
	[BUG_WRITE_PROTECT_NEXT] = "write-protect-neighbour",
	[BUG_SPLIT] = "split-not-zapped",
	[BUG_OTHER_FRAME] = "other-frame",
	[BUG_ROOT_SKIPPED] = "root-skipped",
	[BUG_ROOT_LOST] = "root-lost",
	[BUG_PREFETCH] = "mapped-untouched",
	[BUG_REBUILD_SMALLER] = "rebuilt-smaller",
	[BUG_REBUILD_BIGGER] = "rebuilt-bigger",
	[BUG_REBUILD_READONLY] = "rebuilt-read-only",
	[BUG_REBUILD_NOT] = "not-rebuilt",
	[BUG_REBUILD_LOSES] = "rebuild-loses-neighbour",
	[BUG_REBUILD_NO_EXEC] = "rebuilt-not-executable",
	[BUG_REBUILD_EXEC] = "rebuilt-huge-executable",
	[BUG_SPLIT_UNASKED] = "split-unasked",
};

const char *fake_bug_name(enum fake_bug bug)
{
	return names[bug];
}

/* One operation, by pages: which must lose their leaf, which may. */
struct wish {
	bool must[FAKE_MAX_PAGES], may[FAKE_MAX_PAGES];
};

static void wish_hugetlb(const struct fake_mmu *mmu, const struct oracle_op *op, struct wish *wish)
{
	unsigned size = fake_size(fake_native_level(mmu->backing)), gib = fake_size(3);
	unsigned first = 0, last = 0;

	for (unsigned page = 0; page + size <= mmu->npages; page += size) {
		bool whole = true;

		for (unsigned p = page; p < page + size; p++)
			whole &= p >= op->start && p < op->end;
		for (unsigned p = page; whole && p < page + size; p++)
			wish->must[p] = true;
		if (whole && last == 0)
			first = page;
		if (whole)
			last = page + size;
	}
	/* Host addresses may lie to guest ones in any way that keeps pages of this size. */
	for (unsigned shift = 0; last && shift < gib; shift += size) {
		unsigned from = first, to = last;

		while ((from + shift) % gib && from)
			from--;
		while ((to + shift) % gib && to < mmu->npages)
			to++;
		for (unsigned p = from; p < to; p++)
			wish->may[p] = true;
	}
}

static void wish_for(const struct fake_mmu *mmu, const struct oracle_op *op, struct wish *wish)
{
	memset(wish, 0, sizeof(*wish));
	if (op->op == LEAFZAP_OP_DISCARD && mmu->backing >= BACKING_HUGETLB2M) {
		wish_hugetlb(mmu, op, wish);
		return;
	}
	for (unsigned page = 0; page < mmu->npages; page++)
		wish->must[page] = page >= op->start && page < op->end;
	if (op->op != LEAFZAP_OP_DISCARD || mmu->backing != BACKING_THP)
		return;
	for (unsigned block = 0; block < mmu->npages; block += fake_size(2)) {
		unsigned hit = 0;

		for (unsigned p = block; p < block + fake_size(2); p++)
			hit += p >= op->start && p < op->end;
		for (unsigned p = block;
		     hit && hit < fake_size(2) && p < block + fake_size(2) && p < mmu->npages; p++)
			wish->may[p] = true;
	}
}

/* What the host does with its own pages. */
static void host_discard(struct fake_mmu *mmu, const struct oracle_op *op)
{
	if (mmu->backing != BACKING_THP)
		return;
	for (unsigned block = 0; block < mmu->npages; block += fake_size(2)) {
		unsigned hit = 0;

		for (unsigned p = block; p < block + fake_size(2) && p < mmu->npages; p++)
			hit += p >= op->start && p < op->end;
		for (unsigned p = block; hit && p < block + fake_size(2) && p < mmu->npages; p++) {
			mmu->host_level[p] = 1;
			if (p >= op->start && p < op->end)
				mmu->host_page[p] = false;
		}
	}
}

/* Does the leaf at @page escape by the bug? */
static bool escapes(const struct fake_mmu *mmu, unsigned root, unsigned page,
		    const struct oracle_op *op, enum fake_bug bug)
{
	unsigned first = mmu->root[root].page[page].first;
	int level = mmu->root[root].page[page].level;

	switch (bug) {
	case BUG_SKIP_HUGE_HEAD:
		return level > 1 && first < op->start;
	case BUG_SKIP_HUGE_TAIL:
		return level > 1 && first + fake_size(level) > op->end;
	case BUG_SKIP_HUGE:
		return level > 1;
	case BUG_SKIP_SMALL:
		return level == 1;
	case BUG_SKIP_1G:
		return level == 3;
	default:
		return bug == BUG_NOTHING;
	}
}

static void zap_by_bug(struct fake_mmu *mmu, unsigned root, unsigned page,
		       const struct oracle_op *op, enum fake_bug bug)
{
	unsigned first = mmu->root[root].page[page].first;
	int level = mmu->root[root].page[page].level;

	if (bug == BUG_WRITE_PROTECT) {
		for (unsigned p = first; p < first + fake_size(level); p++)
			mmu->root[root].page[p].flags &= (uint8_t)~LEAFZAP_SPAN_WRITE;
		return;
	}
	fake_zap_leaf(mmu, root, page);
	for (unsigned p = first; bug == BUG_SPLIT && level > 1 && p < first + fake_size(level); p++)
		if (p < op->start || p >= op->end)
			fake_map_leaf(mmu, root, p, 1, ALL_RIGHTS);
}

static struct oracle_op range_by_bug(const struct fake_mmu *mmu, struct oracle_op op,
				     enum fake_bug bug)
{
	unsigned size = fake_size(2);

	switch (bug) {
	case BUG_END_INCLUSIVE:
		op.end += op.end < mmu->npages;
		break;
	case BUG_START_EARLY:
		op.start -= op.start > 0;
		break;
	case BUG_END_SHORT:
		op.end--;
		break;
	case BUG_START_LATE:
		op.start++;
		break;
	case BUG_ROUND_OUT:
		op.start -= op.start % size;
		op.end += (size - op.end % size) % size;
		break;
	case BUG_ROUND_IN:
		op.start += (size - op.start % size) % size;
		op.end -= op.end % size;
		break;
	default:
		break;
	}
	return op;
}

static void zap_root(struct fake_mmu *mmu, unsigned root, const struct oracle_op *op,
		     const struct wish *wish, uint64_t widen, enum fake_bug bug)
{
	for (unsigned page = 0; page < mmu->npages; page++) {
		if (!mmu->root[root].page[page].level)
			continue;
		if (wish->may[page] && !wish->must[page]) {
			widen = widen >> 1 | widen << 63;
			if (widen & 1)
				fake_zap_leaf(mmu, root, page);
			continue;
		}
		if (!wish->must[page] || escapes(mmu, root, page, op, bug))
			continue;
		zap_by_bug(mmu, root, page, op, bug);
		if (bug == BUG_FIRST_ONLY)
			return;
	}
}

/* Damage beside the range. */
static void damage(struct fake_mmu *mmu, unsigned root, const struct oracle_op *op,
		   enum fake_bug bug)
{
	unsigned next = op->end < mmu->npages ? (unsigned)op->end : (unsigned)op->start - 1;

	if (next >= mmu->npages)
		return;
	if (bug == BUG_NEIGHBOUR)
		fake_zap_leaf(mmu, root, next);
	if (bug == BUG_PREFETCH && !mmu->root[root].page[next].level)
		fake_map_leaf(mmu, root, next, 1, ALL_RIGHTS);
	if (bug == BUG_ALL)
		for (unsigned page = 0; page < mmu->npages; page++)
			mmu->root[root].page[page].level = 0;
	for (unsigned page = 0; page < mmu->npages; page++) {
		if (mmu->root[root].page[page].first != mmu->root[root].page[next].first)
			continue;
		if (bug == BUG_WRITE_PROTECT_NEXT)
			mmu->root[root].page[page].flags &= (uint8_t)~LEAFZAP_SPAN_WRITE;
		if (bug == BUG_OTHER_FRAME)
			mmu->root[root].page[page].frame += FAKE_MAX_PAGES;
	}
}

void fake_do(struct fake_mmu *mmu, const struct oracle_op *ops, unsigned nops, uint64_t widen,
	     enum fake_bug bug)
{
	static struct wish wish;

	for (unsigned i = 0; i < nops; i++) {
		struct oracle_op op = range_by_bug(mmu, ops[i], bug);

		wish_for(mmu, &op, &wish);
		for (unsigned r = 0; r < mmu->nroots; r++) {
			bool lost = bug == BUG_LAST_OP_LOST && i + 1 == nops;

			if (!lost && !(bug == BUG_ROOT_SKIPPED && r + 1 == mmu->nroots))
				zap_root(mmu, r, &ops[i], &wish, widen, bug);
			damage(mmu, r, &ops[i], bug);
		}
		if (ops[i].op == LEAFZAP_OP_DISCARD)
			host_discard(mmu, &ops[i]);
	}
}

/* By pages: has the leaf of @page to go, or may it? */
static void fate_of(const struct fake_root *r, const struct wish *wish, unsigned page, bool *must,
		    bool *may)
{
	unsigned first = r->page[page].first;

	/* Recovery takes it when it pleases. */
	*may |= r->page[page].nx[2] || r->page[page].nx[3];

	for (unsigned p = first; p < first + fake_size(r->page[page].level); p++) {
		*must |= wish->must[p];
		*may |= wish->may[p];
	}
}

bool fake_allows(const struct fake_mmu *before, const struct oracle_op *ops, unsigned nops,
		 const struct fake_mmu *after)
{
	static struct wish wish, sum;

	memset(&sum, 0, sizeof(sum));
	for (unsigned i = 0; i < nops; i++) {
		wish_for(before, &ops[i], &wish);
		for (unsigned page = 0; page < before->npages; page++) {
			sum.must[page] |= wish.must[page];
			sum.may[page] |= wish.may[page];
		}
	}
	for (unsigned r = 0; r < before->nroots; r++) {
		for (unsigned page = 0; page < before->npages; page++) {
			const struct fake_root *was = &before->root[r], *is = &after->root[r];
			bool same = is->page[page].level == was->page[page].level &&
				    is->page[page].first == was->page[page].first &&
				    is->page[page].flags == was->page[page].flags &&
				    is->page[page].frame == was->page[page].frame;
			bool must = false, may = false;

			if (was->page[page].level)
				fate_of(was, &sum, page, &must, &may);
			else
				must = true;
			if (must ? is->page[page].level != 0
				 : !same && !(may && !is->page[page].level))
				return false;
		}
	}
	return true;
}
