/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An edit: one change of the kernel's sources in one file, for every version of
 * the kernel, placed by the shape of the code.  README.md has the format.
 */
#ifndef LEAFZAP_EDIT_H
#define LEAFZAP_EDIT_H

#include <stdbool.h>
#include <stddef.h>

/* The lines of a file, without their newlines; a file that does not end in one gets it. */
struct text {
	char **line;
	size_t n;
};

/* The file at @path, in pieces; false, with errno, if it cannot be read. */
bool text_read(struct text *text, const char *path);

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

/* Reads the edit in @path.  Exits with 2 and the line, if it is none. */
void edit_read(struct edit *edit, const char *path);

/* The value of a field, or NULL; *@next, 0 at first, counts through fields of the same name. */
const char *edit_field(const struct edit *edit, const char *name, size_t *next);

/* The folders in which a path of the kernel's sources is looked for, in this order. */
struct roots {
	char **dir;
	size_t n;
};

/* Reads @path from the first root that has it.  What was read before is remembered; NULL: none has
 * it. */
const struct text *roots_read(const struct roots *roots, const char *path);

/*
 * The lines [*start, *end) of the definition of @name that begins at line @from or
 * later: from the line in column 0 that names it to the "}" there.  A name is
 * that of a function, or of "struct x".  false: there is no further one.
 */
bool text_definition(const struct text *text, const char *name, size_t from, size_t *start,
		     size_t *end);

/* Does @name occur in @text as a whole word? */
bool text_has_word(const struct text *text, const char *name);

/* How often the old lines of @hunk are in @text, where they are looked for, and the first line. */
size_t hunk_places(const struct hunk *hunk, const struct text *text, size_t *first);

enum outcome {
	OUT_PLACED, /* exactly one form, each of its hunks in exactly one place */
	OUT_NONE,   /* the header says that the bug cannot exist here; *why says why */
	OUT_ERROR,  /* no form, or several, or a form and a reason against it; *why says what */
};

/* Finds the form of @edit for these sources.  *@why is to be freed, or NULL. */
enum outcome edit_choose(const struct edit *edit, const struct roots *roots,
			 const struct form **form, char **why);

/*
 * Writes each file of the form as it was and as it becomes, to @out/a and @out/b, and
 * its path, a line each, to standard output.  Exits with 2 if that cannot be done.
 */
void form_write(const struct form *form, const struct roots *roots, const char *out);

/* Ends with status 2 and a message in the words of host/lib.sh. */
__attribute__((format(printf, 1, 2), noreturn)) void die(const char *format, ...);
/* realloc() for arrays, and strdup(), that never fail. */
void *grow(void *array, size_t n, size_t bytes);
char *copy_of(const char *from, size_t bytes);
__attribute__((format(printf, 1, 2))) char *print_new(const char *format, ...);

#endif
