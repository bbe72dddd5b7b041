// SPDX-License-Identifier: GPL-2.0-only
// A walk has found a root, and takes a reference to it next: the root may be going meanwhile.
@next_root@
identifier root;
@@
 tdp_mmu_next_root(...)
 {
 ... when any
 while (root) {
+leafzap_next_root(kvm, root);
 ...
 }
 ... when any
 }

// The one walk over all roots that rightly does not flush.
@zap_all@
statement S, S1;
@@
 kvm_tdp_mmu_zap_all(...)
 {
 ... when != S
+leafzap_zap_all(kvm);
 S1
 ... when any
 }
