/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a suite is made of.  guest/lib/test.c runs the suites in the order of
 * the numbers in their SUITE() and prints KTAP version 1, plan first, count last.
 *
 * Four outcomes are kept apart: pass, fail (KVM is wrong), skip (not possible
 * here, with a reason) and error (leafzap or the environment is wrong).
 */
#ifndef LEAFZAP_TEST_H
#define LEAFZAP_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kind.h"

/* What guest/options.def declares, by number. */
enum option {
#define OPTION(name, kind, min, max, value, help) OPTION_##name,
#include "../options.def"
#undef OPTION
	NOPTIONS
};

/* Chosen on the command line of the guest, see guest/lib/options.c. */
struct options {
	uint64_t value[NOPTIONS]; /* of a flag 0 or 1; of a number that was not said 0 */
	const char *suites;	  /* comma-separated names, "all" is the default */
	const char *backing;	  /* what the host says backs RAM: "memfd", "thp", "hugetlb2m",
				     "hugetlb1g" */
	unsigned vcpus;		  /* vCPUs that the guest found and started */
	bool bare; /* "bare": any machine, booted from an image: the log goes to COM1 and to the
		      screen, and what needs a leafzap host is skipped where there is none */
};

extern struct options options;

/* The value of an option of guest/options.def, as in option(seed), option(long). */
#define option(name) (options.value[OPTION_##name])

/* The cases of a suite. */
struct cases {
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

/* A suite, as its SUITE() says it. */
struct suite {
	const char *name;
	const char *claim;
	const char *needs;
	bool named;
	const struct cases *cases;
};

/*
 * The one description of a suite, in guest/suites/NAME/suite.c.  The guest runs what
 * it says; run.sh, the plan and the documents read the same words in suites.tsv, which
 * guest/suites/Makefile makes from the line of text in each object.
 *
 *   name      of the folder as well; its cases are in `const struct cases NAME_cases`
 *   order     two digits: suites run by these, cheap and general ones first
 *   when      always, or named: only if the user names it, and left out of "all"
 *   seconds   that all cases take on one backing under QEMU's emulation, about
 *   backings  that the suite is made for, "memfd,thp,hugetlb2m,hugetlb1g" or some of them
 *   needs     of the host: "leafzap" for hypercalls, or "-" for nothing
 *   claim     one line: what a pass of the suite means
 */
#define SUITE(name_, order, when, seconds, backings, needs_, claim_)                               \
	_Static_assert(sizeof(#order) == sizeof("10"), "order: two digits sort as numbers do");    \
	extern const struct cases name_##_cases;                                                   \
	static const struct suite name_##_suite = {                                                \
		.name = #name_,                                                                    \
		.claim = claim_,                                                                   \
		.needs = needs_,                                                                   \
		.named = SUITE_##when,                                                             \
		.cases = &name_##_cases,                                                           \
	};                                                                                         \
	static const struct suite *const name_##_pointer                                           \
		__attribute__((used, section(".leafzap_suites." #order "." #name_))) =             \
			&name_##_suite;                                                            \
	/* No NUL behind it, and no gap before the next. */                                        \
	static const char name_##_text                                                             \
		[sizeof(SUITE_TEXT(#name_, #when, #seconds, backings, needs_, claim_)) - 1]        \
		__attribute__((used, nonstring, aligned(1),                                        \
			       section(".leafzap_suites_text." #order "." #name_))) =              \
			SUITE_TEXT(#name_, #when, #seconds, backings, needs_, claim_)

/* Its line of suites.tsv. */
#define SUITE_TEXT(name, when, seconds, backings, needs, claim)                                    \
	name "\t" backings "\t" seconds "\t" when "\t" needs "\t" claim "\n"

enum { SUITE_always = 0, SUITE_named = 1 };

/* The place of a check in the source, and the page that shows the fault, if there is one. */
struct place_of_check {
	const char *file;
	int line;
	uint64_t gfn; /* NO_GFN: none */
};

#define NO_GFN UINT64_MAX
#define HERE(gfn_) (&(const struct place_of_check){ __FILE__, __LINE__, gfn_ })

/*
 * Records a failed check of the running case unless @cond; returns @cond.  @kind (enum
 * kind) is what the check looks at.  The text says what was done, what was expected and
 * what was seen.  All arguments are evaluated whether @cond holds or not.  After 8
 * failures in one case the others are only counted, but for the first of each kind.
 */
#define check(kind, cond, ...) check_at(kind, HERE(NO_GFN), !!(cond), __VA_ARGS__)
/* The same of page @gfn, which the report marks in the picture of the case. */
#define check_gfn(kind, gfn, cond, ...) check_at(kind, HERE(gfn), !!(cond), __VA_ARGS__)
bool check_at(enum kind kind, const struct place_of_check *place, bool cond, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Has a check of the running case failed? */
bool case_failed(void);

/* End the case: not possible here / leafzap itself or the machine is wrong. */
_Noreturn void skip_case(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void error_case(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* From start(): why the whole suite is skipped. */
void suite_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line "# ..." in the log, at the indentation of what runs now, from any CPU. */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* xorshift64*, seeded per case from option(seed), suite and case number. */
uint64_t random64(void);
/* Uniform in [0, @n). */
uint64_t random_below(uint64_t n);

#endif
