// SPDX-License-Identifier: GPL-2.0-only
/* --bisect: the first patch of a series with which a run is not PASS.  Each step is a run of its
 * own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "../table.h"
#include "../top.h"
#include "series.h"

static const char *const words_of[] = { [EXIT_PASS] = "PASS",
					[EXIT_FAIL] = "FAIL",
					[EXIT_SETUP] = "no verdict",
					[EXIT_CRASH] = "crash or hang",
					[EXIT_PARTIAL] = "PARTIAL" };

struct bisect {
	const struct run_options *options;
	unsigned count, steps;
	char **folders; /* of the step with so many patches; NULL: not run */
};

static const char *subject(const struct bisect *bisect, unsigned patch)
{
	return mbox_subject(bisect->options->patches.list[patch - 1]);
}

static char *title_of(const struct bisect *bisect, unsigned patches)
{
	char *step = format("step %u of at most %u", bisect->steps, search_most(bisect->count));

	if (!patches)
		return format("step %u, one more since it would be patch 1: the base, no patch",
			      bisect->steps);
	return format("%s: patches 1 to %u of %u", step, patches, bisect->count);
}

/* The first patches as a folder, by names that keep their order: a command finds them later. */
static char *patches_folder(const struct bisect *bisect, const char *step, unsigned patches)
{
	char *folder = format("%s/patches", step);

	remove_all(folder);
	if (!path_make_folder(folder))
		die("cannot create %s: %s", folder, strerror(errno));
	for (unsigned i = 0; i < patches; i++) {
		const char *from = bisect->options->patches.list[i], *name = path_name(from);
		char *number = format("%04u-", i + 1);

		/* Those of a mailbox have their number. */
		file_copy(from, format("%s/%s%s%s", folder, begins(name, number) ? "" : number,
				       name, ends(name, ".patch") ? "" : ".patch"));
	}
	return folder;
}

static void add_run(struct words *words, const struct bisect *bisect, const char *step,
		    unsigned patches)
{
	const struct run_options *options = bisect->options;

	words_add(words, "%s", top_path("run.sh"));
	words_option(words, "mode", "lab");
	words_option(words, "engine", options->engine);
	words_option(words, "vendor", options->vendor);
	words_option(words, "suite", options->suites);
	words_option(words, "tree", options->tree);
	if (!options->tree)
		words_option(words, "kernel", options->kernel);
	again_given(words, options);
	if (!words_has(&options->guest, "stop"))
		words_add(words, "--stop");
	if (patches)
		words_option(words, "patch", patches_folder(bisect, step, patches));
	words_option(words, "out", step);
}

/* A step without a verdict ends the search. */
static _Noreturn void give_up(const struct bisect *bisect, unsigned patches, int status,
			      const char *log)
{
	char *upto = patches ? format("patches 1 to %u of %u, the last of them \"%s\"", patches,
				      bisect->count, subject(bisect, patches))
			     : copy("the base without any patch");

	if (status > 128)
		exit(status);
	if (status == EXIT_PARTIAL) {
		say("bisect: the run with %s is PARTIAL: it cannot be judged unless you say "
		    "--accept-partial; what it could not check stands in %s",
		    upto, log);
		exit(EXIT_PARTIAL);
	}
	script_explain(log, "leafzap: error: ");
	if (path_there(format("%s/results.tsv", bisect->folders[patches])))
		die("bisect: no verdict with %s; %s says why", upto, log);
	die("bisect: it does not build with %s; %s says why. Mend that, or leave it out of the "
	    "series",
	    upto, log);
}

static bool step(unsigned patches, void *arg)
{
	struct bisect *bisect = arg;
	struct words words = { 0 };
	char *folder, *log, *title;
	time_t begin = time(NULL);
	int status;

	bisect->steps++;
	folder = format("%s/step-%u", bisect->options->out, bisect->steps);
	bisect->folders[patches] = folder;
	if (!path_make_folder(folder))
		die("cannot create %s: %s", folder, strerror(errno));
	remove_all(format("%s/results.tsv", folder));
	log = format("%s/run.log", folder);
	title = title_of(bisect, patches);
	add_run(&words, bisect, folder, patches);
	status = process_step(title, log, words.list);
	say("bisect: %s: %s, %ld s", title,
	    status <= EXIT_PARTIAL ? words_of[status] : format("exit status %d", status),
	    (long)(time(NULL) - begin));
	if (status != EXIT_PASS && status != EXIT_FAIL && status != EXIT_CRASH)
		give_up(bisect, patches, status, log);
	return status != EXIT_PASS;
}

/* The first failed case, or else the first problem, of that step's results. */
static const struct row *first_failure(const struct table *results)
{
	for (size_t i = 1; i < results->nrows; i++)
		if (!strcmp(row_named(results, &results->rows[i], "what"), "case") &&
		    !strcmp(row_named(results, &results->rows[i], "verdict"), "FAIL"))
			return &results->rows[i];
	return results->nrows ? table_find(results, 0, "problem") : NULL;
}

/* The run with so many patches, of the one case that @row is about. */
static char *command_for(const struct bisect *bisect, unsigned patches, const struct table *results,
			 const struct row *row)
{
	struct run_options options = *bisect->options;
	const char *path = patches ? bisect->options->patches.list[patches - 1] : NULL;
	const char *commit = path ? mbox_commit(path) : NULL;
	const struct words *said = &options.guest_said;
	struct words words = { 0 };
	static const char *const columns[] = { "suite", "backing", "case" };

	options.given = (struct words){ 0 };
	if (options.series && commit && !options.merges) {
		options.series = format("%.*s..%s", (int)strcspn(options.series, "."),
					options.series, commit);
	} else {
		options.series_tree = NULL;
		if (patches)
			words_add(&options.given, "%s/patches", bisect->folders[patches]);
	}
	words_add(&words, "./run.sh");
	if (*again_words(&options))
		words_add(&words, "%s", again_words(&options));
	for (size_t i = 0; i < 3; i++) {
		const char *value = row ? row_named(results, row, columns[i]) : "-";

		if (i == 0 && !strcmp(value, "-") && strcmp(options.suites, "all"))
			value = options.suites;
		if (strcmp(value, "-") && *value)
			words_add(&words, "--%s %s", columns[i], value);
	}
	if (options.vcpus)
		words_add(&words, "--vcpus %s", options.vcpus);
	for (size_t i = 0; i < said->count; i++) {
		if (!strcmp(said->list[i], "--case"))
			i++;
		else if (strcmp(said->list[i], "--sample") || !row)
			words_add(&words, "%s", said->list[i]);
		else
			i++;
	}
	return words_join(&words, " ");
}

/* The end, for people; also in a file. */
static void conclude(const struct bisect *bisect, unsigned patches, const char *head)
{
	char *path = format("%s/results.tsv", bisect->folders[patches]), *text;
	struct table results = { 0 };
	const struct row *row = NULL;

	if (path_there(path)) {
		table_read_tabs(&results, path);
		row = first_failure(&results);
	}
	text = format("%s\n  first failure: %s%s%s\n  alone: %s\nleafzap: FAIL first=%u patches=%u "
		      "runs=%u\n",
		      head, row ? format("[%s] ", row_named(&results, row, "kinds")) : "",
		      row ? row_named(&results, row, "text") : "the host gave no line, see ",
		      row ? "" : bisect->folders[patches],
		      command_for(bisect, patches, &results, row), patches, bisect->count,
		      bisect->steps);
	file_write(format("%s/bisect.txt", bisect->options->out), text);
	fputs(text, stdout);
}

int bisect_run(const struct run_options *options)
{
	struct bisect bisect = { .options = options, .count = (unsigned)options->patches.count };
	unsigned first;

	mbox_git();
	bisect.folders = allocate(bisect.count + 1, sizeof(*bisect.folders));
	say("bisect: %u patches, at most %u runs, in %s", bisect.count, search_most(bisect.count),
	    options->out);
	first = search_first(bisect.count, step, &bisect);
	if (first > bisect.count) {
		printf("bisect: with all %u patches the run is PASS: there is nothing to find\n"
		       "leafzap: PASS patches=%u runs=%u\n",
		       bisect.count, bisect.count, bisect.steps);
		return EXIT_PASS;
	}
	if (first)
		conclude(&bisect, first,
			 format("bisect: patch %u of %u is the first that fails: %s", first,
				bisect.count, subject(&bisect, first)));
	else
		conclude(&bisect, 0,
			 "bisect: the base without any patch fails: no patch of the series is to "
			 "blame for that");
	return EXIT_FAIL;
}
