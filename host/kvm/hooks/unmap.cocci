// SPDX-License-Identifier: GPL-2.0-only
// What the mmu_notifier has KVM zap, where virt/kvm calls the architecture directly.

@unmap@
statement S, S1;
@@
 kvm_unmap_gfn_range(...)
 {
 ... when != S
+leafzap_notifier_range(kvm, range);
 S1
 ... when any
 }
