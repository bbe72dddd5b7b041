// SPDX-License-Identifier: GPL-2.0-only
/* What spatch is given of each source, and what it makes of that. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../leafzap/process.h"
#include "../leafzap/say.h"
#include "../source/source.h"
#include "place.h"

#define SPATCH_S "900"
#define LOG_FAILED 20 /* lines of spatch's that are shown */

static char *in_work(const struct placing *p, const char *file, const char *suffix)
{
	return format("%s/%s%s", p->work, file, suffix);
}

pid_t spatch_start(const char *work, const char *name)
{
	/* By short names and in its folder: spatch cannot do with a blank in a path. */
	char *words[] = { "timeout",	  "--foreground",	    SPATCH_S,	     "spatch",
			  "--very-quiet", "--no-show-diff",	    "--no-includes", "--in-place",
			  "--sp-file",	  format("%s.cocci", name), copy(name),	     NULL };
	const char *log = format("%s/%s.log", work, name);
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct command command = { words, work, -1, fd, fd, false };
	pid_t pid;

	if (fd < 0)
		die("cannot write %s: %s", log, strerror(errno));
	pid = process_start(&command);
	close(fd);
	return pid;
}

static void begin(const struct placing *p, struct job *job)
{
	file_write(in_work(p, job->file, ""), job->slice.text);
	job->pid = spatch_start(p->work, job->file);
}

void job_show_log(const struct placing *p, const char *file, size_t most)
{
	struct lines l;
	size_t skip = 0, n = 0;

	if (!source_read(in_work(p, file, ".log"), &l))
		return;
	for (size_t i = 0; i < l.n; i++)
		n += !begins(l.line[i], "warning:");
	for (size_t i = 0; i < l.n; i++)
		if (!begins(l.line[i], "warning:") && ++skip + most > n)
			fprintf(stderr, "%s\n", l.line[i]);
}

/* Are all hooks of this file there? */
static bool complete(const struct placing *p, const struct job *job, const char *text)
{
	for (size_t i = 0; i < p->table.n; i++) {
		const struct row *row = &p->table.row[i];

		if (!strcmp(row->file, job->file) && calls_in(text, row->call) < row->usual)
			return false;
	}
	return true;
}

/* False if it has to be done again, with the whole file: what was cut may have mattered after all.
 */
static bool finish(const struct placing *p, struct job *job, int status)
{
	bool last = !job->slice.ncuts;
	char *changed = status ? NULL : file_text(in_work(p, job->file, "")), *whole;

	if (!changed && last) {
		fprintf(stderr, "error: spatch failed on %s:\n", job->file);
		job_show_log(p, job->file, LOG_FAILED);
		exit(EXIT_SETUP);
	}
	whole = changed ? slice_restore(&job->slice, changed) : NULL;
	if (!last && (!whole || !complete(p, job, whole))) {
		fprintf(stderr, "note: %s: hooks are missing, again without a function cut out\n",
			job->file);
		job->slice = (struct slice){ .text = job->source };
		return false;
	}
	job->text = whole;
	return true;
}

/* What spatch gets of it: nothing of a file that only lent a function. */
static size_t size(const struct job *job)
{
	return job->slice.text ? strlen(job->slice.text) : 0;
}

/* What takes longest first. */
static int by_size(const void *a, const void *b)
{
	size_t one = size(a), two = size(b);

	return (one < two) - (one > two);
}

static struct job *job_of(const struct placing *p, pid_t pid)
{
	size_t i = 0;

	while (p->job[i].pid != pid)
		i++;
	return &p->job[i];
}

struct job *job_for(struct placing *p, const char *file)
{
	struct job *job;

	for (size_t i = 0; i < p->njobs; i++)
		if (!strcmp(p->job[i].file, file))
			return &p->job[i];
	p->job = grow(p->job, p->njobs, sizeof(*p->job));
	job = &p->job[p->njobs++];
	*job = (struct job){ .file = copy(file), .rules = "" };
	job->source = file_text(format("%s/%s", p->tree, file));
	if (!job->source)
		die("%s has no %s: %s", p->tree, file, strerror(errno));
	return job;
}

/* Once more if its rules are others now. */
static void prepare(struct placing *p, const char *file)
{
	struct job *job = job_for(p, file);
	char *rules = rules_for(&p->table, p->hooks, file), *folder;
	struct names names;

	if (!strcmp(rules, job->rules))
		return;
	names = slice_names(rules);
	names.any |= p->whole_files;
	job->rules = rules;
	job->slice = slice_cut(job->source, &names);
	job->text = NULL;
	folder = in_work(p, file, "");
	*strrchr(folder, '/') = '\0';
	if (!path_make_folder(folder))
		die("cannot make %s: %s", folder, strerror(errno));
	file_write(in_work(p, file, ".cocci"), rules);
}

/* Of a file that has no hook any more nothing is left. */
static void forget_idle(struct placing *p)
{
	for (size_t i = 0; i < p->njobs; i++) {
		struct job *job = &p->job[i];

		if (*rules_for(&p->table, p->hooks, job->file))
			continue;
		job->rules = "";
		job->slice = (struct slice){ 0 };
		job->text = NULL;
	}
}

/* The next that has to be done, or NULL. */
static struct job *next_job(const struct placing *p, size_t *next)
{
	while (*next < p->njobs && (p->job[*next].text || !size(&p->job[*next])))
		++*next;
	return *next < p->njobs ? &p->job[(*next)++] : NULL;
}

unsigned places_found(struct placing *p, const struct row *row)
{
	return calls_in(job_for(p, row->file)->text, row->call);
}

void jobs_run(struct placing *p)
{
	size_t next = 0, running = 0, cpus = process_cpus();
	struct job *job;
	int status;

	forget_idle(p);
	for (size_t i = 0; i < p->table.n; i++)
		prepare(p, p->table.row[i].file);
	qsort(p->job, p->njobs, sizeof(*p->job), by_size);
	for (;;) {
		job = running < cpus ? next_job(p, &next) : NULL;
		if (job) {
			begin(p, job);
			running++;
			continue;
		}
		if (!running)
			return;
		job = job_of(p, process_wait_any(&status, -1));
		if (finish(p, job, status))
			running--;
		else
			begin(p, job);
	}
}
