// SPDX-License-Identifier: GPL-2.0-only
#include "suites.h"
#include <stdio.h>
static unsigned abi_start(void)
{
	suite_skip("not yet");
	return 0;
}
static void abi_title(unsigned n, char *buf, size_t bytes)
{
	(void)n;
	snprintf(buf, bytes, "-");
}
static void abi_run(unsigned n)
{
	(void)n;
}
const struct suite abi_suite = {
	.name = "abi", .claim = "-", .start = abi_start, .title = abi_title, .run = abi_run
};
