// SPDX-License-Identifier: GPL-2.0-only
/*
 * roots: every root must lose what is unmapped, and every flush must be kept.
 *
 * KVM can hold several trees of SPTEs for one VM at a time: one for the guest, one
 * with role.guest_mode for what it runs nested without nested paging, one
 * for the address space of SMM.  A zap walks them one after the other and gathers "a
 * flush is needed" on its way.  If a root is left out, the place that runs on
 * it goes on using freed memory.  If the answer of one root overwrites that of
 * the root before, the flush is lost whenever the last root had nothing to
 * zap.  That was in the patch of the review this tool began with: it was merged, it
 * broke guests, it was reverted.
 *
 * So pages are mapped in one root only, in each other only, in several: by touching
 * them in that place.  Then they are zapped, discarded or batched, from each
 * place in turn, with the roots in either order of age, since KVM's list is in that
 * order.  Each root is then judged by WALK, each place reads all pages, and the
 * ledger tells of a flush that was lost.  more.c has roots that are in use
 * meanwhile, that no vCPU is on any more, and that were invalidated.
 */
#include "test.h"

SUITE(roots, 40, always, 5, "memfd,hugetlb2m,hugetlb1g", "leafzap",
      "every root loses what is unmapped, and no flush is lost between roots");
