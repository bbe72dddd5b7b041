// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap-place [--whole] HOOKS TREE WORK: writes into the folder WORK, by the same names, those
 * sources of TREE that the table in the folder HOOKS has hooks for, with the hooks in them, and
 * prints their names. With --whole, spatch is given whole files. Exit 2, naming the hook and the
 * file, if one found no place.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"

struct job {
	const char *file;
	struct text source, rules;
	struct slice slice;
	pid_t pid;
};

static const char *hooks, *tree, *work;
static struct table table;
static struct job *jobs;
static size_t njobs;
static bool nothing_cut;

static char *in_work(const struct job *job, const char *suffix)
{
	return printed("%s/%s%s", work, job->file, suffix);
}

static void make_folders(const struct job *job)
{
	char *path = in_work(job, "");

	for (char *slash = path + strlen(work); (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(path, 0777) && errno != EEXIST)
			die("cannot make %s: %s", path, strerror(errno));
		*slash = '/';
	}
}

static void add_job(const char *file)
{
	struct job *job = &jobs[njobs];
	struct names names;

	for (size_t i = 0; i < njobs; i++)
		if (!strcmp(jobs[i].file, file))
			return;
	job->file = file;
	if (!read_text(printed("%s/%s", tree, file), &job->source))
		die("%s has no %s", tree, file);
	job->rules = rules_for(&table, hooks, file);
	names = functions_of(&job->rules);
	names.any |= nothing_cut;
	job->slice = cut(&job->source, &names);
	make_folders(job);
	write_text(in_work(job, ".cocci"), &job->rules);
	njobs++;
}

/* By short names and in its folder: spatch cannot do with a blank in a path. */
static void begin(struct job *job)
{
	write_text(in_work(job, ""), &job->slice.text);
	job->pid = fork();
	if (job->pid < 0)
		die("cannot start a process: %s", strerror(errno));
	if (job->pid)
		return;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	int log = open(in_work(job, ".log"), O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || chdir(work))
		_exit(126);
	execlp("timeout", "timeout", "--foreground", "900", "spatch", "--very-quiet",
	       "--no-show-diff", "--no-includes", "--in-place", "--sp-file",
	       printed("%s.cocci", job->file), job->file, NULL);
	_exit(127);
}

static void show_log(const struct job *job, size_t most)
{
	struct text text;
	struct lines l;
	size_t skip = 0, n = 0;

	if (!read_text(in_work(job, ".log"), &text))
		return;
	l = split(&text);
	for (size_t i = 0; i < l.n; i++)
		n += strncmp(l.line[i], "warning:", 8) != 0;
	for (size_t i = 0; i < l.n; i++)
		if (strncmp(l.line[i], "warning:", 8) && ++skip + most > n)
			fprintf(stderr, "%s\n", l.line[i]);
}

/* Are all hooks there? Says which are not, if it is the last try. */
static bool complete(const struct job *job, const struct text *text, bool last)
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
			show_log(job, 5);
			exit(2);
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
	bool last = !job->slice.ncuts, failed = status != 0;
	struct text changed, whole = { 0 };

	if (!failed && !read_text(in_work(job, ""), &changed))
		failed = true;
	if (failed && last) {
		fprintf(stderr, "error: spatch failed on %s:\n", job->file);
		show_log(job, 20);
		exit(2);
	}
	if (failed || !restore(&job->slice, &changed, &whole) || !complete(job, &whole, last)) {
		fprintf(stderr, "note: %s: hooks are missing, again without a function cut out\n",
			job->file);
		job->slice = (struct slice){ .text = job->source };
		return false;
	}
	if (!strcmp(job->file + strlen(job->file) - 2, ".c"))
		whole = with_header(&whole);
	write_text(in_work(job, ""), &whole);
	return true;
}

/* What takes longest first. */
static int by_size(const void *a, const void *b)
{
	size_t one = ((const struct job *)a)->slice.text.bytes;
	size_t two = ((const struct job *)b)->slice.text.bytes;

	return (one < two) - (one > two);
}

int main(int argc, char **argv)
{
	size_t next = 0, running = 0, cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (argc == 5 && !strcmp(argv[1], "--whole")) {
		nothing_cut = true;
		argv++;
	} else if (argc != 4) {
		die("usage: leafzap-place [--whole] HOOKS TREE WORK");
	}
	hooks = argv[1];
	tree = argv[2];
	work = argv[3];
	table = read_table(hooks, tree);
	jobs = need(calloc(table.n + 1, sizeof(*jobs)));
	for (size_t i = 0; i < table.n; i++)
		add_job(table.row[i].file);
	qsort(jobs, njobs, sizeof(*jobs), by_size);
	while (next < njobs || running) {
		int status;
		pid_t pid;

		if (next < njobs && running < cpus) {
			begin(&jobs[next++]);
			running++;
			continue;
		}
		pid = wait(&status);
		for (size_t i = 0; i < next; i++) {
			if (pid != jobs[i].pid)
				continue;
			if (finish(&jobs[i], status))
				running--;
			else
				begin(&jobs[i]);
			break;
		}
	}
	for (size_t i = 0; i < njobs; i++)
		puts(jobs[i].file);
	return 0;
}
