// SPDX-License-Identifier: GPL-2.0-only
// A vCPU gets a root, and a TLB that knows nothing of others.

@root_loaded@
statement S, S1;
@@
 kvm_mmu_load(...)
 {
 ... when != S
+leafzap_root_loaded(vcpu);
 S1
 ... when any
 }
