// SPDX-License-Identifier: GPL-2.0-only
/*
 * abi: the hypercalls themselves.
 *
 * Every other suite believes what INFO, WALK and STATS say, and that ZAP,
 * DISCARD and BATCH do what was asked and nothing else.  A call that takes a
 * bad range could unmap what it must not and hide it; a STATS that counts no
 * zap would keep the ledger silent; a guest that could crash the host with an
 * odd argument would make all results worthless.
 *
 * So each bad input must come back with its code, and WALK, STATS and memory
 * must show that nothing was changed (bad.c); good input must work, over
 * memslot borders, for all memory, and from several CPUs (valid.c, memory.c);
 * and a flood of random calls must leave no trace (flood.c).
 */
#include "test.h"

SUITE(abi, 15, always, 9, "memfd", "leafzap",
      "hypercalls refuse bad input without changing anything, and do what they say");
