// SPDX-License-Identifier: GPL-2.0-only
/*
 * labs.log: all that the labs of a run said, in the order in which it came, so
 * that the results can be made again from it.  Lines of labs stand as they are;
 * lines that begin with '#' are about them:
 *
 *   #note TEXT    what was run
 *   #again WORDS  what the machine puts behind each "again:" of a guest (report.h)
 *   #plan PLAN    one for each lab
 *   #lab N        whose lines follow (1 at the start)
 *   #at MS        time since the start of the run
 *   #line TEXT    a line of the lab that begins with '#'
 *   #exit N  #signal N  #killed WHY   how the lab's engine ended
 *   #interrupted  the run was
 *
 * Others are ignored.  Without a #plan, as on a serial console that somebody
 * saved, the one lab's plan is what its runner says that it was given.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "report.h"

static FILE *file;
static unsigned lab_now;
static uint64_t at_now;

void record_open(FILE *to, const struct run *run, char *const *plans)
{
	file = to;
	lab_now = 0;
	at_now = 0;
	for (unsigned i = 0; file && i < run->nnotes; i++)
		fprintf(file, "#note %s\n", run->notes[i]);
	if (file && run->again)
		fprintf(file, "#again %s\n", run->again);
	for (unsigned i = 0; file && i < run->nlabs; i++)
		fprintf(file, "#plan %s\n", plans[i]);
}

static void tell_time(const struct run *run)
{
	uint64_t at = now_ms() - run->start_ms;

	if (at != at_now)
		fprintf(file, "#at %llu\n", (unsigned long long)at);
	at_now = at;
}

static void come_to(const struct run *run, const struct lab *lab)
{
	tell_time(run);
	if (lab - run->labs != lab_now)
		fprintf(file, "#lab %u\n", (unsigned)(lab - run->labs) + 1);
	lab_now = lab - run->labs;
}

void record_line(const struct run *run, const struct lab *lab, const char *line)
{
	if (!file)
		return;
	come_to(run, lab);
	fprintf(file, "%s%s\n", *line == '#' ? "#line " : "", line);
}

void record_end(const struct run *run, const struct lab *lab, int status, const char *why)
{
	if (!file)
		return;
	come_to(run, lab);
	if (run->interrupted)
		fprintf(file, "#interrupted\n");
	if (status == -1)
		fprintf(file, "#killed %s\n", why);
	else if (WIFEXITED(status))
		fprintf(file, "#exit %d\n", WEXITSTATUS(status));
	else
		fprintf(file, "#signal %d\n", WTERMSIG(status));
}

void record_over(const struct run *run)
{
	clock_set(now_ms());
	if (file)
		tell_time(run);
}

/* --- and back --- */

struct reader {
	struct run *run;
	unsigned lab;
	bool over[PLAN_LABS];
};

static struct lab *the_lab(struct reader *reader)
{
	return reader->lab < reader->run->nlabs ? &reader->run->labs[reader->lab] : NULL;
}

static void end_lab(struct reader *reader, int status, const char *why)
{
	struct lab *lab = the_lab(reader);

	if (!lab || reader->over[reader->lab])
		return;
	reader->over[reader->lab] = true;
	lab_end(reader->run, lab, status, why);
}

/* The plan that the runner of a saved console was given; what came before is the kernel's start. */
static void find_plan(struct reader *reader, const char *line)
{
	char plan[PLAN_BYTES];

	if (!reader->run->nlabs && !strncmp(line, "@ event=begin ", 14) &&
	    fact(line + 2, "plan", plan, sizeof(plan)))
		run_add_lab(reader->run, plan);
}

static bool read_mark(struct reader *reader, const char *line)
{
	unsigned n;

	if (!strncmp(line, "#note ", 6))
		run_add_note(reader->run, line + 6);
	else if (!strncmp(line, "#again ", 7))
		reader->run->again = copy_text(line + 7, strlen(line + 7));
	else if (!strncmp(line, "#plan ", 6))
		return run_add_lab(reader->run, line + 6);
	else if (sscanf(line, "#lab %u", &n) == 1)
		reader->lab = n - 1;
	else if (sscanf(line, "#at %u", &n) == 1)
		clock_set(reader->run->start_ms + n);
	else if (!strncmp(line, "#line ", 6) && the_lab(reader))
		lab_line(reader->run, the_lab(reader), line + 6);
	else if (!strcmp(line, "#interrupted"))
		reader->run->interrupted = true;
	else if (sscanf(line, "#exit %u", &n) == 1)
		end_lab(reader, (n & 0xff) << 8, NULL);
	else if (sscanf(line, "#signal %u", &n) == 1)
		end_lab(reader, n & 0x7f, NULL);
	else if (!strncmp(line, "#killed ", 8))
		end_lab(reader, -1, line + 8);
	return true;
}

bool record_read(struct run *run, FILE *from)
{
	struct reader reader = { .run = run };
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool ok = true;

	run->start_ms = 1;
	clock_set(run->start_ms);
	while (ok && (n = getline(&line, &room, from)) >= 0) {
		while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (*line == '#') {
			ok = read_mark(&reader, line);
			continue;
		}
		find_plan(&reader, line);
		if (n && the_lab(&reader))
			lab_line(run, the_lab(&reader), line);
	}
	free(line);
	/* The log of a console knows nothing of the engine. */
	for (reader.lab = 0; reader.lab < run->nlabs; reader.lab++)
		end_lab(&reader, 0, NULL);
	return ok && !ferror(from) && run->nlabs;
}
