// SPDX-License-Identifier: GPL-2.0-only
/*
 * Feeds recorded logs to the report and compares its verdict.  A log opens with
 *
 *   #plan PLAN          one for each lab
 *   #want VERDICT TEXT  and TEXT, if any, must be part of one of the problems or failed cases
 *
 * and goes on with lines of the labs.  "#lab N" says whose lines follow (1 at
 * the start), "#exit N" and "#killed WHY" end that lab; those that were not
 * ended end well at the end.
 */
#include <stdlib.h>
#include <string.h>

#include "../report.h"

struct log {
	struct run run;
	unsigned lab;
	bool over[PLAN_LABS];
	char want[16], text[512];
};

static void end_lab(struct log *log, unsigned lab, int status, const char *why)
{
	log->over[lab] = true;
	lab_end(&log->run, &log->run.labs[lab], status, why);
}

static bool read_line(struct log *log, const char *line)
{
	unsigned n;

	if (!strncmp(line, "#plan ", 6))
		return run_add_lab(&log->run, line + 6);
	if (sscanf(line, "#want %15s %511[^\n]", log->want, log->text) >= 1)
		return true;
	if (sscanf(line, "#lab %u", &n) == 1)
		log->lab = n - 1;
	else if (sscanf(line, "#exit %u", &n) == 1)
		end_lab(log, log->lab, n << 8, NULL);
	else if (!strncmp(line, "#killed ", 8))
		end_lab(log, log->lab, -1, line + 8);
	else
		lab_line(&log->run, &log->run.labs[log->lab], line);
	return true;
}

static bool said(const struct run *run, const char *text)
{
	for (unsigned i = 0; i < run->nproblems; i++)
		if (strstr(run->problems[i].text, text))
			return true;
	for (unsigned i = 0; i < run->nresults; i++)
		if (run->results[i].verdict == FAIL && strstr(run->results[i].title, text))
			return true;
	return false;
}

/* The files of results must come out whole from any log. */
static bool files_ok(const struct run *run)
{
	static char buf[1 << 20];
	const char *notes[] = { NULL };
	char *engine[] = { "engine", NULL };
	FILE *file = fmemopen(buf, sizeof(buf), "w");
	bool ok;

	write_junit(run, file);
	fflush(file);
	ok = strstr(buf, "</testsuites>\n");
	write_ktap(run, file);
	write_run(run, file, notes, engine);
	fflush(file);
	ok = ok && strstr(buf, "verdict: ");
	fclose(file);
	return ok;
}

static bool check(const char *path)
{
	static char line[8192];
	struct log *log = calloc(1, sizeof(*log));
	FILE *file = fopen(path, "r");
	enum verdict verdict;
	bool ok = file;

	while (ok && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		ok = read_line(log, line);
	}
	for (unsigned i = 0; i < log->run.nlabs; i++)
		if (!log->over[i])
			end_lab(log, i, 0, NULL);
	verdict = run_verdict(&log->run);
	ok = ok && log->run.nlabs && !strcmp(verdict_words[verdict], log->want) &&
	     (!*log->text || said(&log->run, log->text)) && files_ok(&log->run);
	/* Whoever passes has nothing to complain of. */
	if (verdict == PASS && log->run.nproblems)
		ok = false;
	printf("%s %s: %s\n", ok ? "ok" : "FAIL", path, verdict_words[verdict]);
	if (!ok) {
		printf("  wanted %s %s\n", log->want, log->text);
		for (unsigned i = 0; i < log->run.nproblems; i++)
			printf("  %s\n", log->run.problems[i].text);
	}
	if (file)
		fclose(file);
	return ok;
}

int main(int argc, char **argv)
{
	unsigned bad = 0;

	for (int i = 1; i < argc; i++)
		bad += !check(argv[i]);
	printf("%d logs, %u wrong\n", argc - 1, bad);
	return bad || argc < 2;
}
