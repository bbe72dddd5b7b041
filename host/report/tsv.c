// SPDX-License-Identifier: GPL-2.0-only
/* results.tsv: for programs: a line for each case, check and problem.  docs/report.md has the
 * columns. */
#include <inttypes.h>

#include "report.h"

#define NONE "-"

/* What is empty would be lost on readers that take blanks together. */
static void text_field(FILE *file, const char *text, char end)
{
	if (!text || !*text)
		text = NONE;
	for (; *text; text++)
		fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
	fputc(end, file);
}

static void write_line(FILE *file, const struct run *run, const struct result *r, const char *what,
		       const char *kinds, const char *text)
{
	fprintf(file, "%s\t%u\t%s\t", what, r->lab + 1,
		run->labs[r->lab].plan.guests[r->guest].backing);
	text_field(file, r->suite, '\t');
	if (r->number)
		fprintf(file, "%u\t", r->case_number);
	else
		text_field(file, NULL, '\t');
	text_field(file, verdict_words[r->verdict], '\t');
	text_field(file, kinds, '\t');
	fprintf(file, "%u\t%" PRIu64 "\t%" PRIu64 "\t", r->before, r->end_ms - r->ms, r->end_ms);
	text_field(file, r->title, '\t');
	text_field(file, text, '\n');
}

static void write_result(FILE *file, const struct run *run, const struct result *r)
{
	const struct found *found = &r->found;

	for (unsigned i = 0; i < found->n; i++)
		write_line(file, run, r, "check", found->of[i].kind, found->of[i].text);
	write_line(file, run, r, r->number ? "case" : "suite", found_kinds(found, NULL),
		   r->verdict == FAIL && found->n ? found->of[0].text : r->reason);
}

static void write_problem(FILE *file, const struct problem *p)
{
	fprintf(file, "problem\t%u\t", p->lab);
	text_field(file, p->backing, '\t');
	fprintf(file, NONE "\t" NONE "\t%s\t", verdict_words[p->verdict]);
	text_field(file, p->kinds, '\t');
	if (p->backing)
		fprintf(file, "%u\t%" PRIu64 "\t%" PRIu64 "\t", p->before, p->ms, p->ms);
	else
		fprintf(file, NONE "\t" NONE "\t" NONE "\t");
	text_field(file, NULL, '\t');
	text_field(file, p->said, '\n');
}

void write_tsv(const struct run *run, FILE *file)
{
	fprintf(file, "what\tlab\tbacking\tsuite\tcase\tverdict\tkinds\tbefore\tbegin_ms\tend_ms\t"
		      "title\ttext\n");
	for (unsigned i = 0; i < run->nresults; i++)
		write_result(file, run, &run->results[i]);
	for (unsigned i = 0; i < run->nproblems; i++)
		write_problem(file, &run->problems[i]);
}
