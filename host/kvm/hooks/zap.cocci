// SPDX-License-Identifier: GPL-2.0-only
// KVM's own zap of a range, while it holds mmu_lock.

@zap@
@@
 kvm_zap_gfn_range(...)
 {
 ... when any
 write_lock(&kvm->mmu_lock);
+leafzap_zap_begin(kvm, gfn_start, gfn_end);
 ... when any
+leafzap_zap_end(kvm, gfn_start, gfn_end);
 write_unlock(&kvm->mmu_lock);
 ... when any
 }
