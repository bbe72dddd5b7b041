// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads recorded logs, as a labs.log (record.c), and compares the verdict with what
 * a line of theirs wants:
 *
 *   #want VERDICT TEXT  TEXT, if any, must be part of one of the problems or failed cases
 *
 *   #tsv TEXT           must be part of results.tsv, once
 *   #page TEXT          must be part of the page
 *   #page N TEXT        must be part of it exactly N times
 *
 * All files of results are made of each, and the page must be whole.  A log whose
 * diagnoses are in other words must give the same.
 */
#include <stdlib.h>
#include <string.h>

#include "../report.h"
#include "markup.h"
#include "reword.h"

struct log {
	struct run run;
	char want[16], text[512];
	unsigned nwants, times[8]; /* 0: any */
	char wants[8][256];	   /* of the page */
	unsigned nrows;
	char rows[8][512]; /* parts of results.tsv */
};

static void read_page_want(struct log *log, const char *line)
{
	int used = 0;

	if (log->nwants == 8)
		abort();
	if (sscanf(line, "%u %n", &log->times[log->nwants], &used) != 1)
		used = 0;
	snprintf(log->wants[log->nwants++], sizeof(log->wants[0]), "%.*s",
		 (int)strcspn(line + used, "\r\n"), line + used);
}

static void read_row_want(struct log *log, const char *line)
{
	if (log->nrows == 8)
		abort();
	snprintf(log->rows[log->nrows++], sizeof(log->rows[0]), "%.*s", (int)strcspn(line, "\r\n"),
		 line);
}

static bool read_want(struct log *log, FILE *file)
{
	static char line[8192];

	while (fgets(line, sizeof(line), file)) {
		sscanf(line, "#want %15s %511[^\r\n]", log->want, log->text);
		if (!strncmp(line, "#page ", 6))
			read_page_want(log, line + 6);
		if (!strncmp(line, "#tsv ", 5))
			read_row_want(log, line + 5);
	}
	rewind(file);
	return *log->want;
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

static bool has(const char *text, const char *what)
{
	return strstr(text, what);
}

/* The files of results must come out whole from any log, and say the verdict. */
static bool files_ok(const struct run *run, char *html, size_t html_bytes)
{
	static char buf[1 << 20];
	FILE *file = fmemopen(buf, sizeof(buf), "w");
	char want[64];
	bool ok;

	write_junit(run, file);
	fflush(file);
	ok = has(buf, "</testsuites>\n");
	write_ktap(run, file);
	write_run(run, file);
	fflush(file);
	ok = ok && has(buf, "verdict: ");
	fclose(file);
	file = fmemopen(html, html_bytes, "w");
	write_html(run, file);
	fclose(file);
	snprintf(want, sizeof(want), "<h1><b>%s</b> ", verdict_words[run_verdict(run)]);
	ok = ok && has(html, want) && has(html, "</body></html>\n");
	snprintf(want, sizeof(want), "Exit status %d,", run_exit_code(run, run_verdict(run)));
	return ok && has(html, want);
}

static bool rows_ok(const struct log *log)
{
	char *buf = NULL;
	size_t bytes;
	FILE *file = open_memstream(&buf, &bytes);
	bool ok = true;

	write_tsv(&log->run, file);
	fclose(file);
	for (unsigned i = 0; i < log->nrows; i++) {
		const char *at = strstr(buf, log->rows[i]);

		if (at && !strstr(at + 1, log->rows[i]))
			continue;
		printf("  results.tsv has not once: %s\n%s", log->rows[i], buf);
		ok = false;
	}
	free(buf);
	return ok;
}

static bool page_ok(const struct log *log, const char *html)
{
	bool ok = true;

	for (unsigned i = 0; i < log->nwants; i++) {
		unsigned n = 0;

		for (const char *p = html; (p = strstr(p, log->wants[i])); p++)
			n++;
		if (log->times[i] ? n == log->times[i] : n)
			continue;
		printf("  the page has %u times: %s\n", n, log->wants[i]);
		ok = false;
	}
	return ok;
}

static bool check(const char *path)
{
	static char html[1 << 20];
	struct log *log = calloc(1, sizeof(*log));
	FILE *file = fopen(path, "r");
	enum verdict verdict;
	bool ok = file && read_want(log, file) && record_read(&log->run, file);

	verdict = run_verdict(&log->run);
	ok = ok && log->run.nlabs && !strcmp(verdict_words[verdict], log->want) &&
	     (!*log->text || said(&log->run, log->text)) &&
	     files_ok(&log->run, html, sizeof(html)) && html_ok(path, html) && page_ok(log, html) &&
	     rows_ok(log) && reworded_ok(path, &log->run);
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
