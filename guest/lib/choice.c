// SPDX-License-Identifier: GPL-2.0-only
/* Which suites run, by the command line and by what the host can do. */
#include <stdio.h>
#include <string.h>

#include "hyper.h"
#include "run.h"

bool choice_has(const struct suite *suite)
{
	return option_list_has(options.suites, suite->name) ||
	       (!suite->on_request && option_list_has(options.suites, "all"));
}

unsigned choice_count(void)
{
	unsigned n = 0;

	for (unsigned i = 0; suites[i]; i++)
		n += choice_has(suites[i]);
	return n;
}

void choice_check(void)
{
	const char *list = options.suites;

	while (*list) {
		size_t len = strcspn(list, ",");
		bool known = len == 3 && !strncmp(list, "all", 3);

		for (unsigned i = 0; suites[i]; i++)
			known |= strlen(suites[i]->name) == len &&
				 !strncmp(list, suites[i]->name, len);
		if (!known)
			run_error("there is no suite \"%.*s\"", (int)len, list);
		list += len + (list[len] == ',');
	}
}

void choice_not_tested(char *text, size_t bytes)
{
	size_t used = 0;

	*text = 0;
	if (host_info.magic)
		return;
	for (unsigned i = 0; suites[i] && used < bytes; i++) {
		if (suites[i]->bare || !choice_has(suites[i]))
			continue;
		used += (size_t)snprintf(text + used, bytes - used, "%s%s",
					 used ? ", "
					      : "; not tested, as this host has no leafzap: ",
					 suites[i]->name);
	}
}
