// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: the invalidations under way, and what they leave mapped.  KVM has a
 * count, one hull of all ranges and a sequence number; here each invalidation
 * has a record of its own.
 */
#include "leafzap.h"
#include "leafzap_compat.h"
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"

/* The innermost invalidation of this task, or NULL.  ledger.lock held. */
struct leafzap_op *leafzap_current_op(struct leafzap_faults *faults)
{
	struct leafzap_op *op = NULL;
	unsigned int i;

	for_each_set_bit(i, faults->running, LEAFZAP_MAX_OPS)
		if (faults->op[i].task == current && (!op || op->clock < faults->op[i].clock))
			op = &faults->op[i];
	return op;
}

static struct leafzap_op *leafzap_op_begin(struct leafzap_vm *lz, u8 caller)
{
	unsigned int i = find_first_zero_bit(lz->faults.running, LEAFZAP_MAX_OPS);
	struct leafzap_op *op = &lz->faults.op[i];

	if (i == LEAFZAP_MAX_OPS) {
		lz->faults.nlost++;
		leafzap_drop(&lz->ledger, LEAFZAP_DROP_OP);
		return NULL;
	}
	__set_bit(i, lz->faults.running);
	op->task = current;
	op->clock = ++lz->ledger.clock;
	op->caller = caller;
	op->walked = false;
	op->counted = false;
	op->nsegments = 0;
	op->nexcuses = 0;
	return op;
}

/* An invalidation ends that has no record: one of those that found none. */
static void leafzap_lost_op_ends(struct leafzap_faults *faults)
{
	if (faults->nlost)
		faults->nlost--;
}

static void leafzap_op_range(struct leafzap_ledger *ledger, struct leafzap_op *op, gfn_t start,
			     gfn_t end, int as_id)
{
	if (op->nsegments < LEAFZAP_MAX_SEGMENTS)
		op->segment[op->nsegments] = (struct leafzap_segment){ start, end, as_id };
	else
		leafzap_drop(ledger, LEAFZAP_DROP_RANGE);
	op->nsegments++;
}

static u32 leafzap_nsegments(const struct leafzap_op *op)
{
	return min_t(u32, op->nsegments, LEAFZAP_MAX_SEGMENTS);
}

/* Does @op touch any of [start, end)? */
bool leafzap_op_touches(const struct leafzap_op *op, gfn_t start, gfn_t end, int as_id)
{
	const struct leafzap_segment *seg = op->segment;

	for (; seg < op->segment + leafzap_nsegments(op); seg++)
		if (seg->start < end && start < seg->end &&
		    (seg->as_id == LEAFZAP_ANY_AS || seg->as_id == as_id))
			return true;
	return false;
}

static void leafzap_op_end(struct kvm *kvm, struct leafzap_op *op)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;

	if (!op->counted)
		leafzap_outdate_faults(kvm, op);
	leafzap_must_be_flushed(&lz->ledger, op, LEAFZAP_WHY_END);
	op->task = NULL;
	__clear_bit(op - lz->faults.op, lz->faults.running);
}

/* A huge leaf that a fault on a gfn beside the range installed meanwhile. */
static bool leafzap_stay_excused(const struct leafzap_op *op, gfn_t start, gfn_t end, int as_id)
{
	const struct leafzap_segment *e;

	for (e = op->excuse; e < op->excuse + op->nexcuses; e++)
		if (e->start <= start && end <= e->end &&
		    (e->as_id == LEAFZAP_ANY_AS || e->as_id == as_id))
			return true;
	return false;
}

/* The first leaf left of [seg->start, seg->end) below @spt that @op does not excuse. */
static bool leafzap_find_left(const struct leafzap_op *op, const struct leafzap_segment *seg,
			      u64 *spt, int level, gfn_t base, int as_id,
			      struct leafzap_segment *left, int *left_level)
{
	u64 npages = KVM_PAGES_PER_HPAGE(level);
	gfn_t gfn;
	u64 spte;
	int i;

	i = seg->start > base ? (seg->start - base) / npages : 0;
	for (; i < SPTE_ENT_PER_PAGE; i++) {
		gfn = base + i * npages;
		if (gfn >= seg->end)
			return false;

		spte = READ_ONCE(spt[i]);
		if (!is_shadow_present_pte(spte))
			continue;
		if (!is_last_spte(spte, level)) {
			if (leafzap_find_left(op, seg, spte_to_child_sp(spte)->spt, level - 1, gfn,
					      as_id, left, left_level))
				return true;
		} else if (!op || !leafzap_stay_excused(op, gfn, gfn + npages, as_id)) {
			*left = (struct leafzap_segment){ gfn, gfn + npages, as_id };
			*left_level = level;
			return true;
		}
	}
	return false;
}

/* Reports the first leaf of @seg that @root still maps. */
static void leafzap_root_has_none(struct kvm *kvm, const struct leafzap_op *op, u8 caller,
				  struct kvm_mmu_page *root, const struct leafzap_segment *seg)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	int as_id = kvm_mmu_page_as_id(root), level;
	struct leafzap_segment left;
	unsigned long irq;

	if (seg->as_id != LEAFZAP_ANY_AS && seg->as_id != as_id)
		return;
	if (!leafzap_find_left(op, seg, root->spt, root->role.level, 0, as_id, &left, &level))
		return;

	raw_spin_lock_irqsave(&ledger->lock, irq);
	leafzap_report(ledger, LEAFZAP_WHY_STAYED, caller, root->role.word, level, left.start,
		       left.end);
	raw_spin_unlock_irqrestore(&ledger->lock, irq);
}

/*
 * The zap is over and faults on the range are still kept out: nothing of it may
 * be mapped.  kvm_zap_gfn_range() leaves invalid roots alone, the mmu_notifier
 * does not: their leaves point to pages that are freed next.
 *
 * mmu_lock is held for write, so the page tables and the list of roots stand still.
 */
static void leafzap_nothing_stayed(struct kvm *kvm, const struct leafzap_op *op)
{
	const struct leafzap_segment *seg;
	struct kvm_mmu_page *root;

	rcu_read_lock();
	list_for_each_entry_rcu(root, &kvm->arch.tdp_mmu_roots, link) {
		if (root->role.invalid && op->caller == LEAFZAP_CALLER_ZAP)
			continue;
		for (seg = op->segment; seg < op->segment + leafzap_nsegments(op); seg++)
			leafzap_root_has_none(kvm, op, op->caller, root, seg);
	}
	rcu_read_unlock();
}

/*
 * @slot is about to go, and faults on it are dropped: no root may map any of it, one
 * that was invalidated for that neither.  No mmu_notifier would find it there.
 */
void __leafzap_slot_flushed(struct kvm *kvm, const struct kvm_memory_slot *slot)
{
	const struct leafzap_segment seg = {
		slot->base_gfn, slot->base_gfn + slot->npages, slot->as_id
	};
	struct kvm_mmu_page *root;

	if (!leafzap_has_tdp_mmu(kvm))
		return;

	read_lock(&kvm->mmu_lock);
	rcu_read_lock();
	list_for_each_entry_rcu(root, &kvm->arch.tdp_mmu_roots, link)
		leafzap_root_has_none(kvm, NULL, LEAFZAP_CALLER_SLOT, root, &seg);
	rcu_read_unlock();
	read_unlock(&kvm->mmu_lock);
	leafzap_vcpus_must_have_reloaded(kvm, seg.start, seg.end);
}

void __leafzap_zap_begin(struct kvm *kvm, gfn_t start, gfn_t end)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_op *op;
	unsigned long irq;

	leafzap_mmu_lock_taken(kvm);
	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	op = leafzap_op_begin(lz, LEAFZAP_CALLER_ZAP);
	if (op)
		leafzap_op_range(&lz->ledger, op, start, end, LEAFZAP_ANY_AS);
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}

void __leafzap_zap_end(struct kvm *kvm, gfn_t start, gfn_t end)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_op *op;
	unsigned long irq;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	op = leafzap_current_op(&lz->faults);
	if (!op || op->caller != LEAFZAP_CALLER_ZAP) {
		op = NULL;
		leafzap_lost_op_ends(&lz->faults);
	}
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
	if (!op)
		return;

	leafzap_nothing_stayed(kvm, op);
	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	leafzap_op_end(kvm, op);
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}

void __leafzap_invalidate_begin(struct kvm *kvm)
{
	atomic64_inc(&kvm->arch.leafzap->faults.invalidations);
	leafzap_mmu_lock_taken(kvm);
}

/*
 * The sequence count moves next.  kvm_zap_gfn_range() is over only after that: a
 * fault that begins in between has read the new count and is not outdated.
 */
void __leafzap_invalidate_end(struct kvm *kvm)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_op *op;
	unsigned long irq;

	leafzap_mmu_lock_taken(kvm);
	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	op = leafzap_current_op(&lz->faults);
	if (op && op->caller == LEAFZAP_CALLER_ZAP) {
		leafzap_outdate_faults(kvm, op);
		op->counted = true;
	}
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}

void __leafzap_notifier_start(struct kvm *kvm, unsigned long start, unsigned long end)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_op *op;
	unsigned long irq;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	op = leafzap_op_begin(lz, LEAFZAP_CALLER_NOTIFIER);
	if (op) {
		op->hva_start = start;
		op->hva_end = end;
	}
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}

/* Also called for what is no notifier: guest_memfd has no start, and no record. */
void __leafzap_notifier_range(struct kvm *kvm, struct kvm_gfn_range *range)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_op *op;
	unsigned long irq;

	leafzap_mmu_lock_taken(kvm);
	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	op = leafzap_current_op(&lz->faults);
	if (op && op->caller == LEAFZAP_CALLER_NOTIFIER && !op->walked)
		leafzap_op_range(&lz->ledger, op, range->start, range->end, range->slot->as_id);
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}

/*
 * What the notifier had to zap, from its host addresses and the memslots: how KVM
 * gets at its gfns is part of what may be wrong.  kvm->srcu is held.
 */
static void leafzap_op_expected(struct kvm *kvm, struct leafzap_op *op)
{
	struct leafzap_ledger *ledger = &kvm->arch.leafzap->ledger;
	struct kvm_memory_slot *slot;
	unsigned long start, end;
	int as_id, bkt;

	op->nsegments = 0;
	for (as_id = 0; as_id < leafzap_nr_as_ids(kvm); as_id++) {
		kvm_for_each_memslot(slot, bkt, __kvm_memslots(kvm, as_id)) {
			start = max(op->hva_start, slot->userspace_addr);
			end = min(op->hva_end,
				  slot->userspace_addr + (slot->npages << PAGE_SHIFT));
			if (start < end)
				leafzap_op_range(ledger, op, hva_to_gfn_memslot(start, slot),
						 hva_to_gfn_memslot(end - 1, slot) + 1, as_id);
		}
	}
}

void __leafzap_notifier_unlock(struct kvm *kvm)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_op *op;
	unsigned long irq;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	op = leafzap_current_op(&lz->faults);
	if (!op || op->caller != LEAFZAP_CALLER_NOTIFIER || op->walked) {
		raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
		return;
	}
	op->walked = true;
	leafzap_must_be_flushed(&lz->ledger, op, LEAFZAP_WHY_END);
	leafzap_op_expected(kvm, op);
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);

	leafzap_nothing_stayed(kvm, op);
}

void __leafzap_notifier_end(struct kvm *kvm, unsigned long start, unsigned long end)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_op *op;
	unsigned long irq;
	unsigned int i;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	for_each_set_bit(i, lz->faults.running, LEAFZAP_MAX_OPS) {
		op = &lz->faults.op[i];
		if (op->task == current && op->caller == LEAFZAP_CALLER_NOTIFIER &&
		    op->hva_start == start && op->hva_end == end) {
			leafzap_op_end(kvm, op);
			break;
		}
	}
	if (i >= LEAFZAP_MAX_OPS)
		leafzap_lost_op_ends(&lz->faults);
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}
