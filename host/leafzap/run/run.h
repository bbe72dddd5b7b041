/* SPDX-License-Identifier: GPL-2.0-only */
/* ./run.sh: from the command line to the supervisor. */
#ifndef LEAFZAP_RUN_H
#define LEAFZAP_RUN_H

#include <stdbool.h>

#include "../kernel/kernel.h"

struct suites; /* host/lab/suites.h */

/* What the command line says, checked; options.c. */
struct run_options {
	const char *suites, *backings; /* "all", or names with commas between */
	const char *variant, *mode, *engine, *vendor, *kernel, *tree, *out;
	const char *page;  /* of HTML: a whole path, "report.html" of the results, or NULL */
	const char *vcpus; /* a number, or NULL */
	/*
	 * --series: a range of the git tree --tree; when series_take() has read it, of commits.
	 * Then tree is that of its base, and series_tree the user's own.
	 */
	const char *series, *series_tree;
	struct words patches;	 /* whole paths of files */
	struct words given;	 /* what --patch was given, as whole paths that outlive the run */
	struct words guest;	 /* what only the guest knows, as its own words: "seed=3", "long" */
	struct words guest_said; /* the same as options: "--seed", "3", "--long" */
	bool one_case, matrix, list, help, bisect, bisect_exit, accept_partial;
	bool merges; /* the range of --series has some, which are not taken */
};

/* Reads the command line, or dies and says what would have been right. */
void options_parse(struct run_options *options, int argc, char **argv);

/* usage.c: what --help prints. */
void usage_print(void);

/* options.c: an option of guest/options.def. */
struct guest_option {
	const char *name;
	enum guest_kind { NUMBER, FLAG } kind;
	unsigned long long min, max;
	const char *value, *help;
};

extern const struct guest_option guest_options[];
extern const unsigned nguest_options;

/* patches.c: adds to @options the files that --patch @path stands for, or dies. */
void patches_add(struct run_options *options, const char *path);
/*
 * Moves those of them that were read from a mailbox or from standard input to @out/patches, so that
 * a command printed by the run finds them later.
 */
void patches_keep(struct run_options *options, const char *out);

/* choices.c: do the options go together?  Dies if not. */
void choices_together(const struct run_options *options);
/* Are the values such as there are?  Dies if not.  Fills in --kernel's default. */
void choices_check(struct run_options *options);
/* The path of suites.tsv, made if it is not in the cache. */
const char *choices_table_path(void);
/* What --list prints. */
void choices_list(void);
/* The kernels that can be built; with @all also "debug", which takes many minutes. */
void choices_kernels(struct words *names, bool all);
/* The suites of "all". */
void choices_suites(struct words *names);
/* The table of suites, read once. */
const struct suites *choices_table(void);

/* engine.c: a row of host/engine/engines, which describes the columns. */
struct engine {
	const char *name, *vendor, *packages, *packing, *claim;
	unsigned mib, silence_s, up_s, times;
};

/* The engine in row @n, or NULL behind the last; and that of a name, or NULL. */
const struct engine *engine_row(unsigned n);
const struct engine *engine_find(const char *name);

/*
 * The engine for --engine @name ("auto") and --vendor @vendor (or NULL), on a machine of which
 * machine_nested() says @nested.  This machine's own KVM comes before emulation where it can be
 * nested and has the vendor that is wanted.  Dies where they contradict each other; says why one
 * was chosen.
 */
const struct engine *engine_choose(const char *name, const char *vendor, const char *nested);

/*
 * machine.c: can this machine's KVM run a lab whose own KVM has two-dimensional paging?  "amd" or
 * "intel", what the lab's CPU will be, or "no" and the reason.  @root is put before all paths, for
 * tests; "" is this machine.
 */
const char *machine_nested(const char *root);

/*
 * Is --mode @mode to be direct?  For that this machine's KVM must carry leafzap, and @reason, if
 * not NULL, is why the options rule it out.  Says why; dies where direct was asked for in vain.
 */
bool machine_direct(const char *mode, const char *reason);

/* build.c: what is built for a run; whole paths. */
struct run_parts {
	const char *runner, *report, *guest;
	const struct engine *engine;
	const char *modules, *initramfs; /* of a lab */
	char *partial; /* lines: the hooks that have no place, and what is off for that; or NULL */
	const char *release;
};

/* Builds runner, report and guest. */
void build_programs(struct run_parts *parts);
/* Builds KVM and the lab's initramfs for parts->engine, in words for the kernel's build. */
void build_lab(struct run_parts *parts, const struct run_options *options);
/* Is a whole kernel built, or KVM's modules alone? */
bool build_whole(const struct run_options *options);

/* labs.c: becomes the supervisor.  @command is the command line, for the notes. */
_Noreturn void labs_run(const struct run_options *options, const struct run_parts *parts,
			const char *command);

/* matrix.c: each engine with each kernel and suite.  The worst exit status. */
int matrix_run(const struct run_options *options);

/* main.c: makes the results folder; its whole path. */
const char *open_out(const struct run_options *options);

/* again.c: the word as sh takes it: in quotes where it needs them. */
char *quoted(const char *word);
/*
 * The options that a case needs to be run again under the same conditions, beside those that the
 * guest names: "--kernel 6.1 --engine bochs", or "".
 */
char *again_words(const struct run_options *options);
/* Adds what each run that this one starts is given: the guest's options, vCPUs, backings, variant.
 */
void again_given(struct words *words, const struct run_options *options);

#endif
