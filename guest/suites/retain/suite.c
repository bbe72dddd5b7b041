// SPDX-License-Identifier: GPL-2.0-only
/*
 * retain: a zap takes leaves, not page tables.
 *
 * A range that is zapped is most often touched again.  If KVM tears down the page
 * tables inside the range with the leaves, every touch afterwards has to
 * allocate and link them anew, under mmu_lock, and whoever is still below them has to
 * be waited for; nothing is gained, since tables cost little.  So a zap, and a
 * notifier's unmap, take leaves only: the number of tables in use stays, the
 * walk still ends where the leaf was, and a touch allocates no table.
 *
 * A KVM that tears tables down is slow, not unsafe: its content is right.  These
 * cases fail on it (`--variant tables`) and no others do.  What a zap and the
 * touches after it cost, in microseconds and in tables, is printed for every case, so
 * that two KVMs can be compared; time is never judged.
 */
#include "test.h"

SUITE(retain, 50, always, 1, "memfd", "leafzap",
      "a zap takes leaves and keeps page tables; costs are printed");
