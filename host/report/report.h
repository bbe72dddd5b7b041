/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The report: reads what labs say (host/lab/lab.h has the format), keeps the
 * results, and decides.  Its first rule: what was planned and not seen to pass
 * did not pass.
 */
#ifndef LEAFZAP_REPORT_H
#define LEAFZAP_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../lab/plan.h"

/* In the order in which they prevail, the strongest last. */
/* PARTIAL passed, on a host that cannot check everything. */
enum verdict { PASS, PARTIAL, SKIP, ERROR, CRASH, FAIL };

extern const char *const verdict_words[];

/*
 * What is wrong, apart from the cases: one line of text, and what follows from it.  Its kind:
 *   splat, splat/KASAN, splat/page  a line of the host's log
 *   ledger                          a violation that the host's log tells
 *   panic, crash, hang              how the host or the guest ended
 *   guest                           the guest failed outside of a case
 *   log                             the log does not fit its plan, or itself
 *   setup                           leafzap or the machine
 */
struct problem {
	enum verdict verdict; /* ERROR, CRASH or FAIL */
	char *text;	      /* as it is told: whose it is comes first */
	const char *said;     /* the part of @text behind that, and behind a kernel's time */
	char *kinds;	      /* comma-separated: of a case that had not ended first */
	unsigned lab;	      /* from 1 */
	const char
		*backing; /* of the guest; of a lab's problem: of the last that spoke; NULL: none */
	unsigned before;  /* cases of that guest that had ended */
	uint64_t ms;	  /* since that guest's first line */
};

#define NO_GFN UINT64_MAX

/* The tag of a diagnosis. */
struct tag {
	char kind[32];
	uint64_t gfn; /* a page that shows it, or NO_GFN */
};

#define FOUND_KINDS 16

/* By which kinds of checks something failed, and the first diagnosis of each, without its tag. */
struct found {
	unsigned n;
	struct {
		char kind[32];
		char *text;
	} of[FOUND_KINDS];
};

struct result {
	unsigned lab, guest; /* indices */
	char *suite;
	char *title;
	char *reason;	      /* of a SKIP or ERROR, else NULL */
	char *diagnosis;      /* lines "# ..." before it, else NULL */
	unsigned number;      /* of the result in its suite; 0: the suite as a whole */
	unsigned case_number; /* for --case */
	enum verdict verdict; /* PASS, SKIP, ERROR, FAIL */
	struct found found;   /* in its diagnosis */
	unsigned before;      /* cases of its guest that ended before */
	uint64_t ms;	      /* it took */
	uint64_t end_ms;      /* since the guest's first line */
};

/* The KTAP of one guest, as far as it was read. */
struct guest {
	const struct guest_plan *plan;
	bool begun, ended, said_last;
	bool spoke;		 /* any line at all */
	unsigned suites_planned; /* "1..N"; 0: not seen */
	unsigned suites_done;
	char suite[64]; /* the running one, or empty */
	unsigned cases_planned, cases_done;
	/* Of what has no result yet. */
	char *diagnosis;
	struct found found;
	unsigned case_number;	   /* 0: that of its result */
	unsigned ncases;	   /* that have ended, of all suites */
	unsigned counts[FAIL + 1]; /* of results, by verdict */
	enum verdict last;	   /* of the guest's own last line */
	unsigned last_counts[FAIL + 1];
	uint64_t first_ms; /* when it said its first line */
	uint64_t case_ms;  /* when the last case ended */
};

struct lab {
	struct plan plan;
	struct guest guests[PLAN_GUESTS];
	unsigned now; /* guest that speaks, 1-based; 0: none */
	bool begun, ended, dumping;
	unsigned guests_ended;
	uint64_t quiet_ms; /* when it last said anything */
};

struct run {
	struct lab labs[PLAN_LABS];
	unsigned nlabs;
	struct problem *problems;
	unsigned nproblems;
	struct result *results;
	unsigned nresults;
	unsigned counts[FAIL + 1];
	bool interrupted;
	/* What no guest could check, "KICK,STALE": of hosts without some of leafzap's hooks. */
	char unchecked[128];
	bool accept_partial; /* that is no reason for an exit status of its own */
	uint64_t start_ms;
	char release[128]; /* of the host's kernel */
	/*
	 * Words that are put behind each "again:" of a guest, with a blank: what only the machine
	 * knows of how a case is run again (its kernel, engine, patches), as a shell reads them.
	 * NULL: none.
	 */
	const char *again;
	char **notes; /* "key: what was run" */
	unsigned nnotes;
};

uint64_t now_ms(void);
/* Stops now_ms() at @ms: a log that is read again has its own time.  0: it runs. */
void clock_set(uint64_t ms);
void *grow(void *array, unsigned n, size_t bytes);
char *copy_text(const char *text, size_t bytes);

/* tag.c: reads the tag of @text; the text behind it, or NULL if it has none. */
const char *tag_read(const char *text, struct tag *tag);
/* Adds @kind with @text, unless it is there. */
void found_add(struct found *found, const char *kind, const char *text);
/* Its kinds, comma-separated, and @more behind them if that is not NULL. */
const char *found_kinds(const struct found *found, const char *more);

/* problem.c: @guest may be NULL: it is about the lab. */
void problem(struct run *run, const struct lab *lab, const struct guest *guest,
	     enum verdict verdict, const char *kinds, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
/* The kernel of @lab said @line. */
void problem_of_host(struct run *run, const struct lab *lab, enum verdict verdict, const char *kind,
		     const char *line);

/* splat.c: what follows from a line of the host's log, and its kind; PASS: nothing. */
enum verdict splat(const char *line, const char **kind);

/* ktap.c: a line of a guest's log, and the end of it. */
void ktap_line(struct run *run, struct lab *lab, const char *line);
void ktap_end(struct run *run, struct lab *lab, struct guest *guest, const char *how);
/* The guest was not run, for this reason. */
void ktap_skip(struct run *run, struct lab *lab, struct guest *guest, const char *reason);

/* facts.c: adds a lab with this plan; false if it is none, or one too many. */
bool run_add_lab(struct run *run, const char *plan);
void run_add_note(struct run *run, const char *text);
/*
 * The value of "key=" in @line: to the next blank, or to the end for "text=".
 * NULL: there is none.
 */
const char *fact(const char *line, const char *key, char *value, size_t bytes);
/*
 * A whole line that a lab said, without its newline; and its end.  A guest's line "# again: ..."
 * is completed by run->again before anybody sees it.
 */
void lab_line(struct run *run, struct lab *lab, const char *line);
/* @status: of the engine, as from waitpid(); -1: it was killed, @why says why. */
void lab_end(struct run *run, struct lab *lab, int status, const char *why);

/* verdict.c */
enum verdict run_verdict(const struct run *run);
/* The verdict as it is told; and behind its counts, " unchecked=KICK,STALE", or "". */
const char *run_word(const struct run *run);
const char *run_unchecked(const struct run *run);
int run_exit_code(const struct run *run, enum verdict verdict);

/* stream.c: the logs, as they come, on the terminal and in files. */
bool stream_open(const char *dir, const struct run *run, char *const *plans);
void stream_guest(const struct run *run, const struct lab *lab, const char *line);
void stream_host(const struct run *run, const struct lab *lab, const char *line);
/* What was said so far can be read, whatever happens next. */
void stream_flush(void);
/* False if a file could not be written. */
bool stream_close(void);
/* When something was last shown. */
extern uint64_t stream_shown_ms;

/* record.c: labs.log, and a run read back from it. */
void record_open(FILE *to, const struct run *run, char *const *plans);
void record_line(const struct run *run, const struct lab *lab, const char *line);
void record_end(const struct run *run, const struct lab *lab, int status, const char *why);
/* All labs have ended: the time that the run took. */
void record_over(const struct run *run);
/* False: this is no such log. */
bool record_read(struct run *run, FILE *from);

/* ktap_file.c, tsv.c, junit.c, run_file.c, html.c: each writes one file of results. */
void write_ktap(const struct run *run, FILE *file);
void write_tsv(const struct run *run, FILE *file);
void write_junit(const struct run *run, FILE *file);
void write_run(const struct run *run, FILE *file);
void write_html(const struct run *run, FILE *file);
/* escape.c: @text (or NULL) as text of XML and HTML. */
void escape(FILE *file, const char *text);

/* progress.c: a line on stderr when nothing else was shown for a while. */
void progress(const struct run *run);

/* engine.c: runs one engine a lab until all have ended or were ended. */
struct limits {
	unsigned silence_s, total_s;
	unsigned grace_s; /* between asking an engine to end and killing it */
};
bool engines_run(struct run *run, char *const *command, char *const *plans,
		 const struct limits *limits);

#endif
