// SPDX-License-Identifier: GPL-2.0-only
/*
 * boundary: exactly the leaves that a range overlaps are zapped, wherever it
 * starts and ends.
 *
 * Range arithmetic is where an unmap goes wrong first.  An iterator that skips to
 * the next entry of a level steps over a huge leaf that begins before the range,
 * or stops before one that ends behind it.  A level that is clamped, a gfn that
 * is rounded or an end that is taken for inclusive zaps a page too few or too
 * many, or a whole neighbour.  A zap can also be half a zap: the leaf loses its
 * write or accessed bit and stays.  And what comes back can be wrong: a huge leaf
 * over a page that the host has split, a leaf without write permission, a frame
 * that is off by the page's place inside the huge page.
 *
 * Ranges are aimed at every edge where two leaves or two tables meet (4K, 2M, 1G,
 * from -2 to +2 pages, by start and by end), in all lengths around those of a
 * table, on each backing and with mixed leaf sizes, and unmapped by each way into
 * the TDP MMU: kvm_zap_gfn_range(), the mmu_notifier, and both in one BATCH.
 * Pages around each end are stamped before.  The leaf map after the operation is
 * compared with what the oracle expects from the map before; then all stamped
 * pages are read, which rebuilds what is still valid, and the level and rights of
 * each new leaf and every byte are judged.  Two pages far away tell of a zap that
 * goes much too far.
 *
 * A walk that gives mmu_lock up on its way must go on where it was, and flush
 * before: half of the cases have KVM do so every few entries.
 */
#include "test.h"

SUITE(boundary, 20, always, 7, "memfd,thp,hugetlb2m,hugetlb1g", "leafzap",
      "exactly the leaves that a range overlaps are zapped, at all boundaries");
