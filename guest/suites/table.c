// SPDX-License-Identifier: GPL-2.0-only
/* All suites, in the order in which they run: cheap and general ones first. */
#include <stddef.h>

#include "suites.h"

const struct suite *const suites[] = {
	&boot_suite,  &abi_suite,  &boundary_suite, &places_suite, &slots_suite, &smp_suite,
	&roots_suite, &race_suite, &retain_suite,   &shadow_suite, &maps_suite,	 &cost_suite,
	NULL,
};
