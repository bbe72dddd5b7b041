// SPDX-License-Identifier: GPL-2.0-only
/* The groups of cases, one after the other. */
#include <stdio.h>

#include "abi.h"
#include "cpu.h"
#include "memory.h"
#include "test.h"

/* The window, and RAM around it that must not be touched. */
#define NEEDED_PAGES (4 * WINDOW_PAGES)

static const struct abi_case *const groups[] = { abi_valid_cases, abi_memory_cases,
						 abi_flood_cases };
static unsigned nbad;

static const struct abi_case *find_case(unsigned n)
{
	for (unsigned g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
		for (const struct abi_case *c = groups[g]; c->title; c++)
			if (!n--)
				return c;
	return NULL;
}

static unsigned abi_start(void)
{
	unsigned n = 0;

	if (arena_end - arena_start < NEEDED_PAGES) {
		suite_skip("needs %llu MiB of RAM above 1 GiB", NEEDED_PAGES >> 8);
		return 0;
	}
	while (find_case(n))
		n++;
	nbad = bad_inputs_make();
	return nbad + n;
}

static void abi_title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s", n < nbad ? bad_input(n)->title : find_case(n - nbad)->title);
}

static void abi_run(unsigned n)
{
	if (n < nbad)
		bad_input_run(n);
	else
		find_case(n - nbad)->run();
}

const struct cases abi_cases = {
	.start = abi_start,
	.title = abi_title,
	.run = abi_run,
};
