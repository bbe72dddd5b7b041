// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: what flushes strike out of the ledger, and when page tables may be
 * freed.
 */
#include "leafzap.h"
#include "leafzap_compat.h"
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"
#include "tdp_mmu.h"

/*
 * What a page table that was cut out, or is a root, needs to be known by: the TDP
 * MMU does not use this bitmap, which is the shadow MMU's, and it starts as zero.
 */
#define LEAFZAP_SP_VM(sp)	((sp)->unsync_child_bitmap[0])
#define LEAFZAP_SP_CLOCK(sp)	((sp)->unsync_child_bitmap[1])

static struct leafzap_flush *leafzap_current_flush(struct leafzap_ledger *ledger)
{
	unsigned int i;

	for_each_set_bit(i, ledger->flushing, LEAFZAP_MAX_FLUSHES)
		if (ledger->flush[i].task == current)
			return &ledger->flush[i];
	return NULL;
}

/*
 * A flush, asked for [start, end), begins.  One that finds no record cannot
 * strike anything out when it ends: what it may cover goes now, or it would be
 * missed later.
 */
static struct leafzap_flush *leafzap_new_flush(struct leafzap_ledger *ledger, gfn_t start,
					       gfn_t end)
{
	unsigned int i = find_first_zero_bit(ledger->flushing, LEAFZAP_MAX_FLUSHES);

	atomic64_inc(&ledger->flushes);
	if (i == LEAFZAP_MAX_FLUSHES) {
		leafzap_drop(ledger, LEAFZAP_DROP_FLUSH);
		leafzap_settle(ledger, start, end, ledger->clock);
		return NULL;
	}
	__set_bit(i, ledger->flushing);
	ledger->flush[i] = (struct leafzap_flush){
		.task = current, .clock = ledger->clock, .start = start, .end = end
	};
	return &ledger->flush[i];
}

static void leafzap_flushed(struct leafzap_ledger *ledger, struct leafzap_flush *f)
{
	leafzap_settle(ledger, f->start, f->end, f->clock);
	__clear_bit(f - ledger->flush, ledger->flushing);
}

/*
 * The flush of kvm_zap_gfn_range() comes under the lock under which it zapped.
 * One that comes after that lock was given up is as late as one after a yield.
 */
static void leafzap_flush_is_in_time(struct kvm *kvm)
{
	if (!leafzap_write_locked(kvm))
		leafzap_own_must_be_flushed(&kvm->arch.leafzap->ledger, false, LEAFZAP_WHY_YIELD);
}

void __leafzap_flush_begin(struct kvm *kvm)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	struct leafzap_flush *f;
	unsigned long irq;

	raw_spin_lock_irqsave(&ledger->lock, irq);
	f = leafzap_current_flush(ledger);
	if (!f) {
		leafzap_flush_is_in_time(kvm);
		f = leafzap_new_flush(ledger, 0, ~(gfn_t)0);
	}
	if (f)
		f->number = ++ledger->asked;
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

/* On Hyper-V one hypercall flushes all vCPUs, and none of them is asked to. */
static bool leafzap_flush_is_asked_for(void)
{
#if IS_ENABLED(CONFIG_HYPERV)
	return !leafzap_flush_op(kvm_x86_ops);
#else
	return true;
#endif
}

/*
 * Every vCPU that ran before has been sent the request now.  Only from here on
 * can one be blamed for a guest entry without it.
 */
void __leafzap_flush_end(struct kvm *kvm)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	struct leafzap_flush *f;
	unsigned long irq;

	raw_spin_lock_irqsave(&ledger->lock, irq);
	f = leafzap_current_flush(ledger);
	if (f) {
		if (leafzap_flush_is_asked_for()) {
			/* Pairs with leafzap_owes_flush(): the request is seen first. */
			smp_store_release(&ledger->done, max(ledger->done, f->number));
			leafzap_vcpus_must_have_left(kvm, f);
		}
		if (!f->range)
			leafzap_flushed(ledger, f);
	}
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

void __leafzap_flush_range_begin(struct kvm *kvm, gfn_t gfn, u64 npages)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	struct leafzap_flush *f;
	unsigned long irq;

	raw_spin_lock_irqsave(&ledger->lock, irq);
	leafzap_flush_is_in_time(kvm);
	f = leafzap_new_flush(ledger, gfn, gfn + npages);
	if (f)
		f->range = true;
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

void __leafzap_flush_range_end(struct kvm *kvm)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	struct leafzap_flush *f;
	unsigned long irq;

	raw_spin_lock_irqsave(&ledger->lock, irq);
	f = leafzap_current_flush(ledger);
	/* Where vCPUs have to be asked and none was, there was no flush. */
	if (f && !f->number && leafzap_flush_is_asked_for())
		__clear_bit(f - ledger->flush, ledger->flushing);
	else if (f)
		leafzap_flushed(ledger, f);
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

/* A table below one that was cut out: flushed with it, if that is still to come. */
void __leafzap_spte_removed(struct kvm *kvm, u64 __rcu *sptep, gfn_t gfn, u64 old_spte, int level)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct kvm_mmu_page *sp = sptep_to_sp(rcu_dereference_raw(sptep));

	if (!is_shadow_present_pte(old_spte))
		return;
	if (is_last_spte(old_spte, level))
		atomic64_inc(&lz->ledger.zapped[level - 1]);
	else
		leafzap_table_cut(lz, spte_to_child_sp(old_spte), LEAFZAP_SP_CLOCK(sp));
}

/* @clock: of the entry in the ledger; 0 if it needs no flush. */
void leafzap_table_cut(struct leafzap_vm *lz, struct kvm_mmu_page *table, u64 clock)
{
	atomic64_dec(&lz->ledger.tables);
	LEAFZAP_SP_VM(table) = (unsigned long)lz;
	LEAFZAP_SP_CLOCK(table) = clock;
}

void leafzap_table_is_root(struct leafzap_vm *lz, struct kvm_mmu_page *root)
{
	if (root && is_tdp_mmu_page(root))
		LEAFZAP_SP_VM(root) = (unsigned long)lz;
}

static bool leafzap_waits_for_flush(struct leafzap_ledger *ledger, struct kvm_mmu_page *sp)
{
	gfn_t end = sp->gfn + KVM_PAGES_PER_HPAGE(sp->role.level + 1);
	u64 clock = LEAFZAP_SP_CLOCK(sp);
	struct leafzap_pending *p;
	u32 i;

	for (i = 0; i < ledger->npending; i++) {
		p = &ledger->pending[i];
		if (p->table && p->first <= clock && clock <= p->last && p->start < end &&
		    sp->gfn < p->end)
			return true;
	}
	return false;
}

static bool leafzap_maps_something(struct kvm_mmu_page *sp)
{
	int i;

	for (i = 0; i < SPTE_ENT_PER_PAGE; i++)
		if (is_shadow_present_pte(READ_ONCE(sp->spt[i])))
			return true;
	return false;
}

/*
 * A table goes back to the allocator.  Walks without mmu_lock are under RCU only,
 * so it has to be RCU that calls: in a softirq, or in a thread of its own.
 */
void __leafzap_table_free(struct kvm_mmu_page *sp)
{
	struct leafzap_vm *lz = (struct leafzap_vm *)LEAFZAP_SP_VM(sp);
	bool by_rcu = in_serving_softirq() || current->flags & PF_KTHREAD;
	unsigned long irq;

	if (!lz)
		return;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	if (!by_rcu || leafzap_maps_something(sp) || leafzap_waits_for_flush(&lz->ledger, sp))
		leafzap_report(&lz->ledger, LEAFZAP_WHY_TABLE, LEAFZAP_CALLER_OTHER, sp->role.word,
			       sp->role.level, sp->gfn,
			       sp->gfn + KVM_PAGES_PER_HPAGE(sp->role.level + 1));
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}
