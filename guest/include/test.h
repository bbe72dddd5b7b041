/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a suite is made of.  guest/lib/test.c runs the suites in the order of
 * guest/suites/table.c and prints KTAP version 1, plan first, count last.
 *
 * Four outcomes are kept apart: pass, fail (KVM is wrong), skip (not possible
 * here, with a reason) and error (leafzap or the environment is wrong).
 */
#ifndef LEAFZAP_TEST_H
#define LEAFZAP_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Chosen on the command line of the guest, see guest/lib/options.c. */
struct options {
	const char *suites;  /* comma-separated names, "all" is the default */
	const char *backing; /* what the host says backs RAM: "memfd", "thp", "hugetlb2m",
				"hugetlb1g" */
	uint64_t seed;
	long only_case;	 /* 1-based number in its suite, 0: all */
	unsigned sample; /* so many cases of each suite, 0: all */
	unsigned vcpus;	 /* vCPUs that the guest found and started */
	bool long_run;	 /* "long": more of everything that is random */
	bool stop;	 /* "stop": end at the first case that is not ok */
	bool amplify;	 /* "amplify": all amplifiers on in all suites */
	bool bare; /* "bare": any machine, booted from an image: the log goes to COM1 and to the
		      screen, and what needs a leafzap host is skipped where there is none */
};

extern struct options options;

struct suite {
	const char *name;
	const char *claim; /* one line, what a pass of the suite means; printed by --list */
	bool on_request;   /* left out of "all" */
	bool bare;	   /* needs no hypercall: runs on a host without leafzap, too */
	/*
	 * Prepares and returns the number of cases under the options given, 0
	 * to skip the suite (say why through suite_skip()).
	 */
	unsigned (*start)(void);
	/* Writes the name of case @n (0-based) as a claim, with no '#' in it. */
	void (*title)(unsigned n, char *buf, size_t bytes);
	/* Runs case @n.  Returns, or ends early by skip_case()/error_case(). */
	void (*run)(unsigned n);
	/*
	 * When case @n is over and its ledger is read: adds to the log what
	 * helps to understand it, if case_failed() say.  May be NULL.
	 */
	void (*explain)(unsigned n);
	void (*end)(void); /* may be NULL */
};

/* NULL-terminated; guest/suites/table.c. */
extern const struct suite *const suites[];

/*
 * Records a failed check of the running case unless @cond; returns @cond.  The
 * text says what was done, what was expected and what was seen.  After 8
 * failures in one case the others are only counted.
 */
#define check(cond, ...) check_at(__FILE__, __LINE__, !!(cond), __VA_ARGS__)
bool check_at(const char *file, int line, bool cond, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Has a check of the running case failed? */
bool case_failed(void);

/* End the case: not possible here / leafzap itself or the machine is wrong. */
_Noreturn void skip_case(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void error_case(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* From start(): why the whole suite is skipped. */
void suite_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line "# ..." in the log, from the boot CPU, for figures and for diagnosis. */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* xorshift64*, seeded per case from options.seed, suite and case number. */
uint64_t random64(void);
/* Uniform in [0, @n). */
uint64_t random_below(uint64_t n);

#endif
