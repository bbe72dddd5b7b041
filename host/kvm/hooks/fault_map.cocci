// SPDX-License-Identifier: GPL-2.0-only
// The fault has been found not outdated, and is about to be mapped.

@fault_map@
statement S, S1;
@@
 kvm_tdp_mmu_map(...)
 {
 ... when != S
+leafzap_fault_map(vcpu, fault);
 S1
 ... when any
 }
