// SPDX-License-Identifier: GPL-2.0-only
// Where a page table for NX recovery is known by a flag; elsewhere it is known by being in the list.

@nx_table@
@@
 struct kvm_mmu_page {
 ...
 bool lpage_disallowed;
 ...
 };
+#define LEAFZAP_NX_TABLE(sp) ((sp)->lpage_disallowed)
