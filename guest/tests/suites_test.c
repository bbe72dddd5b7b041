// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints what the guest knows of its suites, in the order in which it runs them: name,
 * when, needs and claim, as columns of suites.tsv.  Run by tests/suites.sh.
 */
#include <stdio.h>

#include "lib/run.h"

int main(void)
{
	for_each_suite(s) printf("%s\t%s\t%s\t%s\n", (*s)->name, (*s)->named ? "named" : "always",
				 (*s)->needs, (*s)->claim);
	return 0;
}
