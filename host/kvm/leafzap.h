/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of leafzap know of each other.  KVM itself sees only
 * <linux/kvm_leafzap_hooks.h>, the guest only <linux/kvm_leafzap_abi.h>.
 */
#ifndef __KVM_X86_MMU_LEAFZAP_H
#define __KVM_X86_MMU_LEAFZAP_H

#include <linux/kvm_host.h>
#include <linux/kvm_leafzap_hooks.h>
#include <linux/kvm_leafzap_abi.h>
#include <linux/siphash.h>

#include "leafzap_ledger.h"
#include "mmu.h"

/* Ranges in one BATCH, and records in one WALK: what a call may allocate. */
#define LEAFZAP_MAX_BATCH	1024
#define LEAFZAP_MAX_SPANS	65536

struct leafzap_vm {
	siphash_key_t key;		/* for frames and roots, see leafzap_walk.c */
	struct leafzap_tune tune;	/* written whole or not at all, by TUNE */
	atomic_t entries;		/* leafzap_want_yield() calls since the last forced yield */
	struct leafzap_ledger ledger;	/* leafzap_ledger.c */
	struct leafzap_faults faults;	/* leafzap_faults.c */
};

/* leafzap.c */
int leafzap_check_ram(struct kvm *kvm, gpa_t gpa, u64 bytes);
int leafzap_check_struct(struct kvm *kvm, gpa_t gpa, u64 said, u64 bytes);

/* leafzap_unmap.c */
long leafzap_unmap(struct kvm_vcpu *vcpu, u32 op, gpa_t gpa, u64 bytes, u64 flags);
int leafzap_batch(struct kvm_vcpu *vcpu, gpa_t gpa, u64 count, u64 flags);

/* leafzap_walk.c */
int leafzap_walk(struct kvm_vcpu *vcpu, gpa_t gpa, u64 bytes);
u64 leafzap_live_roots(struct kvm *kvm);
u64 leafzap_nr_lasting_tables(struct kvm *kvm);

/*
 * leafzap_amplify.c: __leafzap_want_yield() and __leafzap_next_root(), and what
 * __leafzap_fault_lock() and, last, __leafzap_yield() call.
 */
void leafzap_delay_fault(struct leafzap_vm *lz, const struct leafzap_vcpu *v,
			 enum leafzap_delay here);
void leafzap_relock(struct kvm *kvm, bool shared);

#endif
