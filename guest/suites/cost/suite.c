// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost: what a hypercall, a zap and a fault cost, in ticks of the TSC.
 *
 * A change to the zap loops or to the fault path can be right in every leaf and
 * still make each of them dearer for every VM.  Nothing is judged here but that the leaves
 * were mapped, gone and mapped again; the ticks are printed.  On a real CPU, or
 * under QEMU, they are time, and vary.  On Bochs a tick is an instruction, of
 * the guest and of the host together, and the figures are the same in every run of the
 * same build: two KVMs can be compared to the instruction.
 *
 * Each figure is the least of several rounds, so that the host's timer is left out.
 */
#include "test.h"

SUITE(cost, 65, named, 1, "memfd", "leafzap",
      "prints what hypercalls, zaps and faults cost in ticks of the TSC");
