/* SPDX-License-Identifier: GPL-2.0-only */
/* Placing leafzap's hooks in the sources of KVM. */
#ifndef LEAFZAP_PLACE_H
#define LEAFZAP_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../leafzap/text.h"

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
/* Adds a copy of @row, which may be one of the table. */
void table_add(struct table *table, const struct row *row);
/* Takes all rows of that hook out. */
void table_drop(struct table *table, const char *hook);
/* The rules of one hook, and those of all hooks for a file, in one. */
char *rules_of(const char *hooks, const char *hook);
char *rules_for(const struct table *table, const char *hooks, const char *file);
/* In how many lines a call is, or the member of a struct; "_" in @call stands for any character. */
unsigned calls_in(const char *text, const char *call);
/* @text with the #include that hooks need. */
char *with_header(const char *text);

/* job.c: one source, and what spatch makes of it. */
struct job {
	const char *file;
	char *source, *rules;
	struct slice slice;
	pid_t pid;
	char *text; /* with the hooks, whole; NULL before */
};

/* From where to where, and what with. */
struct placing {
	const char *hooks, *tree, *work;
	bool whole_files; /* spatch gets all of a file */
	struct table table;
	struct job *job;
	size_t njobs;
};

/*
 * Places the hooks of the table in every file that has some and was not done with the same rules
 * before, in p->job.  Dies where spatch fails.
 */
void jobs_run(struct placing *p);
/* Shows the last @most lines of what spatch said of @file. */
void job_show_log(const struct placing *p, const char *file, size_t most);
/* Runs spatch in the folder @work with the rules NAME.cocci on the file NAME. */
pid_t spatch_start(const char *work, const char *name);

/*
 * needed.c: what cannot be checked without @hook, as the file "rules" in the folder @hooks says:
 * bits 1 << LEAFZAP_WHY_*, or 0 if nothing can be done without it.
 */
unsigned hook_rules(const char *hooks, const char *hook);
/* The names of such bits, with commas between. */
char *rules_names(unsigned bits);

/* Where the call of @row is now: how many lines of its file have it. */
unsigned places_found(struct placing *p, const struct row *row);
/* The job of a file, made if there is none. */
struct job *job_for(struct placing *p, const char *file);

/*
 * moved.c: brings home, that is into the job of the file @home, the functions that the rules of
 * @hook name and another source of KVM defines.  False if there is none.  jobs_run() comes next.
 */
bool hook_follow(struct placing *p, const char *hook, const char *home);
/* Takes them back to where they were found, with their hooks. */
void hooks_return(struct placing *p);

/*
 * readable.c: adds the names of those functions in the job of @file that the rules of @hook name
 * and spatch cannot read: it leaves those out of every rule, and says nothing.
 */
void hook_unreadable(struct words *functions, struct placing *p, const char *hook,
		     const char *file);

#endif
