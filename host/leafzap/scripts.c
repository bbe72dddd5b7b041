// SPDX-License-Identifier: GPL-2.0-only
/* Starts scripts that others start, too. */
#include <stdlib.h>

#include "process.h"
#include "scripts.h"
#include "text.h"
#include "top.h"

void script_packages(const char *const *groups)
{
	struct words words = { 0 };
	struct command command = { .in = -1, .out = -1, .err = -1, .terminal = true };
	int status;

	words_add(&words, "%s", top_path("host/packages.sh"));
	for (; *groups; groups++)
		words_add(&words, "%s", *groups);
	command.words = words.list;
	status = process_run(&command);
	if (status)
		exit(status);
}

const char *script_cached(const char *folder, const char *file, const char *inputs)
{
	struct words words = { 0 };

	words_add(&words, "%s", top_path("host/cached.sh"));
	words_add(&words, "%s", folder);
	words_add(&words, "%s", file);
	words_split(&words, inputs, " ");
	return process_output(words.list);
}

void script_explain(const char *log, const char *pattern)
{
	char *words[] = { top_path("host/explain.sh"), copy(log), pattern ? copy(pattern) : NULL,
			  NULL };

	process_run(&COMMAND(words));
}
