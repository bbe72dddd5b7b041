// SPDX-License-Identifier: GPL-2.0-only
/* leafzap edit: what scripts and users ask of an edit.  Its usage is below. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../leafzap/say.h"
#include "../leafzap/subcommands.h"
#include "../leafzap/text.h"
#include "edit.h"

#define EXIT_NONE 1 /* the header says that it cannot exist there */

static const char usage[] =
	"usage: leafzap edit [--kernel K | --tree DIR | --source DIR] EDIT\n"
	"         the edit as a plain diff against the pristine sources of that kernel (6.12 if\n"
	"         none is named), as ./run.sh --patch takes one; --source needs no configuration\n"
	"       leafzap edit [--kernel K | ...] --check EDIT...\n"
	"         a line for each: NAME <tab> placed, none or error <tab> form or reason\n"
	"       leafzap edit --headers EDIT...\n"
	"         each field of each header: NAME <tab> FIELD <tab> VALUE\n"
	"Exit status: 0 placed; 1 the header says that the bug cannot exist there; 2 neither,\n"
	"or a form too many, or wrong usage. --check: 0 unless one is an error.\n";

static int headers(char **path)
{
	for (; *path; path++) {
		struct edit edit;

		edit_read(&edit, *path);
		for (size_t i = 0; i < edit.nfields; i++)
			printf("%s\t%s\t%s\n", edit.name, edit.fields[i].name,
			       edit.fields[i].value);
	}
	return 0;
}

char *edit_expand(const char *path, const struct sources *sources)
{
	const struct form *form;
	struct edit edit;
	char *why;

	edit_read(&edit, path);
	switch (edit_choose(&edit, sources, &form, &why)) {
	case OUT_PLACED:
		return edit_diff(&edit, form, sources);
	case OUT_NONE:
		say("%s cannot exist in %s: %s", edit.name, sources->title, why);
		return NULL;
	default:
		die("%s: %s in %s: %s", path, edit.name, sources->title, why);
	}
}

static int check(const struct sources *sources, char **path)
{
	static const char *const words[] = { "placed", "none", "error" };
	int rc = 0;

	for (; *path; path++) {
		const struct form *form;
		struct edit edit;
		enum outcome out;
		char *why;

		edit_read(&edit, *path);
		out = edit_choose(&edit, sources, &form, &why);
		if (out == OUT_PLACED)
			why = format("line %zu", form->at);
		printf("%s\t%s\t%s\n", edit.name, words[out], why);
		if (out == OUT_ERROR) {
			say("error: %s: %s in %s: %s", *path, edit.name, sources->title, why);
			rc = EXIT_SETUP;
		}
	}
	return rc;
}

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "tree", required_argument, NULL, 't' },
	{ "source", required_argument, NULL, 's' },
	{ "check", no_argument, NULL, 'c' },
	{ "headers", no_argument, NULL, 'H' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

int main_edit(int argc, char **argv)
{
	const char *kernel = "6.12", *tree = NULL, *source = NULL;
	struct sources sources;
	int option, mode = 0;
	char *diff;

	while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		if (option == 'k')
			kernel = optarg;
		else if (option == 't')
			tree = optarg;
		else if (option == 's')
			source = optarg;
		else
			mode = option;
	}
	if (mode == 'h') {
		fputs(usage, stdout);
		return 0;
	}
	if (mode == '?' || optind == argc || (!mode && optind + 1 != argc)) {
		fputs(usage, stderr);
		return EXIT_SETUP;
	}
	if (mode == 'H')
		return headers(argv + optind);
	if (source)
		sources = (struct sources){ source, source };
	else
		sources = tree ? sources_of_tree(tree) : sources_of_kernel(kernel);
	if (mode == 'c')
		return check(&sources, argv + optind);
	diff = edit_expand(argv[optind], &sources);
	if (!diff)
		return EXIT_NONE;
	fputs(diff, stdout);
	return 0;
}
