// SPDX-License-Identifier: GPL-2.0-only
/*
 * slots: what a change of memslots takes away, and where memslots meet.
 *
 * When a memslot goes, KVM invalidates all roots and zaps them behind the guest's
 * back, without a flush: each vCPU has to be made to load a new root.  If a root is
 * left out, or a vCPU stays on one, it goes on with memory that is no longer its own,
 * where no mmu_notifier looks for it.  A memslot can be read-only: a leaf of it that
 * a read made must not let a write pass.  And one huge page of the host can hold
 * several memslots: KVM must not map them by one leaf, and must unmap all of them
 * when the host splits the page.
 *
 * The chip set can put RAM at 0xd0000, or a ROM.  Each change of that is a change of
 * memslots, in both address spaces.  Each place (crew/place.h) looks at the page
 * before and after it, so that its root maps it, and must see what is there now.
 * The ledger walks all roots for the memslot that goes.  A page of the first 2M is
 * discarded, which splits a huge page that holds it and the memslots beside it.
 */
#include "test.h"

SUITE(slots, 30, always, 1, "memfd,thp,hugetlb2m", "leafzap",
      "memslots that change are gone from each root, and none reaches into the next");
