// SPDX-License-Identifier: GPL-2.0-only
/* Which suites run, by the command line and by what the host can do. */
#include <string.h>

#include "append.h"
#include "hyper.h"
#include "run.h"

bool suite_needs_leafzap(const struct suite *suite)
{
	return option_list_has(suite->needs, "leafzap");
}

bool choice_has(const struct suite *suite)
{
	return option_list_has(options.suites, suite->name) ||
	       (!suite->named && option_list_has(options.suites, "all"));
}

unsigned choice_count(void)
{
	unsigned n = 0;

	for_each_suite(s) n += choice_has(*s);
	return n;
}

void choice_check(void)
{
	const char *list = options.suites;

	while (*list) {
		size_t len = strcspn(list, ",");
		bool known = len == 3 && !strncmp(list, "all", 3);

		for_each_suite(s) known |=
			strlen((*s)->name) == len && !strncmp(list, (*s)->name, len);
		if (!known)
			run_error("there is no suite \"%.*s\"", (int)len, list);
		list += len + (list[len] == ',');
	}
}

void choice_not_tested(char *text, size_t bytes)
{
	*text = 0;
	if (host_info.magic)
		return;
	for_each_suite(s) if (suite_needs_leafzap(*s) && choice_has(*s))
		append(text, bytes, "%s%s",
		       *text ? ", " : "; not tested, as this host has no leafzap: ", (*s)->name);
}
