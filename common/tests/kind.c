// SPDX-License-Identifier: GPL-2.0-only
/* Tests the tags of failed checks, and which words are poison. */
#include <stdio.h>
#include <string.h>

#include "kind.h"

static const struct {
	uint64_t word;
	const char *name, *words;
} poisons[] = {
	{ 0xaaaaaaaaaaaaaaaa, "content/poison",
	  "; 0xaa is what the host fills pages with that it has freed" },
	{ 0x6b6b6b6b6b6b6b6b, "content/poison",
	  "; 0x6b is what the host fills objects with that it has freed" },
	{ 0xaaaaaaaaaaaaaaab, "content", "" },
	{ 0x00000000aaaaaaaa, "content", "" },
};

static const struct {
	unsigned kind;
	const char *name;
} tags[] = {
	{ CONTENT, "content" },
	{ WALK, "WALK" },
	{ LEDGER, "ledger" },
	{ LEDGER + LEAFZAP_WHY_YIELD, "ledger/YIELD" },
	{ LEDGER + LEAFZAP_WHY_KICK, "ledger/KICK" },
	/* A rule that a newer host has. */
	{ LEDGER_LAST + 1, "ledger" },
};

static unsigned check_tags(void)
{
	unsigned failed = 0;

	for (unsigned i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		const char *name = kind_name((enum kind)tags[i].kind);

		if (strcmp(name, tags[i].name)) {
			printf("FAIL: kind %u: expected '%s', its tag is '%s'\n", tags[i].kind,
			       tags[i].name, name);
			failed++;
		}
	}
	return failed;
}

static unsigned check_poisons(void)
{
	unsigned failed = 0;

	for (unsigned i = 0; i < sizeof(poisons) / sizeof(poisons[0]); i++) {
		enum kind kind = content_of(poisons[i].word);

		if (strcmp(kind_name(kind), poisons[i].name) ||
		    strcmp(kind_hint(kind), poisons[i].words)) {
			printf("FAIL: the guest read 0x%llx: expected '%s' and '%s', got '%s' and "
			       "'%s'\n",
			       (unsigned long long)poisons[i].word, poisons[i].name,
			       poisons[i].words, kind_name(kind), kind_hint(kind));
			failed++;
		}
	}
	return failed;
}

int main(void)
{
	unsigned failed = check_poisons() + check_tags();

	printf("%s: tags of kinds, %u wrong\n", failed ? "FAIL" : "ok", failed);
	return failed ? 1 : 0;
}
