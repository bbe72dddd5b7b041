/* SPDX-License-Identifier: GPL-2.0-only */
/* Placing leafzap's hooks in the sources of KVM. */
#ifndef LEAFZAP_PLACE_H
#define LEAFZAP_PLACE_H

#include <stdbool.h>
#include <stddef.h>

/* text.c: memory is never given back, the program is a short one. */
struct text {
	char *at;
	size_t bytes;
};

struct lines {
	char **line;
	size_t n;
};

__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);
void *need(void *memory);
char *printed(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool read_text(const char *path, struct text *text);
void write_text(const char *path, const struct text *text);
void add(struct text *text, const char *from, size_t bytes);
void add_line(struct text *text, const char *line);
struct lines split(const struct text *text);
bool has_word(const char *text, const char *word);

/* slice.c */
struct names {
	char **name;
	size_t n;
	/* There are rules that may match anywhere. */
	bool any;
};

struct slice {
	struct text text;
	/* What was left out, in order. */
	struct text *cut;
	size_t ncuts;
};

struct names functions_of(const struct text *rules);
struct slice cut(const struct text *source, const struct names *names);
bool restore(const struct slice *slice, const struct text *changed, struct text *whole);

/* hooks.c */
struct row {
	char file[128], hook[64], call[64];
	unsigned least, usual;
};

struct table {
	struct row *row;
	size_t n;
};

struct table read_table(const char *hooks, const char *tree);
struct text rules_for(const struct table *table, const char *hooks, const char *file);
unsigned calls_in(const struct text *text, const char *call);
struct text with_header(const struct text *text);

#endif
