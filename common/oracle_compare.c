// SPDX-License-Identifier: GPL-2.0-only
/* Leaf maps compared by the oracle's rules, root by root. */
#include "oracle_rules.h"

int oracle_root(const struct oracle_map *map, uint64_t id)
{
	for (unsigned i = 0; i < map->nroots; i++) {
		if (map->roots[i].id == id)
			return (int)i;
	}
	return -1;
}

int oracle_current_root(const struct oracle_map *map)
{
	for (unsigned i = 0; i < map->nroots; i++) {
		if (map->roots[i].flags & LEAFZAP_ROOT_CURRENT)
			return (int)i;
	}
	return -1;
}

/* A pass over the spans of one root; span NULL: at its end. */
struct cursor {
	const struct oracle_map *map;
	unsigned next, root;
	const struct leafzap_span *span;
};

static void step(struct cursor *cur)
{
	cur->span = NULL;
	while (cur->next < cur->map->nspans && !cur->span) {
		const struct leafzap_span *span = &cur->map->spans[cur->next++];

		if (span->root == cur->root)
			cur->span = span;
	}
}

static struct cursor first_span(const struct oracle_map *map, unsigned root)
{
	struct cursor cur = { .map = map, .root = root };

	step(&cur);
	return cur;
}

/* Goes on to the span that holds @gfn or, where there is none, to the next one. */
static void seek(struct cursor *cur, uint64_t gfn)
{
	while (cur->span && span_end(cur->span) <= gfn)
		step(cur);
}

const struct leafzap_span *oracle_find(const struct oracle_map *map, unsigned root, uint64_t gfn)
{
	struct cursor cur = first_span(map, root);

	seek(&cur, gfn);
	return cur.span && cur.span->gfn <= gfn ? cur.span : NULL;
}

/* One comparison: who is told, and how many faults there were. */
struct judge {
	const struct oracle_case *c;
	const struct leafzap_root *root;
	oracle_report *report;
	void *arg;
	unsigned nfaults;
};

static void fault(struct judge *j, struct oracle_fault f)
{
	f.root_id = j->root->id;
	f.root_flags = j->root->flags;
	j->nfaults++;
	if (j->report)
		j->report(j->arg, &f);
}

static bool same_place(const struct leafzap_span *a, const struct leafzap_span *b)
{
	return span_is_leaf(a) && span_is_leaf(b) && a->gfn == b->gfn && a->level == b->level;
}

static bool same_mapping(const struct leafzap_span *a, const struct leafzap_span *b)
{
	const uint8_t kept = SPAN_RIGHTS | LEAFZAP_SPAN_MMIO;

	return same_place(a, b) && a->frame == b->frame && (a->flags & kept) == (b->flags & kept);
}

/* The leaf at the cursor, if it shares pages with @span. */
static const struct leafzap_span *leaf_in(const struct cursor *cur, const struct leafzap_span *span)
{
	if (cur->span && span_is_leaf(cur->span) &&
	    ranges_overlap(cur->span->gfn, span_end(cur->span), span->gfn, span_end(span)))
		return cur->span;
	return NULL;
}

/* Page tables for execution, where the guest executed nothing? */
static void judge_split(struct judge *j, const struct leafzap_span *span)
{
	uint64_t gfn = span->gfn, end = span_end(span);

	/* One after the other of the tables that lie side by side in a run without a leaf. */
	for (; gfn < end; gfn = level_floor(gfn, span->level + 1) + level_pages(span->level + 1)) {
		if (may_be_split(j->c, gfn))
			continue;
		fault(j, (struct oracle_fault){ .why = WHY_SPLIT, .gfn = gfn, .is = *span });
		break;
	}
}

/* Is the part of the map that belongs to one root one at all? */
static bool well_formed(struct judge *j, const struct oracle_map *map, unsigned root)
{
	unsigned before = j->nfaults;
	uint64_t end = 0;

	for (struct cursor cur = first_span(map, root); cur.span; step(&cur)) {
		const struct leafzap_span *span = cur.span;
		struct oracle_fault f = { .gfn = span->gfn, .is = *span };

		if (span->gfn < end || !span->npages) {
			f.why = WHY_ORDER;
			fault(j, f);
		}
		if (span_is_leaf(span) && (span->level < LEVEL_4K || span->level > LEVEL_1G ||
					   level_floor(span->gfn, span->level) != span->gfn ||
					   span->npages != level_pages(span->level))) {
			f.why = WHY_ALIGN;
			fault(j, f);
		}
		if (span_may_recover(span))
			judge_split(j, span);
		end = span_end(span);
	}
	return j->nfaults == before;
}

/* Every leaf that must stay: is it there, and the same? */
static void judge_kept(struct judge *j, struct cursor was, struct cursor is)
{
	for (; was.span; step(&was)) {
		struct oracle_fault f = { .gfn = was.span->gfn, .was = *was.span };
		const struct leafzap_span *leaf;

		if (!span_is_leaf(was.span) || fate_and_op(j->c, was.span, &f.op) != FATE_STAYS)
			continue;
		seek(&is, was.span->gfn);
		leaf = leaf_in(&is, was.span);
		if (leaf && same_mapping(was.span, leaf))
			continue;
		f.why = leaf ? WHY_CHANGED : WHY_LOST;
		if (leaf)
			f.is = *leaf;
		fault(j, f);
	}
}

/* Every leaf that is there: may it be? */
static void judge_present(struct judge *j, struct cursor was, struct cursor is)
{
	for (; is.span; step(&is)) {
		struct oracle_fault f = { .gfn = is.span->gfn, .is = *is.span };
		struct oracle_op unused;
		const struct leafzap_span *old;
		enum oracle_fate fate;

		if (!span_is_leaf(is.span))
			continue;
		fate = fate_and_op(j->c, is.span, &f.op);
		seek(&was, is.span->gfn);
		old = leaf_in(&was, is.span);
		if (old)
			f.was = *old;
		if (fate == FATE_GONE)
			f.why = old ? WHY_STAYED : WHY_APPEARED;
		else if (!old || (!same_place(old, is.span) &&
				  fate_and_op(j->c, old, &unused) != FATE_STAYS))
			f.why = WHY_APPEARED;
		else if (fate == FATE_MAY_GO && !same_mapping(old, is.span))
			f.why = WHY_CHANGED;
		else
			continue;
		fault(j, f);
	}
}

unsigned oracle_compare(const struct oracle_case *c, const struct oracle_map *before,
			const struct oracle_map *after, oracle_report *report, void *arg)
{
	struct judge j = { .c = c, .report = report, .arg = arg };

	for (unsigned i = 0; i < before->nroots; i++) {
		int root = oracle_root(after, before->roots[i].id);

		j.root = &before->roots[i];
		if (root < 0) {
			fault(&j, (struct oracle_fault){ .why = WHY_ROOT });
			continue;
		}
		if (!well_formed(&j, before, i) || !well_formed(&j, after, (unsigned)root))
			continue;
		judge_kept(&j, first_span(before, i), first_span(after, (unsigned)root));
		judge_present(&j, first_span(before, i), first_span(after, (unsigned)root));
	}
	return j.nfaults;
}

/*
 * Page tables that were there before the touch bound the level, if the walk of the page
 * ended at @kept: those for execution, until recovery takes them, or all of them.
 */
static void bound_by_tables(const struct judge *j, const struct leafzap_span *kept,
			    struct oracle_levels *levels)
{
	if (!kept || !(span_may_recover(kept) || j->c->host.nx_tables))
		return;
	if (kept->level < levels->min)
		levels->min = kept->level;
	if (kept->level < levels->max && !span_may_recover(kept))
		levels->max = kept->level;
}

/* One page that was touched: mapped, at a right level, with the rights of that? */
static void judge_touched(struct judge *j, const struct oracle_map *before,
			  const struct leafzap_span *kept, const struct leafzap_span *leaf,
			  uint64_t gfn)
{
	const uint8_t rights = SPAN_RIGHTS | LEAFZAP_SPAN_ACCESSED;
	struct oracle_fault f = { .gfn = gfn, .expected = oracle_rebuild(j->c, before, gfn) };
	bool may_recover = kept && span_may_recover(kept);

	if (!leaf || !span_is_leaf(leaf)) {
		if (may_recover)
			return; /* it was mapped, and gone when WALK looked */
		f.why = WHY_UNMAPPED;
		fault(j, f);
		return;
	}
	f.is = *leaf;
	if (kept && span_is_leaf(kept))
		return; /* it was not rebuilt; judge_unmoved() compares it */
	bound_by_tables(j, kept, &f.expected);
	if (leaf->level < f.expected.min || leaf->level > f.expected.max) {
		f.why = WHY_LEVEL;
		fault(j, f);
	}
	f.rights = oracle_rights(&j->c->host, leaf->level) | LEAFZAP_SPAN_ACCESSED;
	if ((leaf->flags & rights) != f.rights) {
		f.why = WHY_RIGHTS;
		fault(j, f);
	}
}

static bool holds_touched(const struct leafzap_span *leaf, const uint64_t *touched,
			  unsigned ntouched)
{
	for (unsigned i = 0; i < ntouched; i++) {
		if (touched[i] >= leaf->gfn && touched[i] < span_end(leaf))
			return true;
	}
	return false;
}

/* Touching pages loses no leaf, and makes no other than those of the pages touched. */
static void judge_unmoved(struct judge *j, struct cursor was, struct cursor is,
			  const uint64_t *touched, unsigned ntouched)
{
	struct cursor leaves = is, old = was;

	for (; was.span; step(&was)) {
		struct oracle_fault f = { .gfn = was.span->gfn, .was = *was.span };
		const struct leafzap_span *leaf;

		if (!span_is_leaf(was.span))
			continue;
		seek(&is, was.span->gfn);
		leaf = leaf_in(&is, was.span);
		/* A leaf may be taken up into a bigger one that a touch next to it made. */
		if (leaf && (same_mapping(was.span, leaf) || leaf->level > was.span->level))
			continue;
		if (!leaf && span_may_recover(was.span))
			continue;
		f.why = leaf ? WHY_CHANGED : WHY_LOST;
		if (leaf)
			f.is = *leaf;
		fault(j, f);
	}
	for (; leaves.span; step(&leaves)) {
		struct oracle_fault f = { .why = WHY_APPEARED, .gfn = leaves.span->gfn };

		if (!span_is_leaf(leaves.span))
			continue;
		seek(&old, leaves.span->gfn);
		f.is = *leaves.span;
		if (!leaf_in(&old, leaves.span) && !holds_touched(leaves.span, touched, ntouched))
			fault(j, f);
	}
}

unsigned oracle_compare_rebuilt(const struct oracle_case *c, const struct oracle_map *before,
				const struct oracle_map *after, const struct oracle_map *rebuilt,
				uint64_t root_id, const uint64_t *touched, unsigned ntouched,
				oracle_report *report, void *arg)
{
	struct judge j = { .c = c, .report = report, .arg = arg };
	int was = oracle_root(after, root_id), is = oracle_root(rebuilt, root_id);
	struct leafzap_root lost = { .id = root_id };

	if (was < 0 || is < 0) {
		j.root = &lost;
		fault(&j, (struct oracle_fault){ .why = WHY_ROOT });
		return j.nfaults;
	}
	j.root = &rebuilt->roots[is];
	if (!well_formed(&j, after, (unsigned)was) || !well_formed(&j, rebuilt, (unsigned)is))
		return j.nfaults;
	for (unsigned i = 0; i < ntouched; i++)
		judge_touched(&j, before, oracle_find(after, (unsigned)was, touched[i]),
			      oracle_find(rebuilt, (unsigned)is, touched[i]), touched[i]);
	judge_unmoved(&j, first_span(after, (unsigned)was), first_span(rebuilt, (unsigned)is),
		      touched, ntouched);
	return j.nfaults;
}

unsigned oracle_compare_tables(const struct oracle_map *before, const struct oracle_map *after,
			       oracle_report *report, void *arg)
{
	struct judge j = { .report = report, .arg = arg };

	for (unsigned i = 0; i < before->nroots; i++) {
		int root = oracle_root(after, before->roots[i].id);
		struct cursor is;

		j.root = &before->roots[i];
		if (root < 0) {
			fault(&j, (struct oracle_fault){ .why = WHY_ROOT });
			continue;
		}
		is = first_span(after, (unsigned)root);
		for (struct cursor was = first_span(before, i); was.span; step(&was)) {
			struct oracle_fault f = { .why = WHY_TABLE, .was = *was.span };

			/* All runs without a leaf that this span has become. */
			for (seek(&is, was.span->gfn); is.span && is.span->gfn < span_end(was.span);
			     step(&is)) {
				if (span_is_leaf(is.span) || is.span->level == was.span->level)
					goto next;
				if (span_may_recover(was.span) && is.span->level > was.span->level)
					goto next;
				f.is = *is.span;
				f.gfn = is.span->gfn > f.was.gfn ? is.span->gfn : f.was.gfn;
				f.expected = (struct oracle_levels){ f.was.level, f.was.level };
				fault(&j, f);
			next:
				if (span_end(is.span) >= span_end(was.span))
					break;
			}
		}
	}
	return j.nfaults;
}
