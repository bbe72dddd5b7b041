// SPDX-License-Identifier: GPL-2.0-only
/*
 * smp: what one vCPU unmaps, all others must lose.
 *
 * A zap is done when no vCPU can use the old translation any more: KVM must not
 * only clear the SPTE, it must also make every vCPU flush, and wait for those that
 * are in the guest, before the host frees or reuses the page.  If a flush is
 * forgotten, comes too late, or goes to the wrong VMs or ranges, another vCPU goes on
 * reading bytes that belong to somebody else, and its writes are lost or land
 * in foreign memory.  If too much is unmapped, or a fault puts the wrong
 * page back, a write is lost as well.
 *
 * So other vCPUs hold hot translations: they read, write, add and execute in a
 * few pages, without any exit, while the boot CPU zaps, discards or batches around
 * them.  Each keeps the history of what it wrote (guest/crew/hot.h): with ZAP no
 * write may be lost; with DISCARD nothing that was there before the call may be
 * seen after it, and nothing written after it may vanish; pages beside the range
 * never change.  Where a TLB's staleness cannot be seen (emulation flushes at each
 * world switch), the ledger, which is read after every case, still sees the
 * missing flush.
 */
#include "test.h"

SUITE(smp, 35, always, 3, "memfd,thp,hugetlb2m", "leafzap",
      "what one vCPU unmaps, no other vCPU keeps");
