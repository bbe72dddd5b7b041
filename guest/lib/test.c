// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the suites and prints KTAP: plan first, count last.  Diagnosis lines
 * stand before the result that they belong to.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "hyper.h"
#include "lock.h"
#include "percpu.h"
#include "run.h"

#define MAX_TOLD 8
#define TITLE_BYTES 256
#define REASON_BYTES 256
#define AGAIN_BYTES 256
#define CASE_INDENT "  "

enum outcome { PASS, FAIL, ERROR, SKIP };

static unsigned count[4];

/* What runs now. */
static const struct suite *suite;
static unsigned suite_number, case_index, case_number;
/* Failed checks of the case: those that are in the log, by kind, and those that are not. */
static unsigned ntold, nuntold, kinds_told;
static bool in_suite, in_case;
static enum outcome outcome;
static char reason[REASON_BYTES];
static struct lock lock;

static void print(const char *indent, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void print(const char *indent, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	console_line(indent, fmt, args);
	va_end(args);
}

static void comment(const char *fmt, va_list args)
{
	console_line(in_suite ? CASE_INDENT "# " : "# ", fmt, args);
}

void note(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	comment(fmt, args);
	va_end(args);
}

static void tell(enum kind kind, const struct place_of_check *place, const char *text)
{
	char gfn[32] = "";

	if (place->gfn != NO_GFN)
		snprintf(gfn, sizeof(gfn), " gfn=0x%llx", (unsigned long long)place->gfn);
	note("[%s%s] %s:%d: %s%s", kind_name(kind), gfn, place->file, place->line, text,
	     kind_hint(kind));
}

static void fail(enum kind kind, const struct place_of_check *place, bool always, const char *fmt,
		 va_list args)
{
	char text[512];

	vsnprintf(text, sizeof(text), fmt, args);
	lock_acquire(&lock);
	/* The first of a kind as well, however many of others came before it. */
	if (always || ntold < MAX_TOLD || !(kinds_told & 1u << kind)) {
		tell(kind, place, text);
		ntold += !always;
		kinds_told |= 1u << kind;
	} else {
		nuntold++;
	}
	outcome = FAIL;
	lock_release(&lock);
}

bool check_at(enum kind kind, const struct place_of_check *place, bool cond, const char *fmt, ...)
{
	va_list args;

	if (cond)
		return true;
	/* Counters that nobody counts are no evidence. */
	if (kind == STATS && ledger_unchecked(LEAFZAP_UNCHECKED_STATS))
		return false;
	va_start(args, fmt);
	fail(kind, place, false, fmt, args);
	va_end(args);
	return false;
}

void fail_at(enum kind kind, const struct place_of_check *place, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fail(kind, place, true, fmt, args);
	va_end(args);
}

bool case_failed(void)
{
	return outcome == FAIL;
}

/* A failure stays one, whatever comes after it. */
static void set_outcome(enum outcome what, const char *fmt, va_list args)
{
	lock_acquire(&lock);
	if (outcome == FAIL) {
		comment(fmt, args);
	} else {
		outcome = what;
		vsnprintf(reason, sizeof(reason), fmt, args);
	}
	lock_release(&lock);
}

static _Noreturn void leave_case(void)
{
	jmp_buf *bail = this_percpu()->bail;

	if (!bail)
		run_error("%s", reason);
	longjmp(*bail, 1);
}

void skip_case(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set_outcome(SKIP, fmt, args);
	va_end(args);
	leave_case();
}

void error_case(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set_outcome(ERROR, fmt, args);
	va_end(args);
	leave_case();
}

void case_is_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set_outcome(ERROR, fmt, args);
	va_end(args);
}

void suite_skip(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
}

static void print_again(void)
{
	char text[AGAIN_BYTES];

	options_again(text, sizeof(text), suite->name, case_index + 1);
	/* Who relays this puts behind it what only the machine knows: host/report/report.h. */
	note("again: %s", text);
}

static void print_result(void)
{
	static const char *const words[] = { "ok", "not ok", "not ok", "ok" };
	char title[TITLE_BYTES] = "";

	suite->cases->title(case_index, title, sizeof(title));
	/* For --case, where the number of the result is another: of one case, or of a sample. */
	if (case_number != case_index + 1)
		note("case %u", case_index + 1);
	if (nuntold)
		note("%u more checks of this case failed", nuntold);
	if (outcome == FAIL || outcome == ERROR)
		print_again();
	if (outcome == SKIP || outcome == ERROR)
		print(CASE_INDENT, "%s %u %s # %s %s", words[outcome], case_number, title,
		      outcome == SKIP ? "SKIP" : "ERROR", reason);
	else
		print(CASE_INDENT, "%s %u %s", words[outcome], case_number, title);
	count[outcome]++;
}

static void run_case(unsigned n, unsigned number)
{
	jmp_buf here;

	case_index = n;
	case_number = number;
	ntold = nuntold = kinds_told = 0;
	outcome = PASS;
	reason[0] = 0;
	random_seed(suite->name, case_index);
	in_case = true;
	this_percpu()->bail = &here;
	if (!setjmp(here))
		suite->cases->run(n);
	this_percpu()->bail = NULL;
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		if (__atomic_load_n(&percpu[cpu].fn, __ATOMIC_ACQUIRE) && !cpu_wait(cpu, 60))
			run_error("CPU %u still works for %s, case %u", cpu, suite->name, n + 1);
	ledger_check();
	if (suite->cases->explain)
		suite->cases->explain(n);
	in_case = false;
	print_result();
}

static void finish(void)
{
	static const char *const words[] = { "PASS", "FAIL", "ERROR", "SKIP" };
	static const int values[] = { EXIT_PASS, EXIT_FAIL, EXIT_ERROR, EXIT_SKIP };
	char rest[TITLE_BYTES], unchecked[TITLE_BYTES];
	enum outcome o = count[FAIL] ? FAIL : count[ERROR] ? ERROR : count[PASS] ? PASS : SKIP;

	choice_not_tested(rest, sizeof(rest));
	ledger_not_checked(unchecked, sizeof(unchecked));
	print("", "leafzap: %s passed=%u failed=%u skipped=%u errors=%u%s%s",
	      o == PASS && *unchecked ? "PARTIAL" : words[o], count[PASS], count[FAIL], count[SKIP],
	      count[ERROR], unchecked, rest);
	machine_exit(o == PASS && *unchecked ? EXIT_PARTIAL : values[o]);
}

/* Ends the run from wherever it is, with the open results printed. */
static _Noreturn void end_early(enum outcome what, const struct place_of_check *place,
				const char *fmt, va_list args)
{
	static int ending;
	char text[REASON_BYTES];

	vsnprintf(text, sizeof(text), fmt, args);
	/* Another CPU is at it: its report is the first cause. */
	if (__atomic_exchange_n(&ending, 1, __ATOMIC_SEQ_CST))
		for (;;)
			cpu_pause();
	if (what == FAIL)
		tell(GUEST, place, text);
	else
		note("%s", text);
	if (in_case) {
		outcome = outcome == FAIL ? FAIL : what;
		memcpy(reason, text, sizeof(reason));
		print_result();
	} else {
		count[what]++;
	}
	if (in_suite) {
		in_suite = false;
		print("", "not ok %u %s", suite_number, suite->name);
	}
	finish();
	for (;;)
		cpu_pause();
}

void run_abort_at(const struct place_of_check *place, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	end_early(FAIL, place, fmt, args);
}

void run_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	end_early(ERROR, NULL, fmt, args);
}

long tune_as_asked(void)
{
	static const struct leafzap_tune off,
		on = { .fault_delay_us = 50, .root_delay_us = 15, .yield_every = 3 };

	return hyper_tune(option(amplify) ? &on : &off);
}

/* Whatever the last suite left. */
static void set_amplifiers(void)
{
	if (!(host_info.features & LEAFZAP_F_AMPLIFY)) {
		if (option(amplify) && host_info.magic)
			run_error("this host has no amplifiers");
		return;
	}
	if (tune_as_asked())
		run_error("the host refuses TUNE");
}

/* Returns false to stop the run. */
static bool run_suite(void)
{
	unsigned ncases, nselected, bad = count[FAIL] + count[ERROR];
	bool go_on = true;

	reason[0] = 0;
	if (!host_info.magic && suite_needs_leafzap(suite)) {
		if (options.bare) {
			count[SKIP]++;
			print("", "ok %u %s # SKIP this host has no leafzap", suite_number,
			      suite->name);
			return true;
		}
		note("%s: the host has no leafzap (is kvm.leafzap=1 set, and KVM patched?)",
		     suite->name);
		count[ERROR]++;
		print("", "not ok %u %s # ERROR no leafzap host", suite_number, suite->name);
		return !option(stop);
	}
	set_amplifiers();
	ncases = suite->cases->start();
	if (!ncases) {
		count[SKIP]++;
		print("", "ok %u %s # SKIP %s", suite_number, suite->name, reason);
		return true;
	}
	in_suite = true;
	print(CASE_INDENT, "# Subtest: %s", suite->name);
	if (option(case) > ncases)
		run_error("%s has only %u cases", suite->name, ncases);
	nselected = cases_selected(ncases);
	print(CASE_INDENT, "1..%u", nselected);
	if (option(sample))
		note("%u of %u cases: a sample", nselected, ncases);
	for (unsigned i = 0; i < nselected && go_on; i++) {
		run_case(case_selected(ncases, i), i + 1);
		go_on = !option(stop) || outcome == PASS || outcome == SKIP;
	}
	if (suite->cases->end)
		suite->cases->end();
	in_suite = false;
	print("", "%s %u %s", bad == count[FAIL] + count[ERROR] ? "ok" : "not ok", suite_number,
	      suite->name);
	return go_on;
}

void run_suites(void)
{
	ledger_start();
	choice_check();
	print("", "1..%u", choice_count());
	for_each_suite(s)
	{
		suite = *s;
		if (!choice_has(suite))
			continue;
		suite_number++;
		if (!run_suite())
			break;
	}
	finish();
	for (;;)
		cpu_pause();
}
