/* SPDX-License-Identifier: GPL-2.0-only */
/* Planted bugs: host/mutants/NAME.edit, one run of each, its row, and the pages that are made of
 * rows. */
#ifndef LEAFZAP_MUTANTS_H
#define LEAFZAP_MUTANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../../edit/edit.h"

struct table;

struct mutant {
	const char *name;
	struct edit edit;
	const struct form *form; /* for the kernel that is asked about; NULL: there is none */
	const char *none;	 /* why it cannot exist there, or NULL */
};

/* facts.c: the path of the mutant @name, which may end in ".edit"; dies if there is none. */
char *mutant_path(const char *name);
/* Reads it and finds its form.  Dies if it finds no place in @sources. */
void mutant_read(struct mutant *mutant, const char *path, const struct sources *sources);
/* Reads all of them, sorted by name; ends the program with 2 if one finds no place. */
struct mutant *mutants_read(const struct sources *sources, size_t *n);

/*
 * A row, for one run: fields with tabs between them.  RESULT is killed, SURVIVED, crashed, hung or
 * error; CHECK is the kind of the first check that saw it, or "-"; CASE the number of that case;
 * BEFORE the cases of its guest that had ended before; SECONDS those since its first line; KINDS a
 * comma list of all kinds that fired.  Of a run on the debug kernel BEFORE and SECONDS are those of
 * the whole guest, and CASE is the options of the run.
 */
enum row_field {
	ROW_NAME,
	ROW_KIND, /* as the header says */
	ROW_RESULT,
	ROW_CHECK,
	ROW_SUITE,
	ROW_BACKING,
	ROW_CASE,
	ROW_BEFORE,
	ROW_SECONDS,
	ROW_KINDS,
	ROW_TEXT,
	ROW_FIELDS
};

/* What is run of a mutant. */
struct job {
	const struct mutant *mutant;
	const struct sources *sources;
	const char *kernel, *engine, *seed;
	const char *suites, *backings, *with; /* from the header; "" if it says nothing */
	char *entry;			      /* in the cache */
	char *work;			      /* scratch, while it runs */
	char *row;			      /* without its newline; NULL until it is known */
	bool error;			      /* leafzap could not be run */
};

/* job.c: fills in what the header says for that kernel and engine, or dies. */
void job_begin(struct job *job);
/* Takes the row from the cache; false if it is not there. */
bool job_known(struct job *job);
/* Starts the run; its process id. */
pid_t job_start(struct job *job);
/* The run has ended with that status: makes the row, and keeps it unless it is an error. */
void job_end(struct job *job, int status);
/* The last lines that the run of an error had on standard error; "" if there are none. */
char *job_said(const struct job *job);

/* row.c: the row of a run with that status, made of its results.tsv (NULL: it has none), and the
 * last line that it said. */
char *row_of(const struct job *job, int status, const struct table *results, const char *last);

/* The column of a kernel's or engine's mutants: "Bug", which all have, or "Under EPT", "On debug".
 */
const char *mutants_field(const char *kernel, const char *engine);

/* What pages are made of. */
struct page {
	const struct mutant *mutants;
	size_t n;
	const struct table *rows; /* a table a seed */
	size_t nseeds;
	const char *where; /* "6.12", "6.1", ..., "debug", or "ept" */
	const char *seeds; /* with blanks between */
};

/* What all rows say of one mutant; summary.c. */
struct summary {
	unsigned runs, kills;
	unsigned long before, seconds;	  /* the worst */
	const char *check, *where, *text; /* of the first seed */
	const char *alive;		  /* "; RESULT: TEXT" of each run that did not kill it */
	const char *kinds;		  /* ",KIND,KIND" of all seeds */
};

/* One for each of page->mutants. */
struct summary *summaries(const struct page *page);
/* Is @kind among the kinds? */
bool summary_saw(const struct summary *summary, const char *kind);

/* page.c, peers.c: docs/generated/mutants.md and its sisters, and peers.md. */
char *page_mutants(const struct page *page);
char *page_peers(const struct page *page);

#endif
