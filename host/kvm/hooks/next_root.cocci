// SPDX-License-Identifier: GPL-2.0-only
// Where a walk goes from one root to the next.

@next_root@
statement S, S1;
@@
 tdp_mmu_next_root(...)
 {
 ... when != S
+leafzap_next_root(kvm);
 S1
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
