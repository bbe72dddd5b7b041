/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The suites that the guest has, from suites.tsv, which the guest's build makes from the
 * SUITE() of each (guest/include/test.h).  One line a suite, in the order in which the
 * guest runs them, with a tab between: name, backings (comma list), seconds on one
 * backing, "always" or "named", needs (comma list, or "-"), claim.
 */
#ifndef LEAFZAP_SUITES_H
#define LEAFZAP_SUITES_H

#include <stdbool.h>
#include <stddef.h>

#define SUITES_MAX 64
#define SUITES_BYTES 16384
/* Where a lab and a boot image have theirs. */
#define SUITES_PATH "/suites.tsv"

struct suite {
	const char *name;
	const char *backings; /* that it is made for, comma-separated */
	unsigned seconds;     /* of all its cases on one of them, about */
	bool named;	      /* runs only if it is named, not as one of "all" */
	const char *needs, *claim;
};

struct suites {
	unsigned n;
	struct suite of[SUITES_MAX];
	char text[SUITES_BYTES]; /* what the pointers above point into */
};

/*
 * Reads the file at @path.  False if it cannot be read or has a line that makes no
 * sense; @why, of @bytes bytes, then says which and what was expected.
 */
bool suites_read(struct suites *suites, const char *path, char *why, size_t bytes);

/* The suite @name, or NULL. */
const struct suite *suites_find(const struct suites *suites, const char *name);

#endif
