/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leafzap: what is not the same in every kernel.  Nothing here asks for a
 * version or a release.  The compiler is asked: which type a function has, and
 * which macros there are.  The name of a member cannot be asked for in C: a
 * rule among the hooks finds the older one, and leaves a macro beside it
 * (LEAFZAP_NX_TABLE(), LEAFZAP_FLUSH_OP()).
 */
#ifndef __KVM_X86_MMU_LEAFZAP_COMPAT_H
#define __KVM_X86_MMU_LEAFZAP_COMPAT_H

#include <linux/kvm_host.h>

#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"
#include "tdp_mmu.h"

#ifndef FROZEN_SPTE
#define FROZEN_SPTE REMOVED_SPTE
#endif

/*
 * A module's symbol for other modules of KVM only.  Kernels with this macro refuse the
 * word that is put together here anywhere in their sources (arch/x86/kvm/Makefile).
 */
#ifndef EXPORT_SYMBOL_FOR_KVM_INTERNAL
#define EXPORT_SYMBOL_FOR_KVM_INTERNAL(name) __PASTE(EXPORT_, SYMBOL_GPL)(name)
#endif

typedef bool leafzap_ad_fn(void);

/* Does the CPU keep accessed and dirty bits?  KVM has a function for it, or a variable. */
static inline bool leafzap_ad_enabled(void)
{
	void *ad = &kvm_ad_enabled;

	static_assert(__same_type(kvm_ad_enabled, leafzap_ad_fn) ||
		      __same_type(kvm_ad_enabled, bool));
	if (__same_type(kvm_ad_enabled, leafzap_ad_fn))
		return ((leafzap_ad_fn *)ad)();
	return READ_ONCE(*(bool *)ad);
}

typedef bool leafzap_mmio_fn(u64 spte);
typedef bool leafzap_mmio_of_vm_fn(struct kvm *kvm, u64 spte);

/* KVM's mark for a gfn without a memslot. */
static inline bool leafzap_is_mmio(struct kvm *kvm, u64 spte)
{
	void *is_mmio = is_mmio_spte;

	static_assert(__same_type(is_mmio_spte, leafzap_mmio_fn) ||
		      __same_type(is_mmio_spte, leafzap_mmio_of_vm_fn));
	if (__same_type(is_mmio_spte, leafzap_mmio_fn))
		return ((leafzap_mmio_fn *)is_mmio)(spte);
	return ((leafzap_mmio_of_vm_fn *)is_mmio)(kvm, spte);
}

typedef void leafzap_put_fn(struct kvm *kvm, struct kvm_mmu_page *root);
typedef void leafzap_put_shared_fn(struct kvm *kvm, struct kvm_mmu_page *root, bool shared);

/* mmu_lock held for read. */
static inline void leafzap_put_root(struct kvm *kvm, struct kvm_mmu_page *root)
{
	void *put = kvm_tdp_mmu_put_root;

	static_assert(__same_type(kvm_tdp_mmu_put_root, leafzap_put_fn) ||
		      __same_type(kvm_tdp_mmu_put_root, leafzap_put_shared_fn));
	if (__same_type(kvm_tdp_mmu_put_root, leafzap_put_fn))
		((leafzap_put_fn *)put)(kvm, root);
	else
		((leafzap_put_shared_fn *)put)(kvm, root, true);
}

/* Does KVM run this VM on the TDP MMU?  Only then kvm_mmu_init_tdp_mmu() makes the list. */
static inline bool leafzap_has_tdp_mmu(struct kvm *kvm)
{
	return kvm->arch.tdp_mmu_roots.next;
}

/* Address spaces of memslots: a macro of KVM's where it depends on the VM. */
static inline int leafzap_nr_as_ids(struct kvm *kvm)
{
#ifdef kvm_arch_nr_memslot_as_ids
	return kvm_arch_nr_memslot_as_ids(kvm);
#else
	return ARRAY_SIZE(kvm->memslots);
#endif
}

/* The page table behind a root's address, or NULL if that is KVM's dummy. */
static inline struct kvm_mmu_page *leafzap_root_of(hpa_t root)
{
	return spte_to_child_sp(root);
}

/*
 * May NX recovery zap this page table, as kvm_recover_nx_huge_pages() looks for
 * them?  Kernels with a flag for that (nx_table.cocci) also let any table keep
 * huge leaves out: disallowed_hugepage_adjust() asks for a present one there,
 * and for those of a fetch later.
 */
#ifdef LEAFZAP_NX_TABLE
#define leafzap_is_nx_table(sp)	LEAFZAP_NX_TABLE(sp)
#define leafzap_nx_tables	LEAFZAP_F_NX_TABLES
#else
#define leafzap_is_nx_table(sp)	(!list_empty(&(sp)->possible_nx_huge_page_link))
#define leafzap_nx_tables	0
#endif

/* The member of kvm_x86_ops by which Hyper-V flushes all vCPUs. */
#ifdef LEAFZAP_FLUSH_OP
#define leafzap_flush_op(ops)	LEAFZAP_FLUSH_OP(ops)
#else
#define leafzap_flush_op(ops)	((ops).flush_remote_tlbs)
#endif

#endif
