// SPDX-License-Identifier: GPL-2.0-only
/* leafzap-edit: what scripts ask of an edit.  Its usage is below. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit.h"

static const char usage[] =
	"usage: leafzap-edit headers EDIT...\n"
	"         each field of each header: NAME <tab> FIELD <tab> VALUE\n"
	"       leafzap-edit apply -t TITLE -r ROOT... -o OUT EDIT\n"
	"         the files that it changes, as they were and become, in OUT/a and OUT/b\n"
	"       leafzap-edit check -t TITLE -r ROOT... EDIT...\n"
	"         for each edit: NAME <tab> placed, none or error <tab> form or reason\n"
	"TITLE is what messages call the sources; ROOT a folder that has some of them.\n"
	"Exit status: 0 placed; 1 the header says that the bug cannot exist there; 2 neither,\n"
	"or a form too many, or wrong usage. check: 0 unless one is an error.\n";

static void headers(char **path)
{
	for (; *path; path++) {
		struct edit edit;

		edit_read(&edit, *path);
		for (size_t i = 0; i < edit.nfields; i++)
			printf("%s\t%s\t%s\n", edit.name, edit.fields[i].name,
			       edit.fields[i].value);
	}
}

static int apply(const struct roots *roots, const char *title, const char *out, const char *path)
{
	const struct form *form;
	struct edit edit;
	char *why;

	edit_read(&edit, path);
	switch (edit_choose(&edit, roots, &form, &why)) {
	case OUT_PLACED:
		form_write(form, roots, out);
		return 0;
	case OUT_NONE:
		fprintf(stderr, "leafzap: %s cannot exist in %s: %s\n", edit.name, title, why);
		return 1;
	default:
		die("%s: %s in %s: %s", path, edit.name, title, why);
	}
}

static int check(const struct roots *roots, const char *title, char **path)
{
	static const char *const words[] = { "placed", "none", "error" };
	int rc = 0;

	for (; *path; path++) {
		const struct form *form;
		struct edit edit;
		enum outcome out;
		char *why;

		edit_read(&edit, *path);
		out = edit_choose(&edit, roots, &form, &why);
		if (out == OUT_PLACED)
			why = print_new("line %zu", form->at);
		printf("%s\t%s\t%s\n", edit.name, words[out], why);
		if (out == OUT_ERROR) {
			fprintf(stderr, "leafzap: error: %s: %s in %s: %s\n", *path, edit.name,
				title, why);
			rc = 2;
		}
	}
	return rc;
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "", *title = "these sources", *out = NULL;
	struct roots roots = { 0 };
	int option, left;

	if (strcmp(command, "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	optind = 2;
	while ((option = getopt(argc, argv, "+t:r:o:")) != -1) {
		if (option == 't') {
			title = optarg;
		} else if (option == 'o') {
			out = optarg;
		} else if (option == 'r') {
			roots.dir = grow(roots.dir, roots.n, sizeof(*roots.dir));
			roots.dir[roots.n++] = optarg;
		} else {
			fputs(usage, stderr);
			return 2;
		}
	}
	left = argc - optind;
	if (strcmp(command, "headers") == 0 && left > 0) {
		headers(argv + optind);
		return 0;
	}
	if (strcmp(command, "apply") == 0 && left == 1 && roots.n && out)
		return apply(&roots, title, out, argv[optind]);
	if (strcmp(command, "check") == 0 && left > 0 && roots.n)
		return check(&roots, title, argv + optind);
	fputs(usage, stderr);
	return 2;
}
