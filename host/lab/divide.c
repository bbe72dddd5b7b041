// SPDX-License-Identifier: GPL-2.0-only
/* Which suites run where: what was asked for, held against the table of suites, and divided among
 * labs. */
#include <stdio.h>
#include <string.h>

#include "../../common/append.h"
#include "plan.h"
#include "suites.h"

/* The start of QEMU and of the guest; a 1G page is cleared when its first byte is touched. */
#define COST_GUEST 4
#define COST_1G 10
#define BACKING_1G "hugetlb1g"

struct wish {
	const struct suites *table;
	const char *suites, *backings;
	bool all_backings;
};

/* What shall run on one backing. */
struct work {
	char suites[PLAN_BYTES]; /* comma-separated; empty: nothing */
	unsigned seconds;
	unsigned lab;
};

/* The next name of a comma-separated list, which moves on; its length, 0: there is none. */
static size_t next_name(const char **list, const char **name)
{
	size_t bytes;

	*list += strspn(*list, ",");
	*name = *list;
	bytes = strcspn(*list, ",");
	*list += bytes;
	return bytes;
}

static bool list_has(const char *list, const char *wanted)
{
	const char *name;
	size_t bytes;

	while ((bytes = next_name(&list, &name)))
		if (bytes == strlen(wanted) && !strncmp(name, wanted, bytes))
			return true;
	return false;
}

static bool shall_run(const struct wish *wish, const struct suite *suite, const char *backing)
{
	bool named = list_has(wish->suites, suite->name);

	if (!wish->all_backings && !list_has(wish->backings, backing))
		return false;
	/* A suite that was named, on a backing that was named, runs there in any case. */
	if (named && !wish->all_backings)
		return true;
	if (!named && (suite->named || !list_has(wish->suites, "all")))
		return false;
	return list_has(suite->backings, backing);
}

/* False if the names are too long for a plan. */
static bool find_work(const struct wish *wish, const char *backing, struct work *work)
{
	*work = (struct work){ .lab = 0 };
	for (unsigned i = 0; i < wish->table->n; i++) {
		const struct suite *suite = &wish->table->of[i];

		if (!shall_run(wish, suite, backing))
			continue;
		if (!append(work->suites, sizeof(work->suites), "%s%s", *work->suites ? "," : "",
			    suite->name))
			return false;
		work->seconds += suite->seconds;
	}
	if (*work->suites)
		work->seconds += COST_GUEST + (strcmp(backing, BACKING_1G) ? 0 : COST_1G);
	return true;
}

static bool suites_ok(const struct wish *wish, char *why, size_t why_bytes)
{
	const char *list = wish->suites, *name;
	size_t bytes;
	unsigned n = 0;

	for (; (bytes = next_name(&list, &name)); n++) {
		char one[64];

		snprintf(one, sizeof(one), "%.*s", (int)bytes, name);
		if (!strcmp(one, "all") || suites_find(wish->table, one))
			continue;
		snprintf(why, why_bytes, "no suite '%s'; known:", one);
		for (unsigned i = 0; i < wish->table->n; i++)
			append(why, why_bytes, "%s%s", i ? ", " : " ", wish->table->of[i].name);
		return false;
	}
	if (!n)
		snprintf(why, why_bytes, "'%s' is not a list of suites", wish->suites);
	return n;
}

static bool backings_ok(const struct wish *wish, char *why, size_t why_bytes)
{
	const char *list = wish->backings, *name;
	size_t bytes;

	while (!wish->all_backings && (bytes = next_name(&list, &name))) {
		char one[64];

		snprintf(one, sizeof(one), "%.*s", (int)bytes, name);
		if (backing_known(one))
			continue;
		snprintf(why, why_bytes, "no backing '%s': memfd, thp, hugetlb2m, hugetlb1g", one);
		return false;
	}
	return true;
}

/* The longest first, to the lab that has least to do. */
static void divide(struct work *works, unsigned nlabs, unsigned *seconds)
{
	bool done[NBACKINGS] = { false };

	memset(seconds, 0, nlabs * sizeof(*seconds));
	for (;;) {
		unsigned lab = 0, longest = NBACKINGS;

		for (unsigned i = 0; i < NBACKINGS; i++)
			if (!done[i] && works[i].seconds &&
			    (longest == NBACKINGS || works[i].seconds > works[longest].seconds))
				longest = i;
		if (longest == NBACKINGS)
			return;
		for (unsigned i = 1; i < nlabs; i++)
			if (seconds[i] < seconds[lab])
				lab = i;
		works[longest].lab = lab;
		seconds[lab] += works[longest].seconds;
		done[longest] = true;
	}
}

unsigned plan_make(const struct suites *table, const char *suites, const char *backings,
		   unsigned nlabs, char plans[][PLAN_BYTES], unsigned *seconds, char *why,
		   size_t why_bytes)
{
	struct wish wish = { table, suites, backings, !strcmp(backings, "all") };
	struct work works[NBACKINGS];
	bool fits = true;
	unsigned used = 0;

	if (!nlabs || nlabs > PLAN_LABS)
		nlabs = 1;
	if (!suites_ok(&wish, why, why_bytes) || !backings_ok(&wish, why, why_bytes))
		return 0;
	for (unsigned i = 0; i < NBACKINGS; i++)
		fits = find_work(&wish, backing_name(i), &works[i]) && fits;
	divide(works, nlabs, seconds);
	memset(plans, 0, nlabs * sizeof(*plans));
	for (unsigned i = 0; i < NBACKINGS; i++) {
		char *text = plans[works[i].lab];

		if (*works[i].suites)
			fits = append(text, PLAN_BYTES, "%s%s:%s", *text ? "/" : "",
				      backing_name(i), works[i].suites) &&
			       fits;
	}
	if (!fits) {
		snprintf(why, why_bytes, "a plan of more than %d bytes: name fewer suites",
			 PLAN_BYTES - 1);
		return 0;
	}
	while (used < nlabs && *plans[used])
		used++;
	if (!used)
		snprintf(why, why_bytes, "suite '%s' is not made for backing '%s'", suites,
			 backings);
	return used;
}
