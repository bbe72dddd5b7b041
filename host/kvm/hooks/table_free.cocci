// SPDX-License-Identifier: GPL-2.0-only
// Where the memory of a page table goes back to the host.

@table_free@
statement S, S1;
@@
 tdp_mmu_free_sp(...)
 {
 ... when != S
+leafzap_table_free(sp);
 S1
 ... when any
 }

@table_free_common depends on !table_free@
statement S, S1;
@@
 __tdp_mmu_free_sp(...)
 {
 ... when != S
+leafzap_table_free(sp);
 S1
 ... when any
 }
