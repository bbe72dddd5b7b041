// SPDX-License-Identifier: GPL-2.0-only
/* The cases of a run on the page: most of what is well is folded, what is not is shown. */
#include <string.h>

#include "html.h"
#include "leafmap.h"

/* A bug may fail them all: the first ones are shown, the next told in full, the others by name. */
#define MAX_OPEN 3
#define MAX_FULL 50

/* --- maps --- */

static void write_key(FILE *file)
{
	static const struct {
		const char *class, *text;
	} keys[] = {
		{ "l1", "4K leaf" },
		{ "l2", "2M leaf" },
		{ "l3", "1G leaf" },
		{ "none", "not mapped" },
		{ "gone", "zapped" },
		{ "l2 new", "rebuilt" },
		{ "range", "the range to unmap" },
	};

	fprintf(file, "<ul class=\"key\">\n");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		fprintf(file,
			"<li><svg viewBox=\"0 0 22 14\"><rect class=\"%s\" x=\"2\" y=\"2\" "
			"width=\"18\" height=\"10\"/></svg>%s</li>\n",
			keys[i].class, keys[i].text);
	fprintf(file,
		"<li><svg viewBox=\"0 0 22 14\"><path class=\"mark\" d=\"M11 4l4 7h-8z\"/>"
		"</svg>a page that a failed check names</li>\n</ul>\n"
		"<p class=\"dim\"><small>Not to scale: width grows with the logarithm of the "
		"number of pages, so that a page and a huge leaf can both be seen.</small></p>\n");
}

static void write_figure(const struct leafmaps *maps, FILE *file)
{
	fprintf(file, "<figure>\n<figcaption>");
	for (unsigned i = 0; i < maps->nops; i++)
		fprintf(file, "%s%s [0x%llx, 0x%llx), %llu page%s", i ? "; " : "",
			maps->ops[i].discard ? "DISCARD" : "ZAP",
			(unsigned long long)maps->ops[i].start,
			(unsigned long long)maps->ops[i].end,
			(unsigned long long)(maps->ops[i].end - maps->ops[i].start),
			maps->ops[i].end - maps->ops[i].start == 1 ? "" : "s");
	fprintf(file, "</figcaption>\n");
	write_svg(maps, file);
	fprintf(file, "</figure>\n");
}

/* --- diagnosis --- */

/* Lines of a case; those of its maps stand apart, since the picture says the same. */
enum part { CHECKS, MAPS, AGAIN };

static enum part part_of(const char *line)
{
	if (!strncmp(line, "again: ", 7))
		return AGAIN;
	return leafmaps_line(line) ? MAPS : CHECKS;
}

/* Those of @part, without their marks, if there are any. */
static void write_part(FILE *file, const char *text, enum part part, const char *head,
		       const char *foot)
{
	char line[4096];
	bool any = false;

	while (text && *text) {
		size_t bytes = strcspn(text, "\n"), mark = strncmp(text, "# ", 2) ? 0 : 2;

		snprintf(line, sizeof(line), "%.*s", (int)(bytes - mark), text + mark);
		if (part_of(line) == part) {
			if (!any)
				fprintf(file, "%s<pre>", head);
			any = true;
			escape(file, line + (part == AGAIN ? 7 : 0));
			fputc('\n', file);
		}
		text += bytes + (text[bytes] == '\n');
	}
	if (any)
		fprintf(file, "</pre>%s\n", foot);
}

static void write_diagnosis(FILE *file, const char *text)
{
	write_part(file, text, CHECKS, "", "");
	write_part(file, text, AGAIN,
		   "<p>Run it again, with the same --patch if there was one:</p>\n", "");
	write_part(file, text, MAPS, "<details><summary>The maps as text</summary>\n",
		   "</details>");
}

static void write_full(const struct run *run, FILE *file, const struct result *r, bool open)
{
	static struct leafmaps maps;

	fprintf(file, "<details%s><summary>", open ? " open" : "");
	write_name(run, file, r);
	fprintf(file, "</summary>\n");
	if (r->reason) {
		fprintf(file, "<p class=\"e\">");
		escape(file, r->reason);
		fprintf(file, "</p>\n");
	}
	if (leafmaps_read(&maps, r->diagnosis))
		write_figure(&maps, file);
	if (r->diagnosis)
		write_diagnosis(file, r->diagnosis);
	fprintf(file, "</details>\n");
}

static bool any_map(const struct run *run, enum verdict verdict)
{
	static struct leafmaps maps;

	for (unsigned i = 0; i < run->nresults; i++)
		if (run->results[i].verdict == verdict &&
		    leafmaps_read(&maps, run->results[i].diagnosis))
			return true;
	return false;
}

void write_bad_cases(const struct run *run, FILE *file, enum verdict verdict, const char *heading)
{
	unsigned n = 0;

	if (!run->counts[verdict])
		return;
	fprintf(file, "<h2>%s (%u)</h2>\n", heading, run->counts[verdict]);
	if (any_map(run, verdict))
		write_key(file);
	for (unsigned i = 0; i < run->nresults; i++) {
		const struct result *r = &run->results[i];

		if (r->verdict != verdict)
			continue;
		if (n < MAX_FULL)
			write_full(run, file, r, n < MAX_OPEN);
		else if (n == MAX_FULL)
			fprintf(file,
				"<details><summary>%u more, by name; guest.log has all they "
				"said</summary>\n<ol>\n",
				run->counts[verdict] - MAX_FULL);
		if (n >= MAX_FULL) {
			fprintf(file, "<li>");
			write_name(run, file, r);
			fprintf(file, "</li>\n");
		}
		n++;
	}
	if (n > MAX_FULL)
		fprintf(file, "</ol></details>\n");
}

/* --- what is well, or was not possible --- */

void write_samples(const struct run *run, FILE *file)
{
	static struct leafmaps maps;
	unsigned n = 0;

	for (unsigned i = 0; i < run->nresults; i++) {
		const struct result *r = &run->results[i];
		bool first = true;

		if (r->verdict != PASS || !leafmaps_read(&maps, r->diagnosis) || n == MAX_FULL)
			continue;
		if (!n++) {
			fprintf(file, "<h2>What unmapping did to the leaves</h2>\n"
				      "<p class=\"dim\">Cases that passed, in which a range cuts a "
				      "leaf or a page table.</p>\n");
			if (!any_map(run, FAIL) && !any_map(run, ERROR))
				write_key(file);
		}
		/* The first of each guest is seen at once. */
		for (unsigned j = 0; j < i; j++)
			first = first && (run->results[j].lab != r->lab ||
					  run->results[j].guest != r->guest ||
					  !strstr(run->results[j].diagnosis ?: "", "# before "));
		fprintf(file, "<details%s><summary>", first ? " open" : "");
		write_name(run, file, r);
		fprintf(file, "</summary>\n");
		write_figure(&maps, file);
		write_diagnosis(file, r->diagnosis);
		fprintf(file, "</details>\n");
	}
}

static bool same_reason(const struct result *a, const struct result *b)
{
	return a->verdict == SKIP && b->verdict == SKIP &&
	       !strcmp(a->reason ?: "", b->reason ?: "");
}

static void write_reason(const struct run *run, FILE *file, const struct result *head)
{
	unsigned n = 0;

	for (unsigned i = 0; i < run->nresults; i++)
		n += same_reason(head, &run->results[i]);
	fprintf(file, "<details><summary>%u: ", n);
	escape(file, head->reason && *head->reason ? head->reason : "no reason given");
	fprintf(file, "</summary>\n<ol>\n");
	for (unsigned i = 0; i < run->nresults; i++) {
		if (!same_reason(head, &run->results[i]))
			continue;
		fprintf(file, "<li>");
		write_name(run, file, &run->results[i]);
		fprintf(file, "</li>\n");
	}
	fprintf(file, "</ol></details>\n");
}

void write_skipped(const struct run *run, FILE *file)
{
	if (!run->counts[SKIP])
		return;
	fprintf(file, "<h2>Skipped (%u), by reason</h2>\n", run->counts[SKIP]);
	for (unsigned i = 0; i < run->nresults; i++) {
		bool first = run->results[i].verdict == SKIP;

		for (unsigned j = 0; first && j < i; j++)
			first = !same_reason(&run->results[i], &run->results[j]);
		if (first)
			write_reason(run, file, &run->results[i]);
	}
}

static bool same_suite(const struct result *a, const struct result *b)
{
	return b->verdict == PASS && a->lab == b->lab && a->guest == b->guest &&
	       !strcmp(a->suite, b->suite);
}

static void write_suite(const struct run *run, FILE *file, const struct result *head)
{
	unsigned n = 0;

	for (unsigned i = 0; i < run->nresults; i++)
		n += same_suite(head, &run->results[i]);
	fprintf(file,
		"<details><summary>%s: ", run->labs[head->lab].plan.guests[head->guest].backing);
	escape(file, head->suite);
	fprintf(file, ", %u</summary>\n<ol>\n", n);
	for (unsigned i = 0; i < run->nresults; i++) {
		if (!same_suite(head, &run->results[i]))
			continue;
		fprintf(file, "<li>%u ", run->results[i].number);
		escape(file, run->results[i].title);
		fprintf(file, "</li>\n");
	}
	fprintf(file, "</ol></details>\n");
}

void write_passed(const struct run *run, FILE *file)
{
	if (!run->counts[PASS])
		return;
	fprintf(file, "<h2>Passed (%u)</h2>\n", run->counts[PASS]);
	for (unsigned i = 0; i < run->nresults; i++) {
		bool first = run->results[i].verdict == PASS;

		for (unsigned j = i; first && j-- > 0;)
			first = !same_suite(&run->results[i], &run->results[j]);
		if (first)
			write_suite(run, file, &run->results[i]);
	}
}
