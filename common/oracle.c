// SPDX-License-Identifier: GPL-2.0-only
/*
 * The oracle's rules: what an operation does to a leaf, to a byte, and to the
 * level at which a page can be mapped again.  oracle_compare.c applies them to maps.
 */
#include <string.h>

#include "oracle_rules.h"

static const struct {
	const char *name;
	int level;
} backings[NBACKINGS] = {
	[BACKING_MEMFD] = { "memfd", LEVEL_4K },
	[BACKING_THP] = { "thp", LEVEL_2M },
	[BACKING_HUGETLB2M] = { "hugetlb2m", LEVEL_2M },
	[BACKING_HUGETLB1G] = { "hugetlb1g", LEVEL_1G },
};

const char *backing_name(enum backing backing)
{
	return backing < NBACKINGS ? backings[backing].name : NULL;
}

bool backing_parse(const char *name, enum backing *backing)
{
	for (unsigned i = 0; i < NBACKINGS; i++) {
		if (strcmp(name, backings[i].name) == 0) {
			*backing = (enum backing)i;
			return true;
		}
	}
	return false;
}

int backing_level(enum backing backing)
{
	return backings[backing].level;
}

struct oracle_host oracle_host(uint64_t features)
{
	struct oracle_host host = { .max_level = LEVEL_4K };

	if (features & LEAFZAP_F_2M)
		host.max_level = LEVEL_2M;
	if (features & LEAFZAP_F_1G)
		host.max_level = LEVEL_1G;
	host.nx_huge = features & LEAFZAP_F_NX_HUGE;
	host.nx_tables = host.nx_huge && features & LEAFZAP_F_NX_TABLES;
	return host;
}

uint8_t oracle_rights(const struct oracle_host *host, int level)
{
	if (host->nx_huge && level > LEVEL_4K)
		return SPAN_RIGHTS & ~LEAFZAP_SPAN_EXEC;
	return SPAN_RIGHTS;
}

static bool is_hugetlb(enum backing backing)
{
	return backing == BACKING_HUGETLB2M || backing == BACKING_HUGETLB1G;
}

uint64_t span_end(const struct leafzap_span *span)
{
	return span->gfn + span->npages;
}

bool span_is_leaf(const struct leafzap_span *span)
{
	return span->flags & LEAFZAP_SPAN_LEAF;
}

bool span_may_recover(const struct leafzap_span *span)
{
	return span->flags & LEAFZAP_SPAN_NX_SPLIT;
}

/* The largest level at which KVM can map. */
static int largest_level(const struct oracle_case *c)
{
	int level = backing_level(c->backing);

	return level < c->host.max_level ? level : c->host.max_level;
}

/* One is made for a fetch from what could be a huge page, and is no larger than that. */
bool may_be_split(const struct oracle_case *c, uint64_t gfn)
{
	int level = largest_level(c);

	return c->host.nx_huge && level > LEVEL_4K && c->executed &&
	       c->executed(level_floor(gfn, level), level_pages(level));
}

/* What the notifier must unmap, and what it may unmap, for a punch of hugetlb pages. */
static enum oracle_fate punch_hugetlb(const struct oracle_case *c, const struct oracle_op *op,
				      uint64_t gfn, uint64_t end)
{
	int level = backing_level(c->backing);
	uint64_t first = level_ceil(op->start, level);
	uint64_t last = level_floor(op->end, level);
	/* A widened range ends at a 1G boundary of host addresses, wherever that is. */
	uint64_t reach = level_pages(LEVEL_1G) - level_pages(level);

	if (first >= last)
		return FATE_STAYS;
	if (ranges_overlap(gfn, end, first, last))
		return FATE_GONE;
	if (ranges_overlap(gfn, end, first > reach ? first - reach : 0, last + reach))
		return FATE_MAY_GO;
	return FATE_STAYS;
}

/* Does the punch reach the 2M block of @gfn? */
static bool reaches_block(const struct oracle_op *op, uint64_t gfn)
{
	uint64_t block = level_floor(gfn, LEVEL_2M);

	return ranges_overlap(block, block + level_pages(LEVEL_2M), op->start, op->end);
}

static enum oracle_fate fate_by(const struct oracle_case *c, const struct oracle_op *op,
				const struct leafzap_span *leaf)
{
	uint64_t end = span_end(leaf);

	if (op->op == LEAFZAP_OP_DISCARD && is_hugetlb(c->backing))
		return punch_hugetlb(c, op, leaf->gfn, end);
	if (ranges_overlap(leaf->gfn, end, op->start, op->end))
		return FATE_GONE;
	/* A page in it that is not punched: the host splits the block, and unmaps it for that. */
	if (op->op == LEAFZAP_OP_DISCARD && c->backing == BACKING_THP &&
	    reaches_block(op, leaf->gfn))
		return FATE_MAY_GO;
	return FATE_STAYS;
}

enum oracle_fate fate_and_op(const struct oracle_case *c, const struct leafzap_span *leaf,
			     struct oracle_op *decided)
{
	enum oracle_fate fate = FATE_STAYS;

	for (unsigned i = 0; i < c->nops; i++) {
		enum oracle_fate by = fate_by(c, &c->ops[i], leaf);

		if (by > fate) {
			fate = by;
			*decided = c->ops[i];
		}
	}
	if (fate == FATE_STAYS && span_may_recover(leaf))
		fate = FATE_MAY_GO;
	return fate;
}

enum oracle_fate oracle_fate(const struct oracle_case *c, const struct leafzap_span *leaf)
{
	struct oracle_op decided;

	return fate_and_op(c, leaf, &decided);
}

bool oracle_discarded(const struct oracle_case *c, uint64_t gfn)
{
	for (unsigned i = 0; i < c->nops; i++) {
		const struct oracle_op *op = &c->ops[i];

		if (op->op == LEAFZAP_OP_DISCARD && gfn >= op->start && gfn < op->end)
			return true;
	}
	return false;
}

/* Has every page of [gfn, end) been discarded, by whichever operations? */
static bool all_discarded(const struct oracle_case *c, uint64_t gfn, uint64_t end)
{
	bool further = true;

	while (gfn < end && further) {
		further = false;
		for (unsigned i = 0; i < c->nops; i++) {
			const struct oracle_op *op = &c->ops[i];

			if (op->op == LEAFZAP_OP_DISCARD && gfn >= op->start && gfn < op->end) {
				gfn = op->end;
				further = true;
			}
		}
	}
	return gfn >= end;
}

static bool any_discarded(const struct oracle_case *c, uint64_t gfn, uint64_t end)
{
	for (unsigned i = 0; i < c->nops; i++) {
		const struct oracle_op *op = &c->ops[i];

		if (op->op == LEAFZAP_OP_DISCARD && ranges_overlap(gfn, end, op->start, op->end))
			return true;
	}
	return false;
}

/* What the leaves before tell of one transparent 2M block. */
struct block_before {
	bool huge;	/* mapped at 2M */
	bool small;	/* mapped at 4K somewhere */
	bool remaining; /* one of these pages was not discarded */
};

static struct block_before look_at_block(const struct oracle_case *c,
					 const struct oracle_map *before, uint64_t block)
{
	struct block_before seen = { 0 };
	uint64_t end = block + level_pages(LEVEL_2M);

	for (unsigned i = 0; i < before->nspans; i++) {
		const struct leafzap_span *span = &before->spans[i];

		if (!span_is_leaf(span) || !ranges_overlap(span->gfn, span_end(span), block, end))
			continue;
		if (span->level > LEVEL_4K) {
			seen.huge = true;
		} else {
			/* After a fetch, a 4K leaf does not tell what the host has. */
			seen.small |= !may_be_split(c, span->gfn);
			seen.remaining |= !oracle_discarded(c, span->gfn);
		}
	}
	return seen;
}

/* A split block is never huge again, unless nothing is left of it. */
static struct oracle_levels rebuild_thp(const struct oracle_case *c,
					const struct oracle_map *before, uint64_t gfn)
{
	const struct oracle_levels small = { LEVEL_4K, LEVEL_4K };
	const struct oracle_levels huge = { LEVEL_2M, LEVEL_2M };
	const struct oracle_levels either = { LEVEL_4K, LEVEL_2M };
	uint64_t block = level_floor(gfn, LEVEL_2M);
	uint64_t end = block + level_pages(LEVEL_2M);
	struct block_before seen = look_at_block(c, before, block);

	if (all_discarded(c, block, end))
		return either;
	if (any_discarded(c, block, end))
		return seen.huge || seen.remaining ? small : either;
	if (seen.huge == seen.small)
		return either;
	return seen.huge ? huge : small;
}

/* KVM maps no block that reaches out of its memslot: kvm_alloc_memslot_metadata(). */
static int slot_level(const struct oracle_case *c, uint64_t gfn, int level)
{
	while (level > LEVEL_4K && (level_floor(gfn, level) < c->slot_start ||
				    level_floor(gfn, level) + level_pages(level) > c->slot_end))
		level--;
	return level;
}

struct oracle_levels oracle_rebuild(const struct oracle_case *c, const struct oracle_map *before,
				    uint64_t gfn)
{
	int level = slot_level(c, gfn, largest_level(c));
	struct oracle_levels levels = { level, level };

	if (c->backing == BACKING_THP && level > LEVEL_4K)
		levels = rebuild_thp(c, before, gfn);
	return levels;
}

int oracle_end_level(const struct oracle_map *before, unsigned root, uint64_t gfn)
{
	const struct leafzap_span *span = oracle_find(before, root, gfn);

	return span ? span->level : 0;
}
