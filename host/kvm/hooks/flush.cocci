// SPDX-License-Identifier: GPL-2.0-only
// The remote TLB flush.

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
