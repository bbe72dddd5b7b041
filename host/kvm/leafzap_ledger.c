// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: the flush ledger.  What was zapped is entered, a flush strikes out
 * what it covers, and whatever still stands when mmu_lock is given up, when an
 * invalidation ends, when a vCPU enters the guest or when a page table is freed
 * is a violation.  It needs no luck with TLBs.
 */
#include "leafzap.h"
#include "leafzap_compat.h"
#include "leafzap_lock.h"
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"
#include "tdp_iter.h"

static const char *const leafzap_why[] = {
	[LEAFZAP_WHY_YIELD] = "mmu_lock given up before the flush",
	[LEAFZAP_WHY_END] = "invalidation ended before the flush",
	[LEAFZAP_WHY_ENTRY] = "guest entered before the flush",
	[LEAFZAP_WHY_TABLE] = "page table freed too early",
	[LEAFZAP_WHY_STALE] = "outdated fault installed a leaf",
	[LEAFZAP_WHY_STAYED] = "leaf stayed mapped",
	[LEAFZAP_WHY_KICK] = "flush ended with a vCPU in the guest",
};

static const char *const leafzap_caller[] = {
	[LEAFZAP_CALLER_OTHER] = "other",
	[LEAFZAP_CALLER_ZAP] = "kvm_zap_gfn_range",
	[LEAFZAP_CALLER_NOTIFIER] = "mmu_notifier",
	[LEAFZAP_CALLER_FAULT] = "fault",
	[LEAFZAP_CALLER_ENTRY] = "guest entry",
	[LEAFZAP_CALLER_SLOT] = "memslot change",
};

int leafzap_ledger_init(struct leafzap_ledger *ledger)
{
	raw_spin_lock_init(&ledger->lock);
	ledger->pending = kvcalloc(LEAFZAP_MAX_PENDING, sizeof(*ledger->pending),
				   GFP_KERNEL_ACCOUNT);
	return ledger->pending ? 0 : -ENOMEM;
}

void leafzap_ledger_destroy(struct leafzap_ledger *ledger)
{
	kvfree(ledger->pending);
}

void leafzap_ledger_stats(struct leafzap_ledger *ledger, struct leafzap_stats *stats)
{
	unsigned long irq;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(stats->zapped); i++) {
		stats->zapped[i] = atomic64_read(&ledger->zapped[i]);
		stats->mapped[i] = atomic64_read(&ledger->mapped[i]);
	}
	stats->tables_made = atomic64_read(&ledger->tables_made);
	stats->flushes = atomic64_read(&ledger->flushes);
	stats->yields = atomic64_read(&ledger->yields);

	raw_spin_lock_irqsave(&ledger->lock, irq);
	for (i = 0; i < ledger->npending; i++)
		stats->pending += ledger->pending[i].leaves;
	stats->violations = ledger->violations;
	memcpy(stats->dropped, ledger->dropped, sizeof(stats->dropped));
	memcpy(stats->first, ledger->first, sizeof(stats->first));
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

/*
 * The VM's MMU has gone.  A page table that is left was linked and then overwritten:
 * no zap finds it, nor what it maps.  KVM counts them only to prove its MMU.
 */
void leafzap_tables_must_be_gone(struct leafzap_ledger *ledger)
{
	s64 left = atomic64_read(&ledger->tables);

	if (left && leafzap_is_checked(LEAFZAP_WHY_TABLE))
		pr_err("leafzap: violation: the VM ended with %lld page tables linked and never taken out\n",
		       left);
}

/* ledger->lock held. */
void leafzap_report(struct leafzap_ledger *ledger, u8 why, u8 caller, u32 role, u8 level,
		    gfn_t start, gfn_t end)
{
	union kvm_mmu_page_role root = { .word = role };
	struct leafzap_violation *v;

	lockdep_assert_held(&ledger->lock);
	if (!leafzap_is_checked(why) || ledger->violations++ >= LEAFZAP_MAX_VIOLATIONS)
		return;

	v = &ledger->first[ledger->violations - 1];
	v->gfn = start;
	v->npages = end - start;
	v->role = role;
	v->why = why;
	v->level = level;
	v->caller = caller;
	v->root_flags = (root.guest_mode ? LEAFZAP_ROOT_GUEST_MODE : 0) |
			(root.smm ? LEAFZAP_ROOT_SMM : 0);
	pr_err("leafzap: violation: %s: gfn 0x%llx-0x%llx level %u root 0x%x%s%s, %s\n",
	       leafzap_why[why], start, end, level, role, root.guest_mode ? " guest_mode" : "",
	       root.smm ? " smm" : "", leafzap_caller[caller]);
}

/* Is mmu_lock held for write, by whomever? */
bool leafzap_write_locked(struct kvm *kvm)
{
	return leafzap_held_for_write(&kvm->mmu_lock);
}

/*
 * __kvm_handle_hva_range() of stock KVM starts each memslot, and each address
 * space, without the flush that it owes for the ones before: a yield of the
 * later walk comes before that flush.  It is done at the end of the walk, and
 * checked there.  Within one memslot nothing is excused.
 */
static bool leafzap_excused(const struct leafzap_pending *p)
{
	return p->op && p->op->caller == LEAFZAP_CALLER_NOTIFIER && p->segment < p->op->nsegments;
}

static void leafzap_violated(struct leafzap_ledger *ledger, u32 i, u8 why)
{
	struct leafzap_pending *p = &ledger->pending[i];

	leafzap_report(ledger, why, p->caller, p->role, p->level, p->start, p->end);
	leafzap_strike(ledger, i);
}

/* @op has ended, for @why: nothing of it may be left.  ledger->lock held. */
void leafzap_must_be_flushed(struct leafzap_ledger *ledger, struct leafzap_op *op, u8 why)
{
	u32 i;

	for (i = ledger->npending; i-- > 0;)
		if (ledger->pending[i].op == op)
			leafzap_violated(ledger, i, why);
}

/*
 * The caller has just got mmu_lock.  So whoever zapped with it has given it up,
 * and if we have it for write, then also whoever zapped with it for read.
 */
void leafzap_mmu_lock_taken(struct kvm *kvm)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	bool write = leafzap_write_locked(kvm);
	struct leafzap_pending *p;
	unsigned long irq;
	u32 i;

	if (!READ_ONCE(ledger->npending))
		return;

	raw_spin_lock_irqsave(&ledger->lock, irq);
	for (i = ledger->npending; i-- > 0;) {
		p = &ledger->pending[i];
		if (p->task != current && (write || !p->shared) && !leafzap_excused(p))
			leafzap_violated(ledger, i, LEAFZAP_WHY_YIELD);
	}
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

/* What the current task zapped, if @shared also for read, must be flushed now. */
void leafzap_own_must_be_flushed(struct leafzap_ledger *ledger, bool shared, u8 why)
{
	struct leafzap_pending *p;
	u32 i;

	lockdep_assert_held(&ledger->lock);
	for (i = ledger->npending; i-- > 0;) {
		p = &ledger->pending[i];
		if (p->task == current && (shared || !p->shared) && !leafzap_excused(p))
			leafzap_violated(ledger, i, why);
	}
}

void __leafzap_yield(struct kvm *kvm, bool flush, bool shared)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	unsigned long irq;

	atomic64_inc(&ledger->yields);
	if (READ_ONCE(ledger->npending)) {
		raw_spin_lock_irqsave(&ledger->lock, irq);
		leafzap_own_must_be_flushed(ledger, true, LEAFZAP_WHY_YIELD);
		raw_spin_unlock_irqrestore(&ledger->lock, irq);
	}
	leafzap_relock(kvm, shared);
}

/* The VM or its process ends: no vCPU will ever run, so nobody flushes. */
void __leafzap_zap_all(struct kvm *kvm)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	unsigned long irq;

	raw_spin_lock_irqsave(&ledger->lock, irq);
	ledger->over = true;
	ledger->npending = 0;
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

/*
 * A leaf may reach out of the range that is invalidated.  What is outside stays
 * valid, so the flush need not cover it: kvm_zap_gfn_range() flushes its range.
 */
static void leafzap_clip(struct leafzap_pending *p)
{
	const struct leafzap_segment *seg;

	if (!p->op || !p->op->nsegments || p->op->nsegments > LEAFZAP_MAX_SEGMENTS || p->table)
		return;
	seg = &p->op->segment[p->op->nsegments - 1];
	if (p->start < seg->end && p->end > seg->start) {
		p->start = max(p->start, seg->start);
		p->end = min(p->end, seg->end);
	}
}

/* Returns when, for leafzap_table_cut(). */
static u64 leafzap_zapped(struct kvm *kvm, struct kvm_mmu_page *root, gfn_t gfn, int level,
			  bool table)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_pending p = {
		.task = current,
		.start = gfn,
		.end = gfn + KVM_PAGES_PER_HPAGE(level),
		.leaves = 1,
		.role = root->role.word,
		.level = level,
		.table = table,
		.shared = !leafzap_write_locked(kvm),
	};
	unsigned long irq;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	if (lz->faults.nlost) {
		/* It may belong to one of those, and be flushed when that has to. */
		leafzap_drop(&lz->ledger, LEAFZAP_DROP_ZAP);
	} else if (!lz->ledger.over) {
		p.op = leafzap_current_op(&lz->faults);
		p.segment = p.op ? p.op->nsegments : 0;
		if (p.op)
			p.caller = p.op->caller;
		else if (leafzap_current_fault(kvm))
			p.caller = LEAFZAP_CALLER_FAULT;
		p.first = ++lz->ledger.clock;
		p.last = p.first;
		leafzap_clip(&p);
		leafzap_enter(&lz->ledger, &p);
	}
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
	return p.first;
}

/* The root above an SPTE: children know their parents, and only roots may be invalid. */
static struct kvm_mmu_page *leafzap_root(u64 __rcu *sptep)
{
	struct kvm_mmu_page *sp = sptep_to_sp(rcu_dereference_raw(sptep));

	while (sp->ptep)
		sp = sptep_to_sp(rcu_dereference_raw(sp->ptep));
	return sp;
}

/*
 * Does the page table that replaces a huge leaf map the same?  Then a TLB that
 * has the huge leaf is right, and no flush is owed.
 */
static bool leafzap_same_mapping(u64 huge, u64 table, int level)
{
	u64 *spt = spte_to_child_sp(table)->spt;
	u64 spte;
	int i;

	for (i = 0; i < SPTE_ENT_PER_PAGE; i++) {
		spte = READ_ONCE(spt[i]);
		if (spte == FROZEN_SPTE)
			continue;
		if (!is_shadow_present_pte(spte))
			return false;
		if (is_last_spte(spte, level - 1) &&
		    spte_to_pfn(spte) != spte_to_pfn(huge) + i * KVM_PAGES_PER_HPAGE(level - 1))
			return false;
	}
	return true;
}

void __leafzap_spte_changed(struct kvm *kvm, u64 __rcu *sptep, gfn_t gfn, u64 old_spte,
			    u64 new_spte, int level)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	bool was_present = is_shadow_present_pte(old_spte);
	bool is_present = is_shadow_present_pte(new_spte);
	bool was_leaf = was_present && is_last_spte(old_spte, level);
	bool is_leaf = is_present && is_last_spte(new_spte, level);
	bool same_pfn = is_present && spte_to_pfn(old_spte) == spte_to_pfn(new_spte);
	struct kvm_mmu_page *root;
	u64 clock = 0;
	bool gone;

	if (old_spte == new_spte)
		return;

	root = leafzap_root(sptep);
	if (is_leaf) {
		if (!was_leaf)
			atomic64_inc(&lz->ledger.mapped[level - 1]);
		leafzap_leaf_installed(kvm, root, gfn, level);
	} else if (is_present && (was_leaf || !was_present)) {
		atomic64_inc(&lz->ledger.tables);
		atomic64_inc(&lz->ledger.tables_made);
	}

	if (was_leaf && is_present && !is_leaf)
		gone = !leafzap_same_mapping(old_spte, new_spte, level);
	else
		gone = was_present && (was_leaf != is_leaf || !same_pfn);
	if (!gone)
		return;

	if (!root->role.invalid) {
		if (was_leaf)
			atomic64_inc(&lz->ledger.zapped[level - 1]);
		clock = leafzap_zapped(kvm, root, gfn, level, !was_leaf);
	}
	if (!was_leaf)
		leafzap_table_cut(lz, spte_to_child_sp(old_spte), clock);
}
