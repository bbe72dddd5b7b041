// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: the fault book.  A fault looks a pfn up and maps it later; if the gfn
 * was invalidated in between, the pfn may be somebody else's, and KVM has to drop
 * the fault.  Each fault is recorded, and judged by the records of invalidations,
 * not by KVM's sequence count.
 */
#include "leafzap.h"
#include "leafzap_compat.h"
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"

int leafzap_faults_init(struct leafzap_faults *faults)
{
	faults->op = kvcalloc(LEAFZAP_MAX_OPS, sizeof(*faults->op), GFP_KERNEL_ACCOUNT);
	faults->vcpu = kvcalloc(KVM_MAX_VCPUS, sizeof(*faults->vcpu), GFP_KERNEL_ACCOUNT);
	if (faults->op && faults->vcpu)
		return 0;

	leafzap_faults_destroy(faults);
	return -ENOMEM;
}

void leafzap_faults_destroy(struct leafzap_faults *faults)
{
	kvfree(faults->op);
	kvfree(faults->vcpu);
}

void leafzap_faults_stats(struct leafzap_faults *faults, struct leafzap_stats *stats)
{
	stats->faults = atomic64_read(&faults->faults);
	stats->retried = atomic64_read(&faults->retried);
	stats->invalidations = atomic64_read(&faults->invalidations);
}

/* The fault that this task is about to install a leaf for, or NULL. */
struct leafzap_vcpu *leafzap_current_fault(struct kvm *kvm)
{
	struct kvm_vcpu *vcpu = kvm_get_running_vcpu();
	struct leafzap_vcpu *v;

	if (!vcpu || vcpu->kvm != kvm)
		return NULL;
	v = &kvm->arch.leafzap->faults.vcpu[vcpu->vcpu_idx];
	return v->task == current ? v : NULL;
}

/*
 * The pfn is looked up next, so every invalidation from here on counts.  One fault
 * is delayed here, lest a sequence count that is read too late looks as if it had
 * been read in time; the next one when it has its pfn; the third after all that
 * KVM looks at without mmu_lock, as that has to be looked at again with it.
 */
void __leafzap_fault_begin(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	struct leafzap_vm *lz = vcpu->kvm->arch.leafzap;
	struct leafzap_vcpu *v = &lz->faults.vcpu[vcpu->vcpu_idx];
	unsigned long irq;

	leafzap_fault_over(vcpu);
	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	v->clock = ++lz->ledger.clock;
	v->gfn = fault->gfn;
	v->as_id = fault->slot ? fault->slot->as_id : 0;
	v->outdated = false;
	v->when = (v->when + 1) % LEAFZAP_NDELAYS;
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);

	leafzap_delay_fault(lz, v, LEAFZAP_DELAY_LOOKUP);
}

void __leafzap_fault_lock(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	struct leafzap_vm *lz = vcpu->kvm->arch.leafzap;
	struct leafzap_vcpu *v = &lz->faults.vcpu[vcpu->vcpu_idx];

	atomic64_inc(&lz->faults.faults);
	v->locked = true;
	leafzap_delay_fault(lz, v, LEAFZAP_DELAY_PFN);
}

void __leafzap_fault_locks(struct kvm_vcpu *vcpu)
{
	struct leafzap_vm *lz = vcpu->kvm->arch.leafzap;

	leafzap_delay_fault(lz, &lz->faults.vcpu[vcpu->vcpu_idx], LEAFZAP_DELAY_LOCK);
}

/* A record of another gfn is of an older fault: this one did not look a pfn up. */
void __leafzap_fault_map(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	struct leafzap_vm *lz = vcpu->kvm->arch.leafzap;
	struct leafzap_vcpu *v = &lz->faults.vcpu[vcpu->vcpu_idx];

	leafzap_mmu_lock_taken(vcpu->kvm);
	leafzap_table_is_root(lz, leafzap_root_of(vcpu->arch.mmu->root.hpa));
	v->locked = false;
	v->task = fault->slot && v->clock && v->gfn == fault->gfn ? current : NULL;
}

/* @vcpu goes on to something else. */
void leafzap_fault_over(struct kvm_vcpu *vcpu)
{
	struct leafzap_faults *faults = &vcpu->kvm->arch.leafzap->faults;
	struct leafzap_vcpu *v = &faults->vcpu[vcpu->vcpu_idx];

	if (v->locked)
		atomic64_inc(&faults->retried);
	v->locked = false;
	v->task = NULL;
	WRITE_ONCE(v->clock, 0);
}

/* One place may get its leaf again and again.  Without room, the last excuse is one for all. */
static void leafzap_excuse(struct leafzap_ledger *ledger, struct leafzap_op *op, gfn_t start,
			   gfn_t end, int as_id)
{
	struct leafzap_segment *e = op->excuse;

	for (; e < op->excuse + op->nexcuses; e++)
		if (e->start == start && e->end == end && e->as_id == as_id)
			return;
	if (op->nexcuses < LEAFZAP_MAX_EXCUSES) {
		op->nexcuses++;
		*e = (struct leafzap_segment){ start, end, as_id };
		return;
	}
	leafzap_drop(ledger, LEAFZAP_DROP_RANGE);
	e--;
	e->start = min(e->start, start);
	e->end = max(e->end, end);
	e->as_id = LEAFZAP_ANY_AS;
}

/*
 * @op is over: faults that were in the middle of one of its gfns may have the pfn
 * of before.  KVM's sequence count moves after this, and they read it before they
 * began, so KVM must drop them.  ledger.lock held.
 */
void leafzap_outdate_faults(struct kvm *kvm, const struct leafzap_op *op)
{
	struct leafzap_vcpu *v = kvm->arch.leafzap->faults.vcpu;
	int i, nvcpus = atomic_read(&kvm->online_vcpus);

	for (i = 0; i < nvcpus; i++, v++)
		if (READ_ONCE(v->clock) && leafzap_op_touches(op, v->gfn, v->gfn + 1, v->as_id))
			v->outdated = true;
}

/*
 * A leaf was installed.  KVM checks the gfn of the fault alone; a huge leaf may
 * well reach into a range that is being invalidated beside it, and then it may
 * still be there when that ends.
 */
void leafzap_leaf_installed(struct kvm *kvm, struct kvm_mmu_page *root, gfn_t gfn, int level)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	struct leafzap_vcpu *v = leafzap_current_fault(kvm);
	gfn_t end = gfn + KVM_PAGES_PER_HPAGE(level);
	int as_id = kvm_mmu_page_as_id(root);
	struct leafzap_op *op;
	unsigned long irq;
	unsigned int i;
	bool stale;

	if (!v)
		return;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	stale = v->outdated || root->role.invalid;
	for_each_set_bit(i, lz->faults.running, LEAFZAP_MAX_OPS) {
		op = &lz->faults.op[i];
		if (leafzap_op_touches(op, v->gfn, v->gfn + 1, as_id))
			stale = true;
		else if (leafzap_op_touches(op, gfn, end, as_id))
			leafzap_excuse(&lz->ledger, op, gfn, end, as_id);
	}
	if (stale)
		leafzap_report(&lz->ledger, LEAFZAP_WHY_STALE, LEAFZAP_CALLER_FAULT,
			       root->role.word, level, gfn, end);
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}
