// SPDX-License-Identifier: GPL-2.0-only
// Where faults begin and end to be kept off, and the steps of the mmu_notifier.

@invalidate_begin@
statement S, S1;
@@
 kvm_mmu_invalidate_begin(...)
 {
 ... when != S
+leafzap_invalidate_begin(kvm);
 S1
 ... when any
 }

// Its name from 7.0 on.
@invalidate_start depends on !invalidate_begin@
statement S, S1;
@@
 kvm_mmu_invalidate_start(...)
 {
 ... when != S
+leafzap_invalidate_begin(kvm);
 S1
 ... when any
 }

@invalidate_end@
statement S, S1;
@@
 kvm_mmu_invalidate_end(...)
 {
 ... when != S
+leafzap_invalidate_end(kvm);
 S1
 ... when any
 }

@notifier_start@
statement S, S1;
@@
 kvm_mmu_notifier_invalidate_range_start(...)
 {
 ... when != S
+leafzap_notifier_start(kvm, range->start, range->end);
 S1
 ... when any
 }

@notifier_range@
statement S, S1;
@@
 kvm_mmu_unmap_gfn_range(...)
 {
 ... when != S
+leafzap_notifier_range(kvm, range);
 S1
 ... when any
 }

@notifier_end@
statement S, S1;
@@
 kvm_mmu_notifier_invalidate_range_end(...)
 {
 ... when != S
+leafzap_notifier_end(kvm, range->start, range->end);
 S1
 ... when any
 }

@notifier_unlock@
@@
 __kvm_handle_hva_range(...)
 {
 <+...
+leafzap_notifier_unlock(kvm);
 KVM_MMU_UNLOCK(kvm);
 ...+>
 }

@notifier_unlock_plain depends on !notifier_unlock@
@@
 kvm_handle_hva_range(...)
 {
 <+...
+leafzap_notifier_unlock(kvm);
 KVM_MMU_UNLOCK(kvm);
 ...+>
 }
