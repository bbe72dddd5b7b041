/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where KVM tells leafzap what it does to the TDP MMU.
 *
 * KVM calls the leafzap_*() inlines below; each costs a load and a branch
 * unless the VM was made with kvm.leafzap=1.  The hooks only watch, apart from
 * the amplifiers: leafzap_want_yield() and the delays.
 */
#ifndef __LINUX_KVM_LEAFZAP_HOOKS_H
#define __LINUX_KVM_LEAFZAP_HOOKS_H

#include <linux/kvm_host.h>

struct kvm_mmu_page;
struct kvm_page_fault;

void __leafzap_init_vm(struct kvm *kvm);
void __leafzap_destroy_vm(struct kvm *kvm);
bool __leafzap_hypercall(struct kvm_vcpu *vcpu, unsigned long nr, unsigned long a0,
			 unsigned long a1, unsigned long a2, unsigned long *ret);
void __leafzap_spte_changed(struct kvm *kvm, u64 __rcu *sptep, gfn_t gfn, u64 old_spte,
			    u64 new_spte, int level);
void __leafzap_spte_removed(struct kvm *kvm, u64 __rcu *sptep, gfn_t gfn, u64 old_spte, int level);
void __leafzap_table_free(struct kvm_mmu_page *sp);
bool __leafzap_want_yield(struct kvm *kvm);
void __leafzap_yield(struct kvm *kvm, bool flush, bool shared);
void __leafzap_next_root(struct kvm *kvm, struct kvm_mmu_page *root);
void __leafzap_zap_all(struct kvm *kvm);
void __leafzap_flush_begin(struct kvm *kvm);
void __leafzap_flush_end(struct kvm *kvm);
void __leafzap_flush_range_begin(struct kvm *kvm, gfn_t gfn, u64 npages);
void __leafzap_flush_range_end(struct kvm *kvm);
void __leafzap_zap_begin(struct kvm *kvm, gfn_t start, gfn_t end);
void __leafzap_zap_end(struct kvm *kvm, gfn_t start, gfn_t end);
void __leafzap_invalidate_begin(struct kvm *kvm);
void __leafzap_invalidate_end(struct kvm *kvm);
void __leafzap_notifier_start(struct kvm *kvm, unsigned long start, unsigned long end);
void __leafzap_notifier_range(struct kvm *kvm, struct kvm_gfn_range *range);
void __leafzap_notifier_unlock(struct kvm *kvm);
void __leafzap_notifier_end(struct kvm *kvm, unsigned long start, unsigned long end);
void __leafzap_vcpu_enter(struct kvm_vcpu *vcpu);
void __leafzap_vcpu_left(struct kvm_vcpu *vcpu);
void __leafzap_vcpu_flushed(struct kvm_vcpu *vcpu);
void __leafzap_root_loaded(struct kvm_vcpu *vcpu);
void __leafzap_slot_flushed(struct kvm *kvm, const struct kvm_memory_slot *slot);
void __leafzap_svm_asid(struct kvm_vcpu *vcpu, bool first);
void __leafzap_svm_run(struct kvm_vcpu *vcpu, u8 tlb_ctl);
void __leafzap_fault_begin(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault);
void __leafzap_fault_lock(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault);
void __leafzap_fault_locks(struct kvm_vcpu *vcpu);
void __leafzap_fault_map(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault);

/* Without the option, all of the below is dead code to the compiler. */
static __always_inline bool leafzap_on(struct kvm *kvm)
{
#ifdef CONFIG_KVM_LEAFZAP
	return unlikely(kvm->arch.leafzap);
#else
	return false;
#endif
}

/* The VM's state: made when the MMU is there, freed when the MMU is gone. */
static __always_inline void leafzap_init_vm(struct kvm *kvm)
{
	if (IS_ENABLED(CONFIG_KVM_LEAFZAP))
		__leafzap_init_vm(kvm);
}

static __always_inline void leafzap_destroy_vm(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_destroy_vm(kvm);
}

/* A hypercall at CPL 0.  True if it was leafzap's: *@ret is the result then. */
static __always_inline bool leafzap_hypercall(struct kvm_vcpu *vcpu, unsigned long nr,
					      unsigned long a0, unsigned long a1,
					      unsigned long a2, unsigned long *ret)
{
	return leafzap_on(vcpu->kvm) && __leafzap_hypercall(vcpu, nr, a0, a1, a2, ret);
}

/*
 * The SPTE at @sptep, reachable from a root, has just been changed; the flush
 * that the change needs comes later.  @old_spte and @new_spte may be any:
 * leaf, table, frozen, MMIO, not present.  A table that is cut out here is
 * followed by leafzap_spte_removed() for each present entry below it.
 *
 * mmu_lock held, for write or for read; RCU read side.
 */
static __always_inline void leafzap_spte_changed(struct kvm *kvm, u64 __rcu *sptep, gfn_t gfn,
						 u64 old_spte, u64 new_spte, int level)
{
	if (leafzap_on(kvm))
		__leafzap_spte_changed(kvm, sptep, gfn, old_spte, new_spte, level);
}

/*
 * An entry of a page table that has been cut out of the tree: in the walk that
 * frees the table.  The change above it owes (or, in tdp_mmu_zap_spte_atomic(),
 * has had) the flush for all of them.  mmu_lock held, for write or for read.
 */
static __always_inline void leafzap_spte_removed(struct kvm *kvm, u64 __rcu *sptep, gfn_t gfn,
						 u64 old_spte, int level)
{
	if (leafzap_on(kvm))
		__leafzap_spte_removed(kvm, sptep, gfn, old_spte, level);
}

/*
 * The memory of page table @sp goes back to the host now: in an RCU callback, or
 * at once if it was never linked.  Of any VM, with leafzap or without.
 */
static __always_inline void leafzap_table_free(struct kvm_mmu_page *sp)
{
	if (IS_ENABLED(CONFIG_KVM_LEAFZAP))
		__leafzap_table_free(sp);
}

/* Amplifier: shall this walk yield though nobody asks for it?  Once per entry. */
static __always_inline bool leafzap_want_yield(struct kvm *kvm)
{
	return leafzap_on(kvm) && __leafzap_want_yield(kvm);
}

/*
 * A walk is about to give mmu_lock up, after the flush that it owed (@flush).
 * mmu_lock held for read if @shared, else for write; RCU read side.  May give
 * both up and take them again.
 */
static __always_inline void leafzap_yield(struct kvm *kvm, bool flush, bool shared)
{
	if (leafzap_on(kvm))
		__leafzap_yield(kvm, flush, shared);
}

/* A walk has come to a root that it holds no reference to yet.  mmu_lock and RCU held. */
static __always_inline void leafzap_next_root(struct kvm *kvm, struct kvm_mmu_page *root)
{
	if (leafzap_on(kvm))
		__leafzap_next_root(kvm, root);
}

/*
 * All roots are about to be zapped without a flush, since no vCPU runs any
 * more: the process exits, or the VM is destroyed.  mmu_lock held for write.
 */
static __always_inline void leafzap_zap_all(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_zap_all(kvm);
}

/*
 * kvm_flush_remote_tlbs(): begin is called first of all, end when every vCPU
 * has been sent the request.  Any context.  Several may be under way.
 */
static __always_inline void leafzap_flush_begin(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_flush_begin(kvm);
}

static __always_inline void leafzap_flush_end(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_flush_end(kvm);
}

/*
 * kvm_flush_remote_tlbs_range(), around all of it.  On most hosts it falls back
 * to kvm_flush_remote_tlbs(): that flush comes between the two, from the same
 * task, and was asked for [gfn, gfn + npages) only.
 */
static __always_inline void leafzap_flush_range_begin(struct kvm *kvm, gfn_t gfn, u64 npages)
{
	if (leafzap_on(kvm))
		__leafzap_flush_range_begin(kvm, gfn, npages);
}

static __always_inline void leafzap_flush_range_end(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_flush_range_end(kvm);
}

/*
 * kvm_zap_gfn_range(): after mmu_lock was taken for write, and before it is
 * given up; both with it held, yields may come between.
 */
static __always_inline void leafzap_zap_begin(struct kvm *kvm, gfn_t start, gfn_t end)
{
	if (leafzap_on(kvm))
		__leafzap_zap_begin(kvm, start, end);
}

static __always_inline void leafzap_zap_end(struct kvm *kvm, gfn_t start, gfn_t end)
{
	if (leafzap_on(kvm))
		__leafzap_zap_end(kvm, start, end);
}

/*
 * kvm_mmu_invalidate_begin() and _end(), on entry: so the latter comes before
 * the sequence count moves.  mmu_lock held for write.
 */
static __always_inline void leafzap_invalidate_begin(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_invalidate_begin(kvm);
}

static __always_inline void leafzap_invalidate_end(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_invalidate_end(kvm);
}

/*
 * The mmu_notifier, in this order: start, with the range in the host's virtual
 * addresses, no lock held; range, for each memslot and address space in it, with
 * mmu_lock held for write, before the zap; unlock, mmu_lock still held; then the
 * host frees the pages; then end, with the same addresses as start, no lock held,
 * before KVM does anything of its own.  Ranges of several tasks may overlap.
 * leafzap_notifier_unlock() also ends the walks for aging and for the end of a
 * range, which have no leafzap_notifier_range().
 */
static __always_inline void leafzap_notifier_start(struct kvm *kvm, unsigned long start,
						   unsigned long end)
{
	if (leafzap_on(kvm))
		__leafzap_notifier_start(kvm, start, end);
}

static __always_inline void leafzap_notifier_range(struct kvm *kvm, struct kvm_gfn_range *range)
{
	if (leafzap_on(kvm))
		__leafzap_notifier_range(kvm, range);
}

static __always_inline void leafzap_notifier_unlock(struct kvm *kvm)
{
	if (leafzap_on(kvm))
		__leafzap_notifier_unlock(kvm);
}

static __always_inline void leafzap_notifier_end(struct kvm *kvm, unsigned long start,
						 unsigned long end)
{
	if (leafzap_on(kvm))
		__leafzap_notifier_end(kvm, start, end);
}

/*
 * @vcpu is about to enter the guest: mode is IN_GUEST_MODE, requests were
 * looked at for the last time, interrupts are off.  A request that is made
 * after that kicks the vCPU out again, and still stands in vcpu->requests.
 */
static __always_inline void leafzap_vcpu_enter(struct kvm_vcpu *vcpu)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_vcpu_enter(vcpu);
}

/* @vcpu has left the guest; interrupts are still off.  Also called if it did not get in. */
static __always_inline void leafzap_vcpu_left(struct kvm_vcpu *vcpu)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_vcpu_left(vcpu);
}

/*
 * On AMD the CPU flushes when it enters the guest, by TLB_CONTROL or because the
 * ASID is a new one.  asid: @vcpu got a new one, the @first of all; run: VMRUN is
 * next, with @tlb_ctl.  Interrupts are off from the former to the latter.
 */
static __always_inline void leafzap_svm_asid(struct kvm_vcpu *vcpu, bool first)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_svm_asid(vcpu, first);
}

static __always_inline void leafzap_svm_run(struct kvm_vcpu *vcpu, u8 tlb_ctl)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_svm_run(vcpu, tlb_ctl);
}

/* @vcpu is about to load a root that it was not on, and to flush for that. */
static __always_inline void leafzap_root_loaded(struct kvm_vcpu *vcpu)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_root_loaded(vcpu);
}

/*
 * @slot, which is removed, moved or changed, has been flushed out of the MMU, and
 * cannot be faulted in.  kvm->slots_lock held, mmu_lock not.
 */
static __always_inline void leafzap_slot_flushed(struct kvm *kvm,
						 const struct kvm_memory_slot *slot)
{
	if (leafzap_on(kvm))
		__leafzap_slot_flushed(kvm, slot);
}

/* @vcpu has taken KVM_REQ_TLB_FLUSH and flushed all of its TLB. */
static __always_inline void leafzap_vcpu_flushed(struct kvm_vcpu *vcpu)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_vcpu_flushed(vcpu);
}

/*
 * A fault of the TDP MMU, in this order: begin, when the sequence count was
 * read and before the pfn is looked up; lock, as soon as the pfn is known; locks,
 * when mmu_lock is taken next; map, with mmu_lock held for read (all the time
 * until the leaf is in), only if KVM found the fault not outdated.  begin may come
 * without lock, and more than once.  @fault->slot is NULL for MMIO.
 */
static __always_inline void leafzap_fault_begin(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_fault_begin(vcpu, fault);
}

static __always_inline void leafzap_fault_lock(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_fault_lock(vcpu, fault);
}

static __always_inline void leafzap_fault_locks(struct kvm_vcpu *vcpu)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_fault_locks(vcpu);
}

static __always_inline void leafzap_fault_map(struct kvm_vcpu *vcpu, struct kvm_page_fault *fault)
{
	if (leafzap_on(vcpu->kvm))
		__leafzap_fault_map(vcpu, fault);
}

#endif
