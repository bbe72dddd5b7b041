// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap --top DIR SUBCOMMAND...: the machine's program.  The scripts of the repository start it
 * and are started by it; DIR is the repository.
 */
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
	{ "mutants", main_mutants, "all planted bugs, or those named: rows and pages of docs" },
	{ "mutant", main_mutant, "one of them: its row" },
	{ "edit", main_edit, "an edit as a diff for one kernel" },
	{ "place", main_place, "leafzap's hooks placed in the sources of KVM" },
	{ "build", main_build,
	  "[--kernel K | --tree DIR] [--patch FILE]...: a KVM with leafzap, as a folder" },
	{ "base", main_base, "KERNEL | --tree DIR: the folder that a build starts from" },
	{ "stage", main_stage,
	  "BASE STAGE [PATCH...]: the sources of KVM as they are to be built" },
	{ "nested", main_nested,
	  "[ROOT [ENGINE [VENDOR]]]: can KVM here run a lab?  With ENGINE: the one that is taken" },
	{ "patches", main_patches,
	  "OUT PATH: the files that --patch PATH stands for; OUT: the results folder" },
	{ "suites", main_suites, "the path of the table of suites, suites.tsv" },
};

#define NSUBCOMMANDS (sizeof(subcommands) / sizeof(*subcommands))

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
