/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text that grows: strings, lists of words, whole files.
 *
 * What is returned is allocated and belongs to the caller, who may keep it to the end: the program
 * is short-lived.  Without memory these functions end it, through die().
 */
#ifndef LEAFZAP_TEXT_H
#define LEAFZAP_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* printf into a new string. */
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *vformat(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));

/* A copy of @text. */
char *copy(const char *text);

/* calloc() that never returns NULL: @count times @bytes bytes of zero. */
void *allocate(size_t count, size_t bytes);

/*
 * Room for one element of @bytes bytes more than the @count that are in @array: its new place.
 * @array is NULL or comes from here.
 */
void *grow(void *array, size_t count, size_t bytes);

/* Text that is written piece by piece through @file, with fprintf() and the like. */
struct buffer {
	FILE *file; /* open_memstream() */
	char *text;
	size_t bytes;
};

/* Begins an empty text. */
void buffer_open(struct buffer *buffer);
/* Ends it, and returns it, with a NUL behind its last byte.  @buffer can be opened again. */
char *buffer_close(struct buffer *buffer);

/* A list of strings with NULL behind the last, as execvp() takes one.  Begins as all zero. */
struct words {
	char **list; /* NULL as long as @count is 0 */
	size_t count;
};

/* Adds one word, as printf makes it. */
void words_add(struct words *words, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Adds copies of all words of @list, which ends with NULL. */
void words_append(struct words *words, char *const *list);
/*
 * Adds the parts of @text that are not empty between the characters of @separators, as strtok()
 * cuts them: split(&words, "a,b", ",").
 */
void words_split(struct words *words, const char *text, const char *separators);
/* Adds "--NAME" and @value, two words; neither if @value is NULL or empty. */
void words_option(struct words *words, const char *name, const char *value);
/* Is there a word that is the same as @name? */
bool words_has(const struct words *words, const char *name);
/* All words in one string, with @between between each two. */
char *words_join(const struct words *words, const char *between);

/* Does @text begin so?  Does it end so? */
bool begins(const char *text, const char *start);
bool ends(const char *text, const char *end);

/* Cuts line ends and blanks off the end of @text, in place, and returns it. */
char *chomp(char *text);

/* The whole file, with a NUL behind it; NULL and errno where it cannot be read. */
char *file_text(const char *path);
/* The same up to its end of what is open as @fd, which stays open. */
char *fd_text(int fd);
/* Makes a file of that text, or dies: the disk may be full. */
void file_write(const char *path, const char *text);
/* Makes the file @to a copy of the contents of @from, or dies. */
void file_copy(const char *from, const char *to);

/*
 * The file or folder's path, absolute and without links, as realpath(3) has it; NULL and errno
 * where there is none.
 */
char *path_real(const char *path);
/* What follows the last slash of @path: a pointer into it. */
const char *path_name(const char *path);
/* Where execvp() finds the command @name: a path, or NULL. */
char *path_of_command(const char *name);
/* Is there anything by that path? */
bool path_there(const char *path);
/* Is it a folder? */
bool path_folder(const char *path);
/* mkdir -p; false and errno where that is not possible. */
bool path_make_folder(const char *path);
/* Gives the file today's date; makes it, if it is missing.  Where that is not possible, it is left.
 */
void path_touch(const char *path);

#endif
