// SPDX-License-Identifier: GPL-2.0-only
/* --bisect-exit: the exit status that git bisect run understands. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../process.h"
#include "../say.h"
#include "../table.h"
#include "series.h"

/* git-bisect(1). */
enum judgement { GOOD, BAD, UNTESTABLE = 125, STOP = 128 };

int judge_status(int status)
{
	switch (status) {
	case EXIT_PASS:
		return GOOD;
	case EXIT_FAIL:
	case EXIT_CRASH:
		return BAD;
	default:
		return status < STOP ? UNTESTABLE : status;
	}
}

static void end(int status, void *arg)
{
	(void)arg;
	fflush(NULL);
	_exit(judge_status(status));
}

void judge_begin(void)
{
	on_exit(end, NULL);
}

/* Did no host come as far as to start a guest?  Then all that it says is about the boot. */
static bool cannot_boot(const char *out)
{
	const char *path = format("%s/results.tsv", out);
	struct table results;

	if (!path_there(path))
		return true;
	table_read_tabs(&results, path);
	for (size_t i = 1; i < results.nrows; i++)
		if (strcmp(row_named(&results, &results.rows[i], "what"), "problem") ||
		    strcmp(row_named(&results, &results.rows[i], "backing"), "-"))
			return false;
	return true;
}

void judge_become(const struct run_options *options, char *const *words)
{
	struct command command = { words, NULL, -1, -1, -1, true };
	int status;

	if (!options->bisect_exit)
		process_become(words);
	status = process_run(&command);
	exit(status == EXIT_CRASH && cannot_boot(options->out) ? UNTESTABLE : status);
}
