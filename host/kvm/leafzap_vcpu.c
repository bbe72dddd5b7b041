// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: the vCPUs' side of flushes.  A flush is over when every vCPU that was
 * in the guest has left it; a vCPU that was asked for one does it before it
 * enters again, and so does the CPU that enters for it.
 */
#include <linux/kvm_host.h>

#include <asm/svm.h>

#include "leafzap.h"
#include "leafzap_compat.h"
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"
#include "tdp_mmu.h"

static struct leafzap_vcpu *leafzap_vcpu(struct kvm_vcpu *vcpu)
{
	return &vcpu->kvm->arch.leafzap->faults.vcpu[vcpu->vcpu_idx];
}

/* KVM has taken the request before, so all that were numbered until now are done. */
void __leafzap_vcpu_flushed(struct kvm_vcpu *vcpu)
{
	struct leafzap_vcpu *v = leafzap_vcpu(vcpu);

	v->flushed = READ_ONCE(vcpu->kvm->arch.leafzap->ledger.asked);
	v->cpu_owes = true;
}

/* Invalid roots are zapped without a flush, as this one comes with each new root. */
void __leafzap_root_loaded(struct kvm_vcpu *vcpu)
{
	leafzap_vcpu(vcpu)->cpu_owes = true;
}

/*
 * A request that is still to be taken lets no vCPU into the guest, or throws it
 * out, so only one that has gone, or was never made, is a debt.  A vCPU that has
 * never run has nothing in its TLB.
 */
static bool leafzap_owes_flush(struct leafzap_vm *lz, struct kvm_vcpu *vcpu)
{
	struct leafzap_vcpu *v = leafzap_vcpu(vcpu);
	/* Before the requests are read: those up to here have been made. */
	u64 done = smp_load_acquire(&lz->ledger.done);

	if (!v->entered) {
		v->entered = true;
		v->flushed = READ_ONCE(lz->ledger.asked);
	}
	if (v->flushed >= done || kvm_test_request(KVM_REQ_TLB_FLUSH, vcpu))
		return false;

	v->flushed = done;
	return true;
}

static void leafzap_entry_violates(struct kvm_vcpu *vcpu)
{
	leafzap_report(&vcpu->kvm->arch.leafzap->ledger, LEAFZAP_WHY_ENTRY, LEAFZAP_CALLER_ENTRY,
		       vcpu->arch.mmu->root_role.word, 0, 0, 0);
}

void __leafzap_vcpu_enter(struct kvm_vcpu *vcpu)
{
	struct leafzap_vm *lz = vcpu->kvm->arch.leafzap;
	struct leafzap_vcpu *v = leafzap_vcpu(vcpu);
	bool owes = leafzap_owes_flush(lz, vcpu);
	unsigned long irq;

	/*
	 * KVM sends a vCPU whose fault met an invalidation back into the guest,
	 * to fault again.  Where one thread emulates all CPUs, it would do so
	 * for all of its time slice (100 ms in QEMU), while the walk that gave
	 * mmu_lock up cannot go on.
	 */
	if (READ_ONCE(vcpu->kvm->mmu_invalidate_in_progress))
		cpu_relax();

	leafzap_fault_over(vcpu);
	WRITE_ONCE(v->root, vcpu->arch.mmu->root.hpa);
	/* Whoever sees this sees the root. */
	smp_store_release(&v->inside, READ_ONCE(lz->ledger.asked) + 1);
	if (!owes && !READ_ONCE(lz->ledger.npending))
		return;

	raw_spin_lock_irqsave(&lz->ledger.lock, irq);
	if (owes)
		leafzap_entry_violates(vcpu);
	leafzap_own_must_be_flushed(&lz->ledger, true, LEAFZAP_WHY_ENTRY);
	raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
}

void __leafzap_vcpu_left(struct kvm_vcpu *vcpu)
{
	/* What the guest did is over for whoever sees this. */
	smp_store_release(&leafzap_vcpu(vcpu)->inside, 0);
}

/*
 * @f is over: a vCPU that was in the guest when it began has been thrown out, and
 * will have flushed when it is there again.  ledger.lock held.
 */
void leafzap_vcpus_must_have_left(struct kvm *kvm, const struct leafzap_flush *f)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	int i, nvcpus = atomic_read(&kvm->online_vcpus);
	u64 inside;

	for (i = 0; i < nvcpus; i++) {
		/* Pairs with __leafzap_vcpu_enter() and __leafzap_vcpu_left(). */
		inside = smp_load_acquire(&lz->faults.vcpu[i].inside);
		if (inside && inside <= f->number)
			leafzap_report(&lz->ledger, LEAFZAP_WHY_KICK, LEAFZAP_CALLER_ENTRY, 0, 0,
				       f->start, f->end);
	}
}

/* Memslots have changed: no vCPU may be in the guest on a root that was invalidated for it. */
void leafzap_vcpus_must_have_reloaded(struct kvm *kvm, gfn_t start, gfn_t end)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	int i, nvcpus = atomic_read(&kvm->online_vcpus);
	struct kvm_mmu_page *root;
	unsigned long irq;
	hpa_t hpa;

	for (i = 0; i < nvcpus; i++) {
		/* A root that its vCPU drops meanwhile is freed by RCU. */
		rcu_read_lock();
		/* Pairs with __leafzap_vcpu_enter(): the root is that of this entry. */
		hpa = smp_load_acquire(&lz->faults.vcpu[i].inside) ?
			      READ_ONCE(lz->faults.vcpu[i].root) : INVALID_PAGE;
		root = VALID_PAGE(hpa) ? leafzap_root_of(hpa) : NULL;
		if (root && is_tdp_mmu_page(root) && root->role.invalid) {
			raw_spin_lock_irqsave(&lz->ledger.lock, irq);
			leafzap_report(&lz->ledger, LEAFZAP_WHY_KICK, LEAFZAP_CALLER_SLOT,
				       root->role.word, 0, start, end);
			raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
		}
		rcu_read_unlock();
	}
}

/* The first one after all have been in use is used again: only a flush of all makes it new. */
void __leafzap_svm_asid(struct kvm_vcpu *vcpu, bool first)
{
	struct leafzap_vcpu *v = leafzap_vcpu(vcpu);

	v->asid_is_new = true;
	v->asid_is_first = first;
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(__leafzap_svm_asid);

/*
 * VMRUN is next, interrupts are off.  It flushes if KVM says so, or begins with
 * an ASID that nobody has used on this CPU since all were flushed.  What a vCPU
 * left in the TLB of another CPU it had not flushed there, so a move needs one too.
 */
void __leafzap_svm_run(struct kvm_vcpu *vcpu, u8 tlb_ctl)
{
	struct leafzap_vm *lz = vcpu->kvm->arch.leafzap;
	struct leafzap_vcpu *v = leafzap_vcpu(vcpu);
	bool flushes = tlb_ctl != TLB_CONTROL_DO_NOTHING || v->asid_is_new;
	bool all = tlb_ctl == TLB_CONTROL_FLUSH_ALL_ASID;
	bool owes = v->cpu_owes || v->cpu != vcpu->cpu;
	unsigned long irq;

	if ((owes && !flushes) || (v->asid_is_first && !all)) {
		raw_spin_lock_irqsave(&lz->ledger.lock, irq);
		leafzap_entry_violates(vcpu);
		raw_spin_unlock_irqrestore(&lz->ledger.lock, irq);
	}
	v->cpu = vcpu->cpu;
	v->cpu_owes = false;
	v->asid_is_new = false;
	v->asid_is_first = false;
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(__leafzap_svm_run);
