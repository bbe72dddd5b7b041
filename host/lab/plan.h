/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan: which suites run on which backing, in which lab.
 *
 * As text, "memfd:boot,abi/thp:race": guests in their order, each a backing and
 * its suites.  One word, so that it fits into a kernel command line.
 */
#ifndef LEAFZAP_PLAN_H
#define LEAFZAP_PLAN_H

#include <stdbool.h>
#include <stddef.h>

struct suites;

#define NBACKINGS 4

#define PLAN_GUESTS 8
/* The kernel's command line of x86 has 2048 (COMMAND_LINE_SIZE). */
#define PLAN_BYTES 1024
#define PLAN_LABS 4

struct guest_plan {
	const char *backing;
	const char *suites; /* comma-separated */
};

struct plan {
	unsigned nguests;
	struct guest_plan guests[PLAN_GUESTS];
	char text[PLAN_BYTES]; /* what the pointers above point into */
};

/* The kinds of backing, 0 to NBACKINGS - 1, in the order in which a lab runs them. */
const char *backing_name(unsigned i);
/* What the memory of a guest on it is made of, in a few words. */
const char *backing_claim(unsigned i);
/* Is @name one of them?  How many vCPUs does its guest have, if nobody says otherwise? */
bool backing_known(const char *name);
unsigned backing_vcpus(const char *name);

/* Reads @text; false if it is not a plan. */
bool plan_parse(struct plan *plan, const char *text);
/* And back: who reads only the log knows what had to run. */
void plan_text(const struct plan *plan, char *text, size_t bytes);

/*
 * divide.c: divides suites @suites of @table (comma-separated names; "all" are those that
 * need not be named) on backings @backings ("all": those that each suite is made for; a
 * list: of the suites of "all" these, and each suite that was named on each of them) into at
 * most @nlabs plans that take about the same time.  Returns the number of plans, 0 if nothing
 * is left to run or a name is unknown, with the reason in @why.  @seconds gets what each takes
 * under QEMU's emulation on a core of its own, about.
 */
unsigned plan_make(const struct suites *table, const char *suites, const char *backings,
		   unsigned nlabs, char plans[][PLAN_BYTES], unsigned *seconds, char *why,
		   size_t why_bytes);

#endif
