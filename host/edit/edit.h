/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An edit: one change of the kernel's sources, for every version of the kernel, placed by the shape
 * of the code.  README.md has the format.
 */
#ifndef LEAFZAP_EDIT_H
#define LEAFZAP_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "../source/source.h"

struct words; /* host/leafzap/text.h */

/* A field of the header, "Kind: flush", its further lines joined by blanks. */
struct field {
	char *name, *value;
};

/* One change in one place: lines that begin with ' ', '-' or '+'. */
struct hunk {
	char *where; /* the function or struct that holds the place; NULL: anywhere */
	char **line;
	size_t n;
	size_t at; /* its line in the edit's own file, from 1 */
};

struct file_edit {
	char *path; /* in the kernel's sources */
	struct hunk *hunks;
	size_t n;
};

/* What to do where the code has one shape; all hunks of it, or none. */
struct form {
	struct file_edit *files;
	size_t n;
	size_t at;
};

struct edit {
	char *path, *name; /* of its own file; without folder and ending */
	struct field *fields;
	size_t nfields;
	struct form *forms;
	size_t nforms;
};

/* parse.c: reads the edit in @path.  Dies, and names the line, if it is none. */
void edit_read(struct edit *edit, const char *path);

/* Adds the names of the edits in @folder, sorted. */
void edit_names(struct words *names, const char *folder);

/* The value of a field, or NULL; *@next, 0 at first, counts through fields of the same name. */
const char *edit_field(const struct edit *edit, const char *name, size_t *next);
/* The first value of a field; "" if there is none. */
const char *edit_first(const struct edit *edit, const char *name);

/* sources.c: the pristine sources of one kernel, and what messages call them. */
struct sources {
	const char *title, *tree;
};

/* Those of --kernel @kernel, fetched if they are not in the cache; or the program ends. */
struct sources sources_of_kernel(const char *kernel);
/* Those of the user's tree at @folder, if it can be one; or the program ends. */
struct sources sources_of_tree(const char *folder);

/*
 * The lines of @path there, or of leafzap's own file by that name, which comes to the sources
 * later; NULL: there is none.  What was read is remembered, so a program has one kind of sources.
 */
const struct lines *sources_file(const struct sources *sources, const char *path);

enum outcome {
	OUT_PLACED, /* exactly one form, each of its hunks in exactly one place */
	OUT_NONE,   /* the header says that the bug cannot exist here; *why says why */
	OUT_ERROR,  /* no form, or several, or a form and a reason against it; *why says what */
};

/* place.c: finds the form of @edit for these sources.  *@why is NULL if it was placed. */
enum outcome edit_choose(const struct edit *edit, const struct sources *sources,
			 const struct form **form, char **why);

/* How often the old lines of @hunk are in @lines, where they are looked for, and the first line. */
size_t hunk_places(const struct hunk *hunk, const struct lines *lines, size_t *first);
/* How many lines those are. */
size_t hunk_old_lines(const struct hunk *hunk);

/*
 * diff.c: what @form, from edit_choose(), changes, as a diff for ./run.sh --patch.  Its first line
 * names @edit and the sources, so that it is another patch for another kernel.
 */
char *edit_diff(const struct edit *edit, const struct form *form, const struct sources *sources);

/*
 * main.c: the edit in @path as a diff.  Says why and returns NULL if the header says that it cannot
 * exist in these sources; dies if it finds no place there.
 */
char *edit_expand(const char *path, const struct sources *sources);

#endif
