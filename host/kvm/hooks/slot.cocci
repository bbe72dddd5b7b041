// SPDX-License-Identifier: GPL-2.0-only
// A memslot is out of use: behind the flush, whatever that has become.

@slot_flushed@
identifier kvm, old, invalid;
@@
 kvm_invalidate_memslot(struct kvm *kvm, struct kvm_memory_slot *old, struct kvm_memory_slot *invalid)
 {
 ... when any
+leafzap_slot_flushed(kvm, old);
 mutex_lock(&kvm->slots_arch_lock);
 ... when any
 }
