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

// As soon as the pfn is known: what a patch does between that and mmu_lock is part of the race.
@fault_lock@
identifier r;
@@
 kvm_tdp_mmu_page_fault(...)
 {
 ... when any
 r = kvm_faultin_pfn(...);
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
