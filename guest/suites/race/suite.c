// SPDX-License-Identifier: GPL-2.0-only
/*
 * race: faults and unmaps of the same pages at the same time.
 *
 * A fault looks up which page of the host backs a gfn, and only then takes mmu_lock
 * to map it.  If the page is taken away in between, the fault must notice
 * (mmu_invalidate_seq, the range under invalidation) and be retried, or it maps memory
 * that is free by then.  A zap that gives mmu_lock up halfway must have flushed
 * what it zapped, must go on where it was, and what faults put back behind it
 * must not be there in the end.  A fault on a root that a change of memslots has
 * just invalidated must be dropped, and the root must not be freed under a walk
 * that comes to it.  Mistakes need bad luck to show.
 *
 * So luck is made: the host's amplifiers delay each fault between the look-up and
 * the lock, have walks yield at every few entries, and linger before roots.
 * Members write, add, read and run code in a few pages, while the boot CPU takes
 * them away as fast as it can, and one more CPU zaps the same pages, or others, or
 * changes memslots.  In the end all mappings are dropped, and each word of each
 * CPU must hold what the last operation allows: a write that began after the last
 * discard, or 0, or, where only zaps happened, the last write (crew/history.c).
 * The fault book and the ledger see what content cannot.
 */
#include "test.h"

SUITE(race, 45, always, 20, "memfd,thp", "leafzap",
      "faults and unmaps that meet leave nothing stale and lose nothing");
