// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap-report --out DIR [--html FILE] [--note TEXT]... [--silence SECONDS] [--limit SECONDS]
 *                [--grace SECONDS] [--again WORDS] [--accept-partial] --plan PLAN [--plan PLAN]...
 *                -- ENGINE COMMAND...
 * leafzap-report --read LOG [--out DIR] [--html FILE]
 *
 * Runs one lab a PLAN; "@plan@" in a word of the ENGINE COMMAND stands for it.
 * Streams the guests' log, writes guest.log, host.log, labs.log, results.tsv,
 * results.ktap, junit.xml and run.txt into DIR, a page into FILE, and ends with the
 * verdict, as the last line of stdout and as exit code: 0 passed, 1 the MMU is wrong, 2
 * set-up or nothing passed, 3 the host or a guest crashed or hung, 4 passed, but
 * the host could not check everything (0 with --accept-partial), 130 interrupted.  WORDS are put
 * behind each "again:" of a guest (report.h).  With --read the labs are not run, but read from a
 * labs.log.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "report.h"

#define EXIT_SETUP 2
#define MAX_NOTES 64
/* Problems and failed cases that are repeated at the end. */
#define MAX_TOLD 12

/* A lab tells of itself every 5 s, so silence means that its kernel is dead; but the machine may be
 * busy. */
#define SILENCE_S 300
#define TOTAL_S 7200
#define GRACE_S 5

struct arguments {
	const char *out, *html, *read;
	const char *notes[MAX_NOTES];
	unsigned nnotes;
	char *plans[PLAN_LABS];
	char **engine;
	struct limits limits;
};

static bool read_arguments(int argc, char **argv, struct arguments *args, struct run *run)
{
	static const struct option options[] = {
		{ "out", 1, NULL, 'o' },     { "note", 1, NULL, 'n' },
		{ "plan", 1, NULL, 'p' },    { "html", 1, NULL, 'h' },
		{ "silence", 1, NULL, 's' }, { "limit", 1, NULL, 'l' },
		{ "read", 1, NULL, 'r' },    { "grace", 1, NULL, 'g' },
		{ "again", 1, NULL, 'a' },   { "accept-partial", 0, NULL, 'A' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (c == 'o') {
			args->out = optarg;
		} else if (c == 'h') {
			args->html = optarg;
		} else if (c == 'r') {
			args->read = optarg;
		} else if (c == 'a' && *optarg) {
			run->again = optarg;
		} else if (c == 'A') {
			run->accept_partial = true;
		} else if (c == 'n' && args->nnotes < MAX_NOTES) {
			args->notes[args->nnotes++] = optarg;
		} else if (c == 's') {
			args->limits.silence_s = strtoul(optarg, NULL, 10);
		} else if (c == 'l') {
			args->limits.total_s = strtoul(optarg, NULL, 10);
		} else if (c == 'g') {
			args->limits.grace_s = strtoul(optarg, NULL, 10);
		} else if (c == 'p' && run->nlabs < PLAN_LABS) {
			if (!run_add_lab(run, optarg)) {
				fprintf(stderr, "leafzap-report: '%s' is not a plan\n", optarg);
				return false;
			}
			args->plans[run->nlabs - 1] = optarg;
		} else {
			return false;
		}
	}
	args->engine = argv + optind;
	if (args->read)
		return !run->nlabs && !args->nnotes && !*args->engine;
	return args->out && run->nlabs && *args->engine && args->limits.silence_s &&
	       args->limits.total_s;
}

static bool write_file(const struct run *run, const char *dir, const char *name,
		       void (*writer)(const struct run *run, FILE *file))
{
	char path[4096];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "%s%s%s", dir ? dir : "", dir ? "/" : "", name);
	file = fopen(path, "w");
	ok = file;
	if (file) {
		writer(run, file);
		ok = !fflush(file) && !ferror(file);
		ok = !fclose(file) && ok;
	}
	if (!ok)
		fprintf(stderr, "leafzap: error: cannot write %s: %s\n", path, strerror(errno));
	return ok;
}

static void tell_failures(const struct run *run)
{
	unsigned told = 0, more = 0;

	for (unsigned i = 0; i < run->nproblems; i++) {
		if (told++ < MAX_TOLD)
			printf("leafzap: %s\n", run->problems[i].text);
		else
			more++;
	}
	for (unsigned i = 0; i < run->nresults; i++) {
		const struct result *r = &run->results[i];

		if (r->verdict != FAIL && r->verdict != ERROR)
			continue;
		if (told++ < MAX_TOLD)
			printf("leafzap: %s: %s %u: %s: %s\n",
			       run->labs[r->lab].plan.guests[r->guest].backing, r->suite, r->number,
			       r->title, r->reason ? r->reason : "failed");
		else
			more++;
	}
	if (more)
		printf("leafzap: and %u more\n", more);
}

static int finish(struct run *run, const struct arguments *args)
{
	enum verdict verdict = run_verdict(run);
	int code = run_exit_code(run, verdict);
	bool ok = args->read || stream_close();

	if (args->out) {
		ok = write_file(run, args->out, "results.ktap", write_ktap) && ok;
		ok = write_file(run, args->out, "results.tsv", write_tsv) && ok;
		ok = write_file(run, args->out, "junit.xml", write_junit) && ok;
		ok = write_file(run, args->out, "run.txt", write_run) && ok;
	}
	if (args->html)
		ok = write_file(run, NULL, args->html, write_html) && ok;
	/* A verdict that nobody can look up is none, but a failure stays one. */
	if (!ok && !run->interrupted && verdict != FAIL && verdict != CRASH) {
		verdict = ERROR;
		code = EXIT_SETUP;
	}
	tell_failures(run);
	if (args->out)
		printf("leafzap: results are in %s\n", args->out);
	if (args->html)
		printf("leafzap: the report is %s\n", args->html);
	printf("leafzap: %s passed=%u failed=%u skipped=%u errors=%u problems=%u seconds=%u%s\n",
	       run->interrupted ? "INTERRUPTED" : verdict_words[verdict], run->counts[PASS],
	       run->counts[FAIL], run->counts[SKIP], run->counts[ERROR], run->nproblems,
	       (unsigned)((now_ms() - run->start_ms) / 1000), run_unchecked(run));
	fflush(stdout);
	return code;
}

static void add_notes(struct run *run, const struct arguments *args)
{
	time_t now = time(NULL);
	struct utsname machine;
	char text[4096];
	size_t used;

	strftime(text, sizeof(text), "date: %Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	run_add_note(run, text);
	uname(&machine);
	snprintf(text, sizeof(text), "machine: %s %s", machine.release, machine.machine);
	run_add_note(run, text);
	for (unsigned i = 0; i < args->nnotes; i++)
		run_add_note(run, args->notes[i]);
	used = (size_t)snprintf(text, sizeof(text), "started as:");
	for (char **word = args->engine; *word && used < sizeof(text); word++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " '%s'", *word);
	run_add_note(run, text);
}

static bool read_log(struct run *run, const char *path)
{
	FILE *file = fopen(path, "r");
	bool ok;

	if (!file) {
		fprintf(stderr, "leafzap: error: cannot read %s: %s\n", path, strerror(errno));
		return false;
	}
	ok = record_read(run, file);
	fclose(file);
	if (!ok)
		fprintf(stderr,
			"leafzap: error: %s is no log of a lab: labs.log of a results folder, "
			"or what a lab said on its console, was expected\n",
			path);
	return ok;
}

static bool run_labs(struct run *run, const struct arguments *args)
{
	add_notes(run, args);
	if (!stream_open(args->out, run, args->plans) ||
	    !engines_run(run, args->engine, args->plans, &args->limits))
		return false;
	record_over(run);
	return true;
}

int main(int argc, char **argv)
{
	struct arguments args = { .limits = { SILENCE_S, TOTAL_S, GRACE_S } };
	static struct run run;

	run.start_ms = now_ms();
	if (!read_arguments(argc, argv, &args, &run)) {
		fputs("usage: leafzap-report --out DIR [--html FILE] [--note TEXT]... [--silence "
		      "S]\n"
		      "                      [--limit S] [--grace S] [--again WORDS] "
		      "[--accept-partial]\n"
		      "                      --plan PLAN "
		      "[--plan PLAN]...\n"
		      "                      -- ENGINE COMMAND...\n"
		      "       leafzap-report --read LOG [--out DIR] [--html FILE]\n",
		      stderr);
		return EXIT_SETUP;
	}
	if (!(args.read ? read_log(&run, args.read) : run_labs(&run, &args)))
		return EXIT_SETUP;
	return finish(&run, &args);
}
