/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * C source as lines, and where its definitions begin and end.
 *
 * It relies on the layout of the kernel's sources (Documentation/process/coding-style.rst) and is
 * no parser: a definition begins in column 0, the body of a function opens with a "{" in column 0,
 * and a "}" there ends it.  What is laid out in another way is not found, and who asks says so.
 * host/edit asks for definitions by name, host/place for whole functions.
 */
#ifndef LEAFZAP_SOURCE_H
#define LEAFZAP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	char **line; /* without their newlines */
	size_t n;
};

/* The lines of @text.  What follows the last newline is a line if it is not empty. */
struct lines source_lines(const char *text);

/* The lines of the file at @path; false, with errno, if it cannot be read. */
bool source_read(const char *path, struct lines *lines);

/* Where @word is in @text as a whole word; NULL: nowhere. */
const char *source_word(const char *text, const char *word);

/* Is @word in any of the lines, as a whole word? */
bool source_has_word(const struct lines *lines, const char *word);

/* Is @line a directive of the preprocessor that begins with @word?  "if" is #ifdef, too. */
bool source_directive(const char *line, const char *word);

/* Lines of a source: [start, end), counted from 0. */
struct span {
	size_t start, end;
};

/*
 * The definition of @name that begins at line @from or later: from the line in column 0 that names
 * it to the "}" there.  @name is that of a function, or "struct x".  A declaration is none.  false:
 * there is no further one.
 */
bool source_definition(const struct lines *lines, const char *name, size_t from,
		       struct span *where);

/*
 * The function whose body opens in line @brace, which is "{", from the first line of its head on.
 * false: it is no plain function.  That is one whose head has parentheses and no macro or comment,
 * and whose #if, if it has some, all end in the body.
 */
bool source_function(const struct lines *lines, size_t brace, struct span *where);

#endif
