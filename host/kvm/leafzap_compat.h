/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leafzap on older kernels.  The code is written for the newest one; what a
 * kernel has not is defined here in terms of what it has.  The names follow at
 * the top when the lines below find nothing in that kernel's headers:
 *
 * LEAFZAP_NO_ROOT_TO_SP: arch/x86/kvm/mmu/spte.h: root_to_sp\(
 * LEAFZAP_NO_FROZEN_SPTE: arch/x86/kvm/mmu/spte.h: is_frozen_spte\(
 * LEAFZAP_NO_MMIO_OF_VM: arch/x86/kvm/mmu/spte.h: is_mmio_spte\(struct kvm
 * LEAFZAP_NO_ROUND_GFN: arch/x86/kvm/mmu/mmu_internal.h: gfn_round_for_level\(
 * LEAFZAP_NO_PLAIN_PUT_ROOT: arch/x86/kvm/mmu/tdp_mmu.h: kvm_tdp_mmu_put_root\(.*\*root\);
 * LEAFZAP_NO_GLOBAL_SWITCH: arch/x86/kvm/mmu.h: extern bool .*tdp_mmu_enabled;
 * LEAFZAP_NO_AS_IDS: include/linux/kvm_host.h: kvm_arch_nr_memslot_as_ids\(
 * LEAFZAP_NO_NX_LINK: arch/x86/kvm/mmu/mmu_internal.h: possible_nx_huge_page_link;
 * LEAFZAP_NO_NX_LIST_OF_MMU: arch/x86/include/asm/kvm_host.h: possible_nx_huge_pages\[
 * LEAFZAP_NO_EXEC_BY_MODE: arch/x86/kvm/mmu/spte.h: shadow_xs_mask;
 * LEAFZAP_NO_AD_SWITCH: arch/x86/kvm/mmu/spte.h: extern bool .*kvm_ad_enabled;
 * LEAFZAP_NO_EXPORT_TO_KVM: include/linux/kvm_types.h: define EXPORT_SYMBOL_FOR_KVM_INTERNAL
 * LEAFZAP_NO_FLUSH_HOOK: arch/x86/include/asm/kvm_host.h: \(\*flush_remote_tlbs\)
 */
#ifndef __KVM_X86_MMU_LEAFZAP_COMPAT_H
#define __KVM_X86_MMU_LEAFZAP_COMPAT_H

#include <linux/kvm_host.h>

/* First, so that they do not see what is defined here. */
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"
#include "tdp_mmu.h"

#ifdef LEAFZAP_NO_ROOT_TO_SP
#define root_to_sp(root) to_shadow_page(root)
#endif

#ifdef LEAFZAP_NO_FROZEN_SPTE
#define is_frozen_spte(spte) is_removed_spte(spte)
#endif

#ifdef LEAFZAP_NO_MMIO_OF_VM
#define is_mmio_spte(kvm, spte) is_mmio_spte(spte)
#endif

#ifdef LEAFZAP_NO_ROUND_GFN
static inline gfn_t gfn_round_for_level(gfn_t gfn, int level)
{
	return gfn & -KVM_PAGES_PER_HPAGE(level);
}
#endif

/* leafzap gives its roots back with mmu_lock held for read. */
#ifdef LEAFZAP_NO_PLAIN_PUT_ROOT
#define kvm_tdp_mmu_put_root(kvm, root) kvm_tdp_mmu_put_root(kvm, root, true)
#endif

#ifdef LEAFZAP_NO_GLOBAL_SWITCH
#define leafzap_has_tdp_mmu(kvm) is_tdp_mmu_enabled(kvm)
#endif

#ifdef LEAFZAP_NO_AS_IDS
#define kvm_arch_nr_memslot_as_ids(kvm) KVM_ADDRESS_SPACE_NUM
#endif

/* Each page table that must not be huge is one that recovery takes; any keeps huge leaves out. */
#ifdef LEAFZAP_NO_NX_LINK
#define possible_nx_huge_pages lpage_disallowed_mmu_pages
#define possible_nx_huge_page_link lpage_disallowed_link
#define leafzap_is_nx_table(sp) ((sp)->lpage_disallowed)
#define leafzap_nx_tables LEAFZAP_F_NX_TABLES
#endif

/* One list has the tables of both MMUs. */
#ifdef LEAFZAP_NO_NX_LIST_OF_MMU
#define leafzap_nx_tables_of(kvm) (&(kvm)->arch.possible_nx_huge_pages)
#endif

#ifdef LEAFZAP_NO_EXEC_BY_MODE
#define leafzap_exec_mask shadow_x_mask
#endif

/* A function has it. */
#ifdef LEAFZAP_NO_AD_SWITCH
#define kvm_ad_enabled kvm_ad_enabled()
#endif

#ifdef LEAFZAP_NO_EXPORT_TO_KVM
#define EXPORT_SYMBOL_FOR_KVM_INTERNAL EXPORT_SYMBOL_GPL
#endif

/* The member of kvm_x86_ops. */
#ifdef LEAFZAP_NO_FLUSH_HOOK
#define flush_remote_tlbs tlb_remote_flush
#endif

#endif
