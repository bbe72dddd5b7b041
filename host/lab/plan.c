// SPDX-License-Identifier: GPL-2.0-only
/* The kinds of backing, and a plan as text. */
#include <string.h>

#include "../../common/append.h"
#include "plan.h"

/*
 * In the order in which a lab runs them: 1G pages are there only while nothing else was allocated.
 * One of the guests on which the suite smp runs has as many vCPUs as a guest can have.
 */
static const struct {
	const char *name;
	unsigned vcpus; /* unless the user chose */
	const char *claim;
} backings[NBACKINGS] = {
	{ "hugetlb1g", 4, "a memfd of 1G hugetlb pages" },
	{ "memfd", 4, "4K pages of a memfd" },
	{ "thp", 4, "a memfd with transparent 2M pages" },
	{ "hugetlb2m", 8, "a memfd of 2M hugetlb pages" },
};

const char *backing_name(unsigned i)
{
	return backings[i].name;
}

const char *backing_claim(unsigned i)
{
	return backings[i].claim;
}

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
	*text = '\0';
	for (unsigned i = 0; i < plan->nguests; i++)
		append(text, bytes, "%s%s:%s", i ? "/" : "", plan->guests[i].backing,
		       plan->guests[i].suites);
}
