// SPDX-License-Identifier: GPL-2.0-only
/* A row of a run's results.tsv (docs/report.md): of tags, numbers and verdicts, not of wording. */
#include <stdlib.h>
#include <string.h>

#include "../say.h"
#include "../table.h"
#include "../text.h"
#include "mutants.h"

/* Is @kind one of the row's tags, or the one of which a tag is a sort: "splat" of "splat/KASAN"? */
static bool has_kind(const struct table *results, const struct row *row, const char *kind)
{
	struct words kinds = { 0 };

	words_split(&kinds, row_named(results, row, "kinds"), ",");
	for (size_t i = 0; i < kinds.count; i++)
		if (!strcmp(kinds.list[i], kind) || begins(kinds.list[i], format("%s/", kind)))
			return true;
	return false;
}

static bool is(const struct table *results, const struct row *row, const char *name,
	       const char *value)
{
	return !strcmp(row_named(results, row, name), value);
}

/* The first row of that sort with that verdict (NULL: any) and kind (NULL: any). */
static const struct row *find(const struct table *results, const char *what, const char *verdict,
			      const char *kind)
{
	for (size_t i = 1; results && i < results->nrows; i++) {
		const struct row *row = &results->rows[i];

		if (is(results, row, "what", what) &&
		    (!verdict || is(results, row, "verdict", verdict)) &&
		    (!kind || has_kind(results, row, kind)))
			return row;
	}
	return NULL;
}

/* "ledger" of "ledger/YIELD,WALK": the sort of the first tag. */
static char *first_kind(const char *kinds)
{
	return format("%.*s", (int)strcspn(kinds, "/,"), kinds);
}

/* The sorts of all tags of cases, in order, and "splat" if the host's log had one. */
static char *kinds_seen(const struct table *results)
{
	struct words seen = { 0 };

	for (size_t i = 1; results && i < results->nrows; i++) {
		const struct row *row = &results->rows[i];
		struct words kinds = { 0 };

		if (is(results, row, "what", "problem")) {
			if (has_kind(results, row, "splat") && !words_has(&seen, "splat"))
				words_add(&seen, "splat");
			continue;
		}
		words_split(&kinds, row_named(results, row, "kinds"), ",");
		for (size_t k = 0; k < kinds.count; k++) {
			char *kind = first_kind(kinds.list[k]);

			if (strcmp(kind, "-") && !words_has(&seen, kind))
				words_add(&seen, "%s", kind);
		}
	}
	return words_join(&seen, ",");
}

static unsigned long seconds(const char *ms)
{
	return strtoul(ms, NULL, 10) / 1000;
}

/* What a row says; where nothing is known, of the run as a whole. */
struct facts {
	const char *result, *check, *suite, *backing, *number, *kinds, *text;
	unsigned long before, seconds;
};

static const char *or_none(const char *text)
{
	return *text ? text : "-";
}

/* Cases and seconds of the guest that ran last. */
static void take_end(struct facts *facts, const struct table *results)
{
	for (size_t i = 1; results && i < results->nrows; i++) {
		const struct row *row = &results->rows[i];

		if (!is(results, row, "what", "case"))
			continue;
		facts->before = strtoul(row_named(results, row, "before"), NULL, 10) + 1;
		facts->seconds = seconds(row_named(results, row, "end_ms"));
	}
}

static void take_case(struct facts *facts, const struct table *results, const struct row *row)
{
	facts->check = first_kind(row_named(results, row, "kinds"));
	facts->suite = row_named(results, row, "suite");
	facts->backing = row_named(results, row, "backing");
	facts->number = row_named(results, row, "case");
	facts->before = strtoul(row_named(results, row, "before"), NULL, 10);
	facts->seconds = seconds(row_named(results, row, "end_ms"));
	facts->text = row_named(results, row, "text");
}

/* On the debug kernel: what says that memory was used after it was freed, the earliest first. */
static void take_debug(struct facts *facts, const struct table *results)
{
	static const struct {
		const char *tag, *check;
	} voices[] = { { "splat/KASAN", "KASAN" },
		       { "splat/page", "page" },
		       { "content/poison", "poison" } };
	unsigned long earliest = 0;

	facts->result = "SURVIVED";
	for (size_t i = 1; results && i < results->nrows; i++)
		for (size_t v = 0; v < sizeof(voices) / sizeof(*voices); v++) {
			const struct row *row = &results->rows[i];
			unsigned long ms = strtoul(row_named(results, row, "end_ms"), NULL, 10);

			/* A line of what=check stands before that of its case, and has the text. */
			if (!has_kind(results, row, voices[v].tag) ||
			    (!strcmp(facts->result, "killed") && ms >= earliest))
				continue;
			earliest = ms;
			facts->result = "killed";
			facts->check = voices[v].check;
			facts->text = row_named(results, row, "text");
		}
}

static const char *result_of(int status, const struct table *results)
{
	switch (status) {
	case EXIT_PASS:
		return "SURVIVED";
	case EXIT_FAIL:
		return "killed";
	case EXIT_CRASH:
		return find(results, "problem", NULL, "hang") ? "hung" : "crashed";
	default:
		return "error";
	}
}

static void take_results(struct facts *facts, const struct job *job, const struct table *results)
{
	bool killed = !strcmp(facts->result, "killed");
	const struct row *row;

	if (!strcmp(job->kernel, "debug") && strcmp(facts->result, "error")) {
		facts->number = or_none(job->with);
		take_debug(facts, results);
	} else if ((row = find(results, "case", "FAIL", NULL))) {
		take_case(facts, results, row);
	} else if ((row = find(results, "problem", NULL, "splat"))) {
		facts->check = "splat";
		facts->text = row_named(results, row, "text");
	} else if (killed && (row = find(results, "problem", NULL, "ledger"))) {
		/* Outside of any case: no guest could tell. */
		facts->check = "ledger";
		facts->kinds = strcmp(facts->kinds, "-") ? facts->kinds : "ledger";
		facts->text = row_named(results, row, "text");
	} else if ((row = find(results, "case", "ERROR", NULL))) {
		facts->text = row_named(results, row, "text");
	}
}

char *row_of(const struct job *job, int status, const struct table *results, const char *last)
{
	struct facts facts = { .result = result_of(status, results),
			       .check = "-",
			       .suite = job->suites,
			       .backing = or_none(job->backings),
			       .number = "-",
			       .kinds = or_none(kinds_seen(results)),
			       .text = last };

	take_end(&facts, results);
	take_results(&facts, job, results);
	return format("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%lu\t%lu\t%s\t%s", job->mutant->name,
		      edit_first(&job->mutant->edit, "Kind"), facts.result, facts.check,
		      facts.suite, facts.backing, facts.number, facts.before, facts.seconds,
		      facts.kinds, facts.text);
}
