// SPDX-License-Identifier: GPL-2.0-only
// The flush of a range. It falls back to the full one, so it has to be told apart from outside.

@flush_range_begin@
statement S, S1;
@@
 kvm_flush_remote_tlbs_range(...)
 {
 ... when != S
+leafzap_flush_range_begin(kvm, gfn, nr_pages);
 S1
 ... when any
 }

@flush_range_end@
@@
 kvm_flush_remote_tlbs_range(...)
 {
 <...
+leafzap_flush_range_end(kvm);
 return;
 ...>
 }

// Its name in 6.1, and that one is in arch/x86.
@flush_address_begin@
identifier start, npages;
statement S, S1;
@@
 kvm_flush_remote_tlbs_with_address(struct kvm *kvm, u64 start, u64 npages)
 {
 ... when != S
+leafzap_flush_range_begin(kvm, start, npages);
 S1
 ... when any
 }

@flush_address_end@
@@
 kvm_flush_remote_tlbs_with_address(...)
 {
 <...
+leafzap_flush_range_end(kvm);
 return;
 ...>
 }
