// SPDX-License-Identifier: GPL-2.0-only
// Where a walk gives mmu_lock up: make it want to, and look at what it owes when it does.

@yield_want@
@@
 tdp_mmu_iter_cond_resched(...)
 {
 <+...
-need_resched() || rwlock_needbreak(&kvm->mmu_lock)
+need_resched() || rwlock_needbreak(&kvm->mmu_lock) || leafzap_want_yield(kvm)
 ...+>
 }

@yield_want_first depends on !yield_want@
@@
 tdp_mmu_iter_cond_resched(...)
 {
 <+...
-need_resched()
+(need_resched() || leafzap_want_yield(kvm))
 ...+>
 }

@yield_want_second depends on !yield_want && !yield_want_first@
expression lock;
@@
 tdp_mmu_iter_cond_resched(...)
 {
 <+...
-rwlock_needbreak(lock)
+(rwlock_needbreak(lock) || leafzap_want_yield(kvm))
 ...+>
 }

// Where asking is a function of its own.
@yield_want_apart depends on !yield_want && !yield_want_first && !yield_want_second@
@@
 tdp_mmu_iter_need_resched(...)
 {
 <+...
-!need_resched() && !rwlock_needbreak(&kvm->mmu_lock)
+!need_resched() && !rwlock_needbreak(&kvm->mmu_lock) && !leafzap_want_yield(kvm)
 ...+>
 }

@yield_want_apart_first depends on !yield_want && !yield_want_first && !yield_want_second && !yield_want_apart@
@@
 tdp_mmu_iter_need_resched(...)
 {
 <+...
-need_resched()
+(need_resched() || leafzap_want_yield(kvm))
 ...+>
 }

@yield_unlock@
@@
 tdp_mmu_iter_cond_resched(...)
 {
 <+...
+leafzap_yield(kvm, flush, shared);
 rcu_read_unlock();
 ...+>
 }

@yield_lock depends on !yield_unlock@
expression lock;
@@
 tdp_mmu_iter_cond_resched(...)
 {
 <+...
(
+leafzap_yield(kvm, flush, true);
 cond_resched_rwlock_read(lock);
|
+leafzap_yield(kvm, flush, false);
 cond_resched_rwlock_write(lock);
)
 ...+>
 }
