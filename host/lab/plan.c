// SPDX-License-Identifier: GPL-2.0-only
/* Which suites run where: the table, the text form, and the division among labs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

/*
 * In the order in which a lab runs them: 1G pages are there only while nothing else was allocated.
 * One of the guests on which the suite smp runs has as many vCPUs as a guest can have.
 */
static const struct {
	const char *name;
	unsigned vcpus; /* unless the user chose */
} backings[] = {
	{ "hugetlb1g", 4 },
	{ "memfd", 4 },
	{ "thp", 4 },
	{ "hugetlb2m", 8 },
};

#define NBACKINGS (sizeof(backings) / sizeof(*backings))

/* The backings that a suite is made for, and about how many seconds one of them takes. */
static const struct {
	const char *suite;
	const char *backings;
	unsigned cost;
} table[] = {
	{ "boot", "memfd", 1 },
	{ "abi", "memfd", 9 },
	{ "boundary", "memfd,thp,hugetlb2m,hugetlb1g", 7 },
	{ "smp", "memfd,thp,hugetlb2m", 3 },
	{ "roots", "memfd,hugetlb2m,hugetlb1g", 5 },
	{ "race", "memfd,thp", 20 },
	{ "places", "memfd", 1 },
	{ "slots", "memfd,thp,hugetlb2m", 1 },
	{ "shadow", "memfd,thp,hugetlb2m", 3 },
	{ "retain", "memfd", 1 },
};

#define NSUITES (sizeof(table) / sizeof(*table))

/* The start of QEMU and of the guest; a 1G page is cleared when its first byte is touched. */
#define COST_GUEST 4
#define COST_1G 10

unsigned backing_vcpus(const char *name)
{
	for (size_t i = 0; i < NBACKINGS; i++)
		if (!strcmp(backings[i].name, name))
			return backings[i].vcpus;
	return 0;
}

bool backing_known(const char *name)
{
	return backing_vcpus(name);
}

static bool list_has(const char *list, const char *name)
{
	size_t bytes = strlen(name);

	for (const char *p = list; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (!strncmp(p, name, bytes) && (p[bytes] == ',' || !p[bytes]))
			return true;
	}
	return false;
}

bool plan_parse(struct plan *plan, const char *text)
{
	char *guest, *save;

	plan->nguests = 0;
	if (strlen(text) >= sizeof(plan->text))
		return false;
	strcpy(plan->text, text);
	for (guest = strtok_r(plan->text, "/", &save); guest; guest = strtok_r(NULL, "/", &save)) {
		char *suites = strchr(guest, ':');

		if (!suites || !suites[1] || plan->nguests == PLAN_GUESTS)
			return false;
		*suites++ = '\0';
		if (!backing_known(guest))
			return false;
		plan->guests[plan->nguests++] = (struct guest_plan){ guest, suites };
	}
	return plan->nguests;
}

void plan_text(const struct plan *plan, char *text, size_t bytes)
{
	size_t used = 0;

	*text = '\0';
	for (unsigned i = 0; i < plan->nguests && used < bytes; i++)
		used += (size_t)snprintf(text + used, bytes - used, "%s%s:%s", i ? "/" : "",
					 plan->guests[i].backing, plan->guests[i].suites);
}

struct wish {
	const char *suites, *backings;
	bool all_suites, all_backings;
};

static int suite_index(const char *name)
{
	for (size_t i = 0; i < NSUITES; i++)
		if (!strcmp(table[i].suite, name))
			return i;
	return -1;
}

/* Appends the suites that shall run on @backing to @text and returns their cost. */
static unsigned guest_suites(const struct wish *wish, const char *backing, char *text, size_t bytes)
{
	char list[PLAN_BYTES], *name, *save;
	unsigned cost = 0;
	size_t used = 0;

	if (!wish->all_backings && !list_has(wish->backings, backing))
		return 0;
	*list = '\0';
	for (size_t i = 0; wish->all_suites && i < NSUITES; i++)
		used += snprintf(list + used, sizeof(list) - used, "%s%s", used ? "," : "",
				 table[i].suite);
	if (!wish->all_suites)
		snprintf(list, sizeof(list), "%s", wish->suites);
	used = 0;
	for (name = strtok_r(list, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
		int i = suite_index(name);
		/* A suite that was named, on a backing that was named, runs there in any case. */
		bool forced = !wish->all_suites && !wish->all_backings;
		/* One that the table does not know is new: 4K pages will do. */
		const char *where = i < 0 ? "memfd" : table[i].backings;

		if (!forced && !list_has(where, backing))
			continue;
		used += snprintf(text + used, bytes - used, "%s%s", used ? "," : "", name);
		cost += i < 0 ? 1 : table[i].cost;
		if (used >= bytes)
			return 0;
	}
	return cost;
}

static bool wish_ok(const struct wish *wish, char *why, size_t why_bytes)
{
	char list[PLAN_BYTES], *name, *save;

	if (strlen(wish->suites) >= sizeof(list) / PLAN_GUESTS || strspn(wish->suites, ",") ||
	    strpbrk(wish->suites, ":/ \"") || !*wish->suites) {
		snprintf(why, why_bytes, "'%s' is not a list of suites", wish->suites);
		return false;
	}
	snprintf(list, sizeof(list), "%s", wish->backings);
	for (name = strtok_r(list, ",", &save); name && !wish->all_backings;
	     name = strtok_r(NULL, ",", &save)) {
		if (backing_known(name))
			continue;
		snprintf(why, why_bytes, "no backing '%s': memfd, thp, hugetlb2m, hugetlb1g", name);
		return false;
	}
	return true;
}

unsigned plan_make(const char *suites, const char *backing_list, unsigned nlabs,
		   char plans[][PLAN_BYTES], unsigned *seconds, char *why, size_t why_bytes)
{
	struct wish wish = { suites, backing_list, !strcmp(suites, "all"),
			     !strcmp(backing_list, "all") };
	unsigned todo[NBACKINGS], labs[NBACKINGS];
	char texts[NBACKINGS][PLAN_BYTES / 4];
	unsigned used = 0;

	if (!nlabs || nlabs > PLAN_LABS)
		nlabs = 1;
	if (!wish_ok(&wish, why, why_bytes))
		return 0;
	for (size_t i = 0; i < NBACKINGS; i++) {
		todo[i] = guest_suites(&wish, backings[i].name, texts[i], sizeof(texts[i]));
		if (todo[i])
			todo[i] += COST_GUEST + (i ? 0 : COST_1G);
		labs[i] = nlabs;
	}
	memset(seconds, 0, nlabs * sizeof(*seconds));
	/* The longest first, to the lab that has least to do. */
	for (;;) {
		unsigned lab = 0, longest = 0;

		for (size_t i = 1; i < NBACKINGS; i++)
			if (todo[i] > todo[longest])
				longest = i;
		if (!todo[longest])
			break;
		for (unsigned i = 1; i < nlabs; i++)
			if (seconds[i] < seconds[lab])
				lab = i;
		labs[longest] = lab;
		seconds[lab] += todo[longest];
		todo[longest] = 0;
	}
	memset(plans, 0, nlabs * sizeof(*plans));
	for (size_t i = 0; i < NBACKINGS; i++) {
		char *text = plans[labs[i]];

		if (labs[i] < nlabs)
			snprintf(text + strlen(text), PLAN_BYTES - strlen(text), "%s%s:%s",
				 *text ? "/" : "", backings[i].name, texts[i]);
	}
	while (used < nlabs && *plans[used])
		used++;
	if (!used)
		snprintf(why, why_bytes, "suite '%s' is not made for backing '%s'", suites,
			 backing_list);
	return used;
}
