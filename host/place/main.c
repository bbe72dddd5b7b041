// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap place [--whole] HOOKS TREE WORK: writes into the folder WORK, by the same names, those
 * sources of TREE that the table in the folder HOOKS has hooks for, with the hooks in them, and
 * prints their names.  With --whole, spatch is given whole files.  Exit 2, naming the hook and the
 * file, if one found no place.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../leafzap/process.h"
#include "../leafzap/say.h"
#include "../leafzap/subcommands.h"
#include "../leafzap/text.h"
#include "../source/source.h"
#include "place.h"

#define SPATCH_S "900"
#define LOG_MISSING 5 /* lines of spatch's that are shown */
#define LOG_FAILED 20

struct job {
	const char *file;
	char *source, *rules;
	struct slice slice;
	pid_t pid;
};

static const char *hooks, *tree, *work;
static struct table table;
static struct job *jobs;
static size_t njobs;
static bool whole_files;

static char *in_work(const struct job *job, const char *suffix)
{
	return format("%s/%s%s", work, job->file, suffix);
}

static void make_folder(const struct job *job)
{
	char *path = in_work(job, "");

	*strrchr(path, '/') = '\0';
	if (!path_make_folder(path))
		die("cannot make %s: %s", path, strerror(errno));
}

static void add_job(const char *file)
{
	struct job *job = &jobs[njobs];
	struct names names;

	for (size_t i = 0; i < njobs; i++)
		if (!strcmp(jobs[i].file, file))
			return;
	job->file = file;
	job->source = file_text(format("%s/%s", tree, file));
	if (!job->source)
		die("%s has no %s: %s", tree, file, strerror(errno));
	job->rules = rules_for(&table, hooks, file);
	names = slice_names(job->rules);
	names.any |= whole_files;
	job->slice = slice_cut(job->source, &names);
	make_folder(job);
	file_write(in_work(job, ".cocci"), job->rules);
	njobs++;
}

/* By short names and in its folder: spatch cannot do with a blank in a path. */
static void begin(struct job *job)
{
	char *words[] = { "timeout",	   "--foreground",
			  SPATCH_S,	   "spatch",
			  "--very-quiet",  "--no-show-diff",
			  "--no-includes", "--in-place",
			  "--sp-file",	   format("%s.cocci", job->file),
			  copy(job->file), NULL };
	const char *log = in_work(job, ".log");
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct command command = { words, work, -1, fd, fd, false };

	if (fd < 0)
		die("cannot write %s: %s", log, strerror(errno));
	file_write(in_work(job, ""), job->slice.text);
	job->pid = process_start(&command);
	close(fd);
}

static void show_log(const struct job *job, size_t most)
{
	struct lines l;
	size_t skip = 0, n = 0;

	if (!source_read(in_work(job, ".log"), &l))
		return;
	for (size_t i = 0; i < l.n; i++)
		n += !begins(l.line[i], "warning:");
	for (size_t i = 0; i < l.n; i++)
		if (!begins(l.line[i], "warning:") && ++skip + most > n)
			fprintf(stderr, "%s\n", l.line[i]);
}

/* Are all hooks there?  Says which are not, if it is the last try. */
static bool complete(const struct job *job, const char *text, bool last)
{
	for (size_t i = 0; i < table.n; i++) {
		const struct row *row = &table.row[i];
		unsigned found;

		if (strcmp(row->file, job->file))
			continue;
		found = calls_in(text, row->call);
		if (found < row->usual && !last)
			return false;
		if (found < row->least) {
			fprintf(stderr, "error: hook %s (%s) found %u of %u places in %s\n",
				row->hook, row->call, found, row->least, job->file);
			show_log(job, LOG_MISSING);
			exit(EXIT_SETUP);
		}
		if (found < row->usual)
			fprintf(stderr, "note: hook %s (%s) found no place in %s\n", row->hook,
				row->call, job->file);
	}
	return true;
}

/* False if it has to be done again, with the whole file: what was cut may have mattered after all.
 */
static bool finish(struct job *job, int status)
{
	bool last = !job->slice.ncuts;
	char *changed = status ? NULL : file_text(in_work(job, "")), *whole;

	if (!changed && last) {
		fprintf(stderr, "error: spatch failed on %s:\n", job->file);
		show_log(job, LOG_FAILED);
		exit(EXIT_SETUP);
	}
	whole = changed ? slice_restore(&job->slice, changed) : NULL;
	if (!whole || !complete(job, whole, last)) {
		fprintf(stderr, "note: %s: hooks are missing, again without a function cut out\n",
			job->file);
		job->slice = (struct slice){ .text = job->source };
		return false;
	}
	file_write(in_work(job, ""), ends(job->file, ".c") ? with_header(whole) : whole);
	return true;
}

/* What takes longest first. */
static int by_size(const void *a, const void *b)
{
	size_t one = strlen(((const struct job *)a)->slice.text);
	size_t two = strlen(((const struct job *)b)->slice.text);

	return (one < two) - (one > two);
}

static struct job *job_of(pid_t pid)
{
	size_t i = 0;

	while (jobs[i].pid != pid)
		i++;
	return &jobs[i];
}

static void run_jobs(void)
{
	size_t next = 0, running = 0, cpus = process_cpus();

	while (next < njobs || running) {
		struct job *job;
		int status;

		if (next < njobs && running < cpus) {
			begin(&jobs[next++]);
			running++;
			continue;
		}
		job = job_of(process_wait_any(&status, -1));
		if (finish(job, status))
			running--;
		else
			begin(job);
	}
}

int main_place(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "--whole")) {
		whole_files = true;
		argv++;
	} else if (argc != 4) {
		die("usage: leafzap place [--whole] HOOKS TREE WORK");
	}
	hooks = argv[1];
	tree = argv[2];
	work = argv[3];
	table = read_table(hooks, tree);
	jobs = allocate(table.n + 1, sizeof(*jobs));
	for (size_t i = 0; i < table.n; i++)
		add_job(table.row[i].file);
	qsort(jobs, njobs, sizeof(*jobs), by_size);
	run_jobs();
	for (size_t i = 0; i < njobs; i++)
		puts(jobs[i].file);
	return 0;
}
