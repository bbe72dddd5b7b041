// SPDX-License-Identifier: GPL-2.0-only
// Where an SPTE has been written. Under mmu_lock for write that is just before KVM does its books; under
// mmu_lock for read, where the compare-and-exchange has won: tdp_mmu_zap_spte_atomic() flushes in between.

@spte_set@
@@
 tdp_mmu_set_spte(...)
 {
 ... when any
+leafzap_spte_changed(kvm, sptep, gfn, old_spte, new_spte, level);
 handle_changed_spte(...);
 ... when any
 }

// Somebody's patch took the books away: before the function returns is as good.
@spte_set_return depends on !spte_set@
expression E;
@@
 tdp_mmu_set_spte(...)
 {
 ... when any
+leafzap_spte_changed(kvm, sptep, gfn, old_spte, new_spte, level);
 return E;
 }

// In 6.1 all that write under mmu_lock go through one more function.
@spte_set_under@
@@
 __tdp_mmu_set_spte(...)
 {
 ... when any
+leafzap_spte_changed(kvm, sptep, gfn, old_spte, new_spte, level);
 __handle_changed_spte(...);
 ... when any
 }

@spte_set_under_return depends on !spte_set_under@
expression E;
@@
 __tdp_mmu_set_spte(...)
 {
 ... when any
+leafzap_spte_changed(kvm, sptep, gfn, old_spte, new_spte, level);
 return E;
 }

@spte_set_atomic@
expression ret, iter, new;
@@
 tdp_mmu_set_spte_atomic(...)
 {
 ... when any
 ret = __tdp_mmu_set_spte_atomic(iter, new);
 if (ret)
 	return ret;
+leafzap_spte_changed(kvm, iter->sptep, iter->gfn, iter->old_spte, new, iter->level);
 ... when any
 }

// Once an entry of a mirror is frozen meanwhile, the write is told of where the books are done.
@spte_set_atomic_books depends on !spte_set_atomic@
expression ret;
@@
 tdp_mmu_set_spte_atomic(...)
 {
 ... when any
+leafzap_spte_changed(kvm, iter->sptep, iter->gfn, iter->old_spte, new_spte, iter->level);
 ret = __handle_changed_spte(...);
 ... when any
 }

// In 6.1 it does the compare-and-exchange itself, and tdp_mmu_zap_spte_atomic() calls it.
@spte_set_atomic_here depends on !spte_set_atomic && !spte_set_atomic_books@
@@
 tdp_mmu_set_spte_atomic(...)
 {
 ... when any
 if (!try_cmpxchg64(...))
 	return -EBUSY;
+leafzap_spte_changed(kvm, iter->sptep, iter->gfn, iter->old_spte, new_spte, iter->level);
 ... when any
 }

@spte_set_atomic_return depends on !spte_set_atomic && !spte_set_atomic_books && !spte_set_atomic_here@
@@
 tdp_mmu_set_spte_atomic(...)
 {
 ... when any
+leafzap_spte_changed(kvm, iter->sptep, iter->gfn, iter->old_spte, new_spte, iter->level);
 return 0;
 }

@spte_zap_atomic@
expression ret, iter, new;
@@
 tdp_mmu_zap_spte_atomic(...)
 {
 ... when any
 ret = __tdp_mmu_set_spte_atomic(iter, new);
 if (ret)
 	return ret;
+leafzap_spte_changed(kvm, iter->sptep, iter->gfn, iter->old_spte, new, iter->level);
 ... when any
 }

@spte_zap_atomic_call@
@@
 tdp_mmu_zap_spte_atomic(...)
 {
 <+...
 tdp_mmu_set_spte_atomic(...)
 ...+>
 }

@spte_zap_atomic_write depends on !spte_zap_atomic && !spte_zap_atomic_call@
@@
 tdp_mmu_zap_spte_atomic(...)
 {
 ... when any
+leafzap_spte_changed(kvm, iter->sptep, iter->gfn, iter->old_spte, 0, iter->level);
 return 0;
 }

@spte_removed@
@@
 handle_removed_pt(...)
 {
 <+...
+leafzap_spte_removed(kvm, sptep, gfn, old_spte, level);
 handle_changed_spte(...);
 ...+>
 }

@spte_removed_write depends on !spte_removed@
statement S, S1;
@@
 handle_removed_pt(...)
 {
 <+...
 if (shared) S else S1
+leafzap_spte_removed(kvm, sptep, gfn, old_spte, level);
 ...+>
 }
