// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot: what every other suite stands on, checked without a hypercall.
 *
 * A suite that zaps memory believes the memory map, the other CPUs, the clock
 * and the exception handlers.  If one of these is wrong, a correct KVM looks
 * broken, or a broken one looks correct.  So they are tried first: each piece
 * of RAM keeps what is written and no two pages are the same page, all CPUs
 * start and see each other's stores, an exception arrives with its vector, and
 * the clock runs.
 */
#include "test.h"

SUITE(boot, 10, always, 1, "memfd", "-",
      "memory map, vCPUs, exceptions, clock and libc are as the other suites need them");
