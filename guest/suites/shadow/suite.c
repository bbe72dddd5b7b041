// SPDX-License-Identifier: GPL-2.0-only
/*
 * shadow: the TDP MMU and the shadow MMU, both in use for one VM.
 *
 * A guest that runs a nested guest with nested paging has both: the TDP MMU maps
 * the guest, the shadow MMU its nested guest, from nested page tables that the
 * guest wrote.  They look like alternatives in KVM's code and are not: what is
 * unmapped must go from both, and each may be the only one that owes a flush.  If the one is
 * taken for the other, half of the mappings stay; if its answer overwrites that of
 * the other, a flush is lost.
 *
 * And they meet at the nested page tables themselves.  KVM must learn of every
 * write to them, so it takes the right to write away in every TDP root, from
 * huge leaves as well, and from then on maps the 2M and the 1G around them by small
 * leaves.  When it gives the nested tables up, huge leaves come back, in the place of
 * page tables that are full: these are freed, and CPUs may still walk them.  On KVM
 * as it is, that is the only way in which a leaf replaces a page table while the
 * VM does nothing else.
 *
 * The ledger books the TDP MMU's zaps only.  That the shadow MMU's were flushed is
 * seen by the number of flushes (STATS), where nobody else owed one; that they were
 * done, by what the nested guest reads.  tables.c has the nested tables.
 *
 * Suites before this one run without a shadow MMU: KVM keeps it once it was needed.
 */
#include "test.h"

SUITE(shadow, 55, always, 3, "memfd,thp,hugetlb2m", "leafzap",
      "what is unmapped goes from the TDP MMU and from the shadow MMU of nested guests");
