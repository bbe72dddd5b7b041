// SPDX-License-Identifier: GPL-2.0-only
// The remote TLB flush. The range flush falls back to the full one, so it has to be told apart from outside.

@flush_begin@
statement S, S1;
@@
 kvm_flush_remote_tlbs(...)
 {
 ... when != S
+leafzap_flush_begin(kvm);
 S1
 ... when any
 }

// The end of a void function is a return to spatch.
@flush_end@
@@
 kvm_flush_remote_tlbs(...)
 {
 <...
+leafzap_flush_end(kvm);
 return;
 ...>
 }

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
