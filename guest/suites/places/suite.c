// SPDX-License-Identifier: GPL-2.0-only
/*
 * places: the guest's own ways to other roots, tried before they are relied on.
 *
 * The suites about roots need code that runs nested (KVM's guest_mode root) and in
 * SMM (the root of address space 1).  If such code did not run, did not come back,
 * or left a CPU with other registers than before, they would test nothing, or
 * blame KVM.  No hypercall is needed, so that this also runs on bare emulated SVM.
 */
#include "test.h"

SUITE(places, 25, always, 1, "memfd", "-",
      "code of the guest runs nested and in SMM, and comes back");
