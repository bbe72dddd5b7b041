// SPDX-License-Identifier: GPL-2.0-only
// The two steps of a fault before that: the pfn is going to be looked up, and is known.

@fault_begin@
statement S, S1;
@@
 __kvm_faultin_pfn(...)
 {
 ... when != S
+leafzap_fault_begin(vcpu, fault);
 S1
 ... when any
 }

// Its name since kvm_main.c has a __kvm_faultin_pfn() of its own.
@fault_begin_mmu depends on !fault_begin@
statement S, S1;
@@
 __kvm_mmu_faultin_pfn(...)
 {
 ... when != S
+leafzap_fault_begin(vcpu, fault);
 S1
 ... when any
 }

// 6.1 reads the count in the same function, so not at its start.
@fault_begin_here depends on !fault_begin && !fault_begin_mmu@
@@
 kvm_faultin_pfn(...)
 {
 ... when any
+leafzap_fault_begin(vcpu, fault);
 fault->pfn = __gfn_to_pfn_memslot(..., &async, ...);
 ... when any
 }

// As soon as the pfn is known: what a patch does between that and mmu_lock is part of the race.
@fault_lock@
identifier r, faultin = {kvm_faultin_pfn, kvm_mmu_faultin_pfn};
@@
 kvm_tdp_mmu_page_fault(...)
 {
 ... when any
 r = faultin(...);
 if (r != RET_PF_CONTINUE)
 	return r;
+leafzap_fault_lock(vcpu, fault);
 ... when any
 }

@fault_lock_late depends on !fault_lock@
@@
 kvm_tdp_mmu_page_fault(...)
 {
 ... when any
+leafzap_fault_lock(vcpu, fault);
 read_lock(...);
 ... when any
 }

// 6.1 has one function for all that is not shadowed.
@fault_lock_direct depends on !fault_lock && !fault_lock_late@
identifier r;
@@
 direct_page_fault(...)
 {
 ... when any
 r = kvm_faultin_pfn(...);
 if (r != RET_PF_CONTINUE)
 	return r;
+leafzap_fault_lock(vcpu, fault);
 ... when any
 }

@fault_lock_direct_late depends on !fault_lock && !fault_lock_late && !fault_lock_direct@
@@
 direct_page_fault(...)
 {
 ... when any
+leafzap_fault_lock(vcpu, fault);
 read_lock(...);
 ... when any
 }

// Behind all that is looked at without mmu_lock.
@fault_locks@
@@
 kvm_tdp_mmu_page_fault(...)
 {
 ... when any
+leafzap_fault_locks(vcpu);
 read_lock(...);
 ... when any
 }

@fault_locks_direct depends on !fault_locks@
@@
 direct_page_fault(...)
 {
 <+...
+leafzap_fault_locks(vcpu);
 read_lock(...);
 ...+>
 }
