/* SPDX-License-Identifier: GPL-2.0-only */
/* Placing leafzap's hooks in the sources of KVM. */
#ifndef LEAFZAP_PLACE_H
#define LEAFZAP_PLACE_H

#include <stdbool.h>
#include <stddef.h>

/* slice.c: the functions that rules are about. */
struct names {
	char **name;
	size_t n;
	/* There are rules that may match anywhere. */
	bool any;
};

struct slice {
	char *text;
	/* What was left out, in order. */
	char **cut;
	size_t ncuts;
};

/* Those of the semantic patch @rules. */
struct names slice_names(const char *rules);
/* @source without the functions that no rule is about, each run of them for a mark. */
struct slice slice_cut(const char *source, const struct names *names);
/*
 * Puts back into @changed what was cut.  NULL if a mark is not where it was: then the changes
 * cannot be trusted.
 */
char *slice_restore(const struct slice *slice, const char *changed);

/* hooks.c: a row of host/kvm/hooks/table, which describes the columns. */
struct row {
	char file[128], hook[64], call[64];
	unsigned least, usual;
};

struct table {
	struct row *row;
	size_t n;
};

/* The rows of the table in the folder @hooks that are meant for the sources in @tree. */
struct table read_table(const char *hooks, const char *tree);
/* The rules of all hooks for a file, in one. */
char *rules_for(const struct table *table, const char *hooks, const char *file);
/* In how many lines a call is, or the member of a struct; "_" in @call stands for any character. */
unsigned calls_in(const char *text, const char *call);
/* @text with the #include that hooks need. */
char *with_header(const char *text);

#endif
