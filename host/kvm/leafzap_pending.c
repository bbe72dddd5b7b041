// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: the entries of the ledger, and what becomes of a zap that finds no
 * room.  Nothing here looks at KVM: host/kvm/tests has it in userspace, too.
 */
#include "leafzap_ledger.h"

#define LEAFZAP_RULES_OF_FLUSHES						\
	(BIT(LEAFZAP_WHY_YIELD) | BIT(LEAFZAP_WHY_END) |			\
	 BIT(LEAFZAP_WHY_ENTRY) | BIT(LEAFZAP_WHY_TABLE))
#define LEAFZAP_RULES_OF_RANGES	(BIT(LEAFZAP_WHY_STALE) | BIT(LEAFZAP_WHY_STAYED))

static const char *const leafzap_drops[LEAFZAP_NDROPS] = {
	[LEAFZAP_DROP_ZAP] = "a zap: no room in the ledger",
	[LEAFZAP_DROP_FLUSH] = "a flush: too many at one time",
	[LEAFZAP_DROP_OP] = "an invalidation: too many at one time",
	[LEAFZAP_DROP_RANGE] = "a range: too many memslots or huge leaves in one invalidation",
};

/* Whom it keeps from judging: with all of them off, nothing is missed. */
static const u32 leafzap_drop_blinds[LEAFZAP_NDROPS] = {
	[LEAFZAP_DROP_ZAP] = LEAFZAP_RULES_OF_FLUSHES,
	[LEAFZAP_DROP_FLUSH] = LEAFZAP_RULES_OF_FLUSHES,
	[LEAFZAP_DROP_OP] = BIT(LEAFZAP_WHY_END) | LEAFZAP_RULES_OF_RANGES,
	[LEAFZAP_DROP_RANGE] = LEAFZAP_RULES_OF_RANGES,
};

/* Something of @kind, LEAFZAP_DROP_*, is not looked at.  ledger->lock held. */
void leafzap_drop(struct leafzap_ledger *ledger, unsigned int kind)
{
	lockdep_assert_held(&ledger->lock);
	if (!(leafzap_drop_blinds[kind] & ~LEAFZAP_UNCHECKED))
		return;
	if (!ledger->dropped[kind]++)
		pr_err("leafzap: dropped %s\n", leafzap_drops[kind]);
}

void leafzap_strike(struct leafzap_ledger *ledger, u32 i)
{
	ledger->pending[i] = ledger->pending[--ledger->npending];
}

/* Strikes out [start, end) of what was zapped up to @clock. */
void leafzap_settle(struct leafzap_ledger *ledger, gfn_t start, gfn_t end, u64 clock)
{
	struct leafzap_pending *p;
	u32 i;

	for (i = ledger->npending; i-- > 0;) {
		p = &ledger->pending[i];
		if (p->last > clock)
			continue;
		if (start <= p->start && p->end <= end)
			leafzap_strike(ledger, i);
		else if (start <= p->start && p->start < end)
			p->start = end;
		else if (start < p->end && p->end <= end)
			p->end = start;
	}
}

static bool leafzap_same_kind(const struct leafzap_pending *a, const struct leafzap_pending *b)
{
	return a->task == b->task && a->op == b->op && a->segment == b->segment &&
	       a->role == b->role && a->table == b->table && a->shared == b->shared;
}

/* The entry that ends where @new begins, or NULL. */
static struct leafzap_pending *leafzap_neighbour(struct leafzap_ledger *ledger,
						 const struct leafzap_pending *new)
{
	struct leafzap_pending *p;

	if (!ledger->npending)
		return NULL;
	p = &ledger->pending[ledger->npending - 1];
	return leafzap_same_kind(p, new) && p->level == new->level && p->end == new->start ? p :
											     NULL;
}

/*
 * The entry of a full ledger that can take @new across the gap between them, or
 * NULL.  Only one of the same invalidation: it has to flush all of its range in
 * one, and so the gap as well.  What others zapped may be flushed at another
 * time: joined, each would have to answer for the other.
 */
static struct leafzap_pending *leafzap_own_run(struct leafzap_ledger *ledger,
					       const struct leafzap_pending *new)
{
	u32 i;

	for (i = 0; new->op && i < ledger->npending; i++)
		if (leafzap_same_kind(&ledger->pending[i], new))
			return &ledger->pending[i];
	return NULL;
}

/* ledger->lock held. */
void leafzap_enter(struct leafzap_ledger *ledger, const struct leafzap_pending *new)
{
	struct leafzap_pending *p = leafzap_neighbour(ledger, new);

	if (!p && ledger->npending < LEAFZAP_MAX_PENDING) {
		ledger->pending[ledger->npending] = *new;
		WRITE_ONCE(ledger->npending, ledger->npending + 1);
		return;
	}
	p = p ?: leafzap_own_run(ledger, new);
	if (!p) {
		leafzap_drop(ledger, LEAFZAP_DROP_ZAP);
		return;
	}
	p->start = min(p->start, new->start);
	p->end = max(p->end, new->end);
	p->last = new->last;
	p->leaves += new->leaves;
}
