// SPDX-License-Identifier: GPL-2.0-only
/* One run of ./run.sh on a mutant, or what the cache has of an earlier one. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../table.h"
#include "../text.h"
#include "../top.h"
#include "mutants.h"

/*
 * What a row depends on, beside the diff: what is built for a run, the way there, and how the row
 * is made of its results.  Not tests, pages, words of help, the matrix, or other mutants.
 */
static const char *const inputs[] = {
	"run.sh",      "common",      "guest",	     "host/cached.sh", "host/lib.sh",
	"host/engine", "host/kernel", "host/kvm",    "host/lab",       "host/leafzap",
	"host/place",  "host/report", "host/source",
};

static const char *const ignored[] = {
	"/tests/",
	"/out/",
	"leafzap/run/matrix.c",
	"leafzap/run/usage.c",
	"mutants/main.c",
	"mutants/page.c",
	"mutants/peers.c",
	"mutants/summary.c",
	"leafzap/main.c",
	"leafzap/subcommands.h",
};

static const char *const no_code[] = { ".md", ".txt", ".rst", ".o" };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool wanted(const char *path)
{
	const char *name = path + strlen(top_path("%s", ""));

	for (size_t i = 0; i < COUNT(ignored); i++)
		if (strstr(name, ignored[i]))
			return false;
	for (size_t i = 0; i < COUNT(no_code); i++)
		if (ends(name, no_code[i]))
			return false;
	return true;
}

/* One key for all of them, worked out once. */
static const char *key_of_inputs(void)
{
	static char *key;
	struct words files = { 0 };

	if (key)
		return key;
	for (size_t i = 0; i < COUNT(inputs); i++) {
		const char *path = top_path("%s", inputs[i]);

		if (path_folder(path))
			cache_files(&files, path, wanted);
		else
			words_add(&files, "%s", path);
	}
	key = cache_key(&files, NULL);
	return key;
}

static const char *append(void)
{
	const char *value = getenv("LEAFZAP_APPEND");

	return value ? value : "";
}

/* "SUITES BACKINGS OPTIONS..." */
static void take_field(struct job *job, const char *name)
{
	char *rest = copy(edit_first(&job->mutant->edit, name)), *word;

	word = strsep(&rest, " ");
	if (!*word)
		die("%s has no field '%s' that says what shall see it there",
		    job->mutant->edit.path, name);
	job->suites = word;
	word = strsep(&rest, " ");
	job->backings = word ? word : "";
	job->with = rest ? rest : "";
}

void job_begin(struct job *job)
{
	const char *field = mutants_field(job->kernel, job->engine);
	struct words more = { 0 };

	if (strcmp(field, "Bug")) {
		take_field(job, field);
	} else {
		job->suites = edit_first(&job->mutant->edit, "Suite");
		job->backings = edit_first(&job->mutant->edit, "Backing");
		job->with = edit_first(&job->mutant->edit, "With");
	}
	words_add(&more, "kernel %s engine %s seed %s %s %s %s %s", job->kernel, job->engine,
		  job->seed, job->suites, job->backings, job->with, append());
	words_add(&more, "%s", key_of_inputs());
	words_add(&more, "%s", edit_diff(&job->mutant->edit, job->mutant->form, job->sources));
	job->entry = cache_path("mutants/%s-%s", job->mutant->name, cache_key(NULL, &more));
	job->row = job->work = NULL;
	job->error = false;
}

bool job_known(struct job *job)
{
	char *row = file_text(format("%s/row", job->entry));

	if (row)
		job->row = chomp(row);
	return row != NULL;
}

static char *in_work(const struct job *job, const char *name)
{
	return format("%s/%s", job->work, name);
}

static int open_log(const struct job *job, const char *name)
{
	char *path = in_work(job, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		die("cannot write %s: %s", path, strerror(errno));
	return fd;
}

pid_t job_start(struct job *job)
{
	struct words words = { 0 };
	struct command command = { .in = -1 };
	char *patch;
	pid_t pid;

	job->work = cache_scratch("mutant");
	patch = in_work(job, format("%s.patch", job->mutant->name));
	file_write(patch, edit_diff(&job->mutant->edit, job->mutant->form, job->sources));
	words_add(&words, "%s", top_path("run.sh"));
	words_option(&words, "mode", "lab");
	words_option(&words, "kernel", job->kernel);
	words_option(&words, "engine", job->engine);
	/* A use after free may show later than what leafzap sees, which is known elsewhere. */
	if (strcmp(job->kernel, "debug"))
		words_add(&words, "--stop");
	words_option(&words, "seed", job->seed);
	words_option(&words, "out", in_work(job, "results"));
	words_option(&words, "patch", patch);
	words_option(&words, "suite", job->suites);
	words_option(&words, "backing", job->backings);
	words_split(&words, job->with, " ");
	command.words = words.list;
	command.out = open_log(job, "log");
	command.err = open_log(job, "err");
	/* As many of these at a time as there are CPUs. */
	setenv("LEAFZAP_LABS", "1", 1);
	pid = process_start(&command);
	close(command.out);
	close(command.err);
	return pid;
}

/* The last @n lines of a file; "" if it cannot be read. */
static char *tail(const char *path, unsigned n)
{
	char *text = file_text(path), *at;

	if (!text)
		return copy("");
	at = chomp(text) + strlen(text);
	while (at > text && (at[-1] != '\n' || --n))
		at--;
	return at;
}

char *job_said(const struct job *job)
{
	return job->work ? tail(in_work(job, "err"), 20) : copy("");
}

/* It replaces an older one that --fresh has made again. */
static void keep(const struct job *job)
{
	file_write(in_work(job, "row"), format("%s\n", job->row));
	remove_all(in_work(job, "log"));
	remove_all(job->entry);
	cache_publish(job->work, job->entry);
}

void job_end(struct job *job, int status)
{
	const char *path = in_work(job, "results/results.tsv");
	struct table results;
	char *last = tail(in_work(job, "log"), 1);

	if (path_there(path))
		table_read_tabs(&results, path);
	if (!*last)
		last = tail(in_work(job, "err"), 1);
	job->row = row_of(job, status, path_there(path) ? &results : NULL, last);
	job->error = status && status != 1 && status != 3;
	if (!job->error)
		keep(job);
}
