/* SPDX-License-Identifier: GPL-2.0-only */
/* The suites that table.c lists. */
#ifndef LEAFZAP_SUITES_H
#define LEAFZAP_SUITES_H

#include "test.h"

extern const struct suite boot_suite, abi_suite;
extern const struct suite boundary_suite;
extern const struct suite places_suite, slots_suite, smp_suite, roots_suite;
extern const struct suite race_suite, shadow_suite, retain_suite, maps_suite, cost_suite;

#endif
