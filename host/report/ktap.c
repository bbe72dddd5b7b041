// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the KTAP of a guest (Documentation/dev-tools/ktap.rst, as guest/lib/test.c
 * writes it) and holds it against its own plan and the one it was given.
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"

#define CASE_INDENT "  "
/* QEMU's status for the values that the guest writes to isa-debug-exit: v << 1 | 1. */
#define STATUS_OF(value) ((value) << 1 | 1)

const char *const verdict_words[] = { "PASS", "PARTIAL", "SKIP", "ERROR", "CRASH", "FAIL" };

static const int statuses[] = {
	[PASS] = STATUS_OF(0x10),
	[FAIL] = STATUS_OF(0x11),
	[ERROR] = STATUS_OF(0x12),
	[SKIP] = STATUS_OF(0x13),
	[CRASH] = -1,
	[PARTIAL] = STATUS_OF(0x14),
};

static void add_diagnosis(struct guest *guest, const char *line)
{
	size_t have = guest->diagnosis ? strlen(guest->diagnosis) : 0, more = strlen(line);

	/* A case that floods is told well enough by its first part. */
	if (have > 16384)
		return;
	guest->diagnosis = realloc(guest->diagnosis, have + more + 2);
	if (!guest->diagnosis)
		abort();
	memcpy(guest->diagnosis + have, line, more);
	strcpy(guest->diagnosis + have + more, "\n");
}

/* A line of what has no result yet: the number of its case, or a diagnosis, with a tag or not. */
static void read_comment(struct guest *guest, const char *line)
{
	const char *text = line + 1 + (line[1] == ' '), *told;
	struct tag tag;
	unsigned number;
	int used = 0;

	if (sscanf(text, "case %u%n", &number, &used) == 1 && !text[used]) {
		guest->case_number = number;
		return;
	}
	told = tag_read(text, &tag);
	if (told)
		found_add(&guest->found, tag.kind, told);
	add_diagnosis(guest, line);
}

static void add_result(struct run *run, struct lab *lab, struct guest *guest, const char *suite,
		       const char *title, unsigned number, enum verdict verdict, const char *reason)
{
	uint64_t now = now_ms();
	struct result *r;

	run->results = grow(run->results, run->nresults, sizeof(*run->results));
	r = &run->results[run->nresults++];
	/* Whoever reads results.tsv would not see what failed. */
	if (verdict == FAIL && !guest->found.n)
		problem(run, lab, guest, ERROR, "log",
			"%s %u failed, and no line says by what kind of check: it is missing, or "
			"this is no guest of this leafzap",
			suite, number);
	*r = (struct result){
		.lab = lab - run->labs,
		.guest = guest - lab->guests,
		.suite = copy_text(suite, strlen(suite)),
		.title = copy_text(title, strlen(title)),
		.reason = reason ? copy_text(reason, strlen(reason)) : NULL,
		.diagnosis = guest->diagnosis,
		.number = number,
		.case_number = guest->case_number ? guest->case_number : number,
		.verdict = verdict,
		.found = guest->found,
		.before = guest->ncases,
		.ms = guest->case_ms ? now - guest->case_ms : 0,
		.end_ms = guest->first_ms ? now - guest->first_ms : 0,
	};
	guest->diagnosis = NULL;
	guest->found.n = 0;
	guest->case_number = 0;
	guest->case_ms = now;
	guest->ncases += number != 0;
	guest->counts[verdict]++;
	run->counts[verdict]++;
}

/* "ok N title # SKIP why": splits it; false if it is no result line. */
static bool read_result(char *line, bool *ok, unsigned *number, char **title, enum verdict *verdict,
			char **reason)
{
	char *end, *mark;

	*ok = !strncmp(line, "ok ", 3);
	if (!*ok && strncmp(line, "not ok ", 7))
		return false;
	line += *ok ? 3 : 7;
	*number = strtoul(line, &end, 10);
	if (end == line || (*end && *end != ' '))
		return false;
	*title = end + (*end == ' ');
	*verdict = *ok ? PASS : FAIL;
	*reason = NULL;
	mark = strstr(*title, *ok ? " # SKIP" : " # ERROR");
	if (mark) {
		*verdict = *ok ? SKIP : ERROR;
		*reason = mark + (*ok ? strlen(" # SKIP") : strlen(" # ERROR"));
		*reason += **reason == ' ';
		*mark = '\0';
	}
	return true;
}

static bool in_plan(const struct guest *guest, const char *suite)
{
	size_t bytes = strlen(suite);

	for (const char *p = guest->plan->suites; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (!strncmp(p, suite, bytes) && (p[bytes] == ',' || !p[bytes]))
			return true;
	}
	return false;
}

static unsigned plan_suites(const struct guest *guest)
{
	unsigned n = 1;

	for (const char *p = guest->plan->suites; *p; p++)
		n += *p == ',';
	return n;
}

/* At the end of a suite: were all cases seen that were planned? */
static void suite_done(struct run *run, struct lab *lab, struct guest *guest, const char *name,
		       bool ok)
{
	bool bad = guest->counts[FAIL] || guest->counts[ERROR];

	if (!in_plan(guest, name))
		problem(run, lab, guest, ERROR, "log", "suite %s was not asked for", name);
	if (*guest->suite && strcmp(guest->suite, name))
		problem(run, lab, guest, ERROR, "log", "suite %s ended as %s", guest->suite, name);
	/* A failure may end a suite early (stop, an exception); nothing else may. */
	if (*guest->suite && guest->cases_done != guest->cases_planned && (ok || !bad))
		problem(run, lab, guest, ERROR, "log", "suite %s planned %u cases, the log has %u",
			name, guest->cases_planned, guest->cases_done);
	*guest->suite = '\0';
	guest->suites_done++;
}

static void read_case(struct run *run, struct lab *lab, struct guest *guest, char *line)
{
	unsigned number, planned;
	enum verdict verdict;
	char *title, *reason;
	bool ok;

	if (!strncmp(line, "# Subtest: ", 11)) {
		snprintf(guest->suite, sizeof(guest->suite), "%.63s", line + 11);
		guest->cases_planned = guest->cases_done = 0;
		guest->case_ms = now_ms();
	} else if (*line == '#') {
		read_comment(guest, line);
	} else if (sscanf(line, "1..%u", &planned) == 1) {
		guest->cases_planned = planned;
	} else if (read_result(line, &ok, &number, &title, &verdict, &reason)) {
		guest->cases_done++;
		if (number != guest->cases_done && verdict != FAIL && verdict != ERROR)
			problem(run, lab, guest, ERROR, "log",
				"%s: result %u where %u was due: lines are missing", guest->suite,
				number, guest->cases_done);
		guest->cases_done = number;
		add_result(run, lab, guest, guest->suite, title, number, verdict, reason);
	}
}

/* The labs have the same host, so the last one says it for all. */
static void read_last(struct run *run, struct guest *guest, const char *line)
{
	unsigned *n = guest->last_counts;
	char word[16], unchecked[sizeof(run->unchecked)];

	if (sscanf(line, "leafzap: %15s passed=%u failed=%u skipped=%u errors=%u", word, &n[PASS],
		   &n[FAIL], &n[SKIP], &n[ERROR]) != 5)
		return;
	for (enum verdict v = PASS; v <= FAIL; v++) {
		if (v != CRASH && !strcmp(word, verdict_words[v])) {
			guest->last = v;
			guest->said_last = true;
		}
	}
	fact(line, "unchecked", unchecked, sizeof(unchecked));
	if (*unchecked)
		memcpy(run->unchecked, unchecked, sizeof(run->unchecked));
}

void ktap_skip(struct run *run, struct lab *lab, struct guest *guest, const char *reason)
{
	char list[PLAN_BYTES], *save;

	snprintf(list, sizeof(list), "%s", guest->plan->suites);
	for (char *suite = strtok_r(list, ",", &save); suite; suite = strtok_r(NULL, ",", &save)) {
		char line[1024];

		add_result(run, lab, guest, suite, suite, 0, SKIP, reason);
		snprintf(line, sizeof(line), "ok %u %s # SKIP %s", ++guest->suites_done, suite,
			 reason);
		stream_guest(run, lab, line);
	}
	guest->ended = true;
}

void ktap_line(struct run *run, struct lab *lab, const char *text)
{
	struct guest *guest = &lab->guests[lab->now - 1];
	char line[8192], *title, *reason;
	unsigned number, planned;
	enum verdict verdict;
	bool ok;

	if (!guest->spoke)
		guest->first_ms = now_ms();
	guest->spoke = true;
	snprintf(line, sizeof(line), "%s", text);
	if (!strncmp(line, CASE_INDENT, strlen(CASE_INDENT))) {
		read_case(run, lab, guest, line + strlen(CASE_INDENT));
	} else if (*line == '#') {
		read_comment(guest, line);
	} else if (sscanf(line, "1..%u", &planned) == 1) {
		guest->suites_planned = planned;
		/* What was said before is about the machine. */
		free(guest->diagnosis);
		guest->diagnosis = NULL;
	} else if (!strncmp(line, "leafzap: ", 9)) {
		read_last(run, guest, line);
	} else if (read_result(line, &ok, &number, &title, &verdict, &reason)) {
		/* A suite that ran has told its cases; one that did not is a result itself. */
		if (!*guest->suite)
			add_result(run, lab, guest, title, title, 0, verdict, reason);
		suite_done(run, lab, guest, title, ok);
	}
}

/* The last thing the guest said outside of a case. */
static const char *last_words(const struct guest *guest)
{
	static char text[512];
	size_t end = guest->diagnosis ? strlen(guest->diagnosis) : 0, from;

	while (end && guest->diagnosis[end - 1] == '\n')
		end--;
	for (from = end; from && guest->diagnosis[from - 1] != '\n';)
		from--;
	snprintf(text, sizeof(text), "%.*s", (int)(end - from), end ? guest->diagnosis + from : "");
	return end ? text : "see its log";
}

/* The guest's own count against ours, and its exit status against both. */
static void compare_counts(struct run *run, struct lab *lab, struct guest *guest, const char *how)
{
	const unsigned *mine = guest->counts, *its = guest->last_counts;
	enum verdict last = guest->last;
	int status = -1;

	/* What fails outside of a case has no result of its own. */
	if (its[FAIL] > mine[FAIL])
		problem(run, lab, guest, FAIL,
			found_kinds(&guest->found, guest->found.n ? NULL : "guest"),
			"the guest failed outside of a case: %s",
			guest->found.n ? guest->found.of[0].text : last_words(guest));
	else if (its[ERROR] > mine[ERROR])
		problem(run, lab, guest, ERROR, "setup", "error outside of a case: %s",
			last_words(guest));
	else if (its[PASS] != mine[PASS] || its[SKIP] != mine[SKIP] || its[FAIL] != mine[FAIL] ||
		 its[ERROR] != mine[ERROR])
		problem(run, lab, guest, ERROR, "log",
			"the guest counted %u passed, %u failed, %u skipped, %u errors; "
			"its log has %u, %u, %u, %u",
			its[PASS], its[FAIL], its[SKIP], its[ERROR], mine[PASS], mine[FAIL],
			mine[SKIP], mine[ERROR]);
	if (sscanf(how, "exit=%d", &status) != 1 || status != statuses[last])
		problem(run, lab, guest, ERROR, "log",
			"the guest said %s, but QEMU ended with %s (expected exit=%d)",
			verdict_words[last], how, statuses[last]);
}

static void compare_plan(struct run *run, struct lab *lab, struct guest *guest)
{
	unsigned wanted = plan_suites(guest);

	if (guest->suites_planned != wanted)
		problem(run, lab, guest, ERROR, "log",
			"%u suites were asked for (%s), the guest planned %u", wanted,
			guest->plan->suites, guest->suites_planned);
	if (guest->suites_done != wanted)
		problem(run, lab, guest, ERROR, "log", "%u suites were asked for (%s), %u ended",
			wanted, guest->plan->suites, guest->suites_done);
}

void ktap_end(struct run *run, struct lab *lab, struct guest *guest, const char *how)
{
	char what[96];

	guest->ended = true;
	if (guest->said_last) {
		compare_counts(run, lab, guest, how);
		if (guest->last == PASS || guest->last == PARTIAL || guest->last == SKIP)
			compare_plan(run, lab, guest);
		return;
	}
	if (*guest->suite)
		snprintf(what, sizeof(what), " in %s, after case %u of %u", guest->suite,
			 guest->cases_done, guest->cases_planned);
	else
		snprintf(what, sizeof(what), "%s",
			 guest->spoke ? " between suites" : " before it said anything");
	if (!strcmp(how, "not started"))
		problem(run, lab, guest, ERROR, "setup", "the guest was not started");
	else if (!strcmp(how, "hang=silence"))
		problem(run, lab, guest, CRASH, found_kinds(&guest->found, "hang"),
			"the guest hangs%s", what);
	else if (!strcmp(how, "hang=limit"))
		problem(run, lab, guest, CRASH, found_kinds(&guest->found, "hang"),
			"the guest did not end in time%s", what);
	else if (!strcmp(how, "hang=kvm-error"))
		problem(run, lab, guest, CRASH, found_kinds(&guest->found, "crash"),
			"KVM gave the guest up (internal error)%s", what);
	else if (!strcmp(how, "exit=0"))
		problem(run, lab, guest, CRASH, found_kinds(&guest->found, "crash"),
			"the guest was reset (triple fault?)%s", what);
	else if (!strncmp(how, "exit=", 5) && !guest->spoke)
		problem(run, lab, guest, ERROR, "setup",
			"QEMU did not start the guest (%s), see host.log", how);
	else
		problem(run, lab, guest, CRASH, found_kinds(&guest->found, "crash"),
			"QEMU ended (%s)%s", how, what);
}
