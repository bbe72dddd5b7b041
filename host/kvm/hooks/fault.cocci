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

@fault_lock@
@@
 kvm_tdp_mmu_page_fault(...)
 {
 ... when any
+leafzap_fault_lock(vcpu, fault);
 read_lock(...);
 ... when any
 }
