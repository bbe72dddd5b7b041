// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap --top DIR SUBCOMMAND...: the machine's program.  The scripts of the repository start it
 * and are started by it; DIR is the repository.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"
#include "say.h"
#include "subcommands.h"
#include "text.h"
#include "top.h"

/* main_NAME() gets the words behind the name, with the name as argv[0]; it returns the exit code.
 */
static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *claim;
} subcommands[] = {
	{ "run", main_run, "what ./run.sh does" },
	{ "stage", main_stage,
	  "BASE STAGE [PATCH...]: the sources of KVM as they are to be built" },
	{ "nested", main_nested,
	  "[ROOT [ENGINE [VENDOR]]]: can KVM here run a lab?  With ENGINE: the one that is taken" },
	{ "patches", main_patches, "PATH: the files that --patch PATH stands for" },
	{ "suites", main_suites, "the path of the table of suites, suites.tsv" },
};

#define NSUBCOMMANDS (sizeof(subcommands) / sizeof(*subcommands))

static char *top;

void top_set(const char *folder)
{
	top = path_real(folder);
	if (!top || !path_folder(top))
		die("--top %s: the folder of the repository was expected", folder);
}

char *top_path(const char *fmt, ...)
{
	char *name, *path;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&name, fmt, args) < 0)
		die("out of memory; end other programs and run again");
	va_end(args);
	if (!top)
		die("where the repository is was not said: leafzap --top DIR ...");
	path = format("%s/%s", top, name);
	free(name);
	return path;
}

static _Noreturn void usage(void)
{
	fputs("usage: leafzap [--top DIR] SUBCOMMAND...\n", stderr);
	for (size_t i = 0; i < NSUBCOMMANDS; i++)
		fprintf(stderr, "  %-10s %s\n", subcommands[i].name, subcommands[i].claim);
	exit(EXIT_SETUP);
}

int main(int argc, char **argv)
{
	process_begin();
	argc--;
	argv++;
	if (argc >= 2 && !strcmp(argv[0], "--top")) {
		top_set(argv[1]);
		argc -= 2;
		argv += 2;
	}
	for (size_t i = 0; argc && i < NSUBCOMMANDS; i++)
		if (!strcmp(argv[0], subcommands[i].name))
			return subcommands[i].run(argc, argv);
	usage();
}
