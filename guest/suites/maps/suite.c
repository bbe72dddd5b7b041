// SPDX-License-Identifier: GPL-2.0-only
/*
 * maps: what a zap does to a huge leaf that is larger than its range, for a reader.
 *
 * In the review of leaf-only zaps it was asked whether the new code zaps too
 * much: a huge page that the range touches is zapped as a whole, though most of
 * it lies outside.  It must be; else the guest keeps access to what was given
 * away.  This suite prints the leaf map of three neighbouring leaves before an
 * operation on part of the middle one, after it, and after each was touched
 * again, on whatever KVM it runs, so that two KVMs can be laid side by side
 * (docs/variants.md).  The oracle judges the maps as in suite boundary; only the
 * leaves that overlap the range may go.  Run by name only.
 */
#include "test.h"

SUITE(maps, 60, named, 2, "thp,hugetlb2m,hugetlb1g", "leafzap",
      "prints the leaf maps around a huge leaf that overlaps a range");
