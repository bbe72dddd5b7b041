// SPDX-License-Identifier: GPL-2.0-only
/* Names of the kinds of failed checks. */
#include <string.h>

#include "kind.h"

/* include/linux/poison.h: PAGE_POISON, POISON_FREE. */
#define POISON_OF_PAGE 0xaaaaaaaaaaaaaaaaull
#define POISON_OF_OBJECT 0x6b6b6b6b6b6b6b6bull

const char *kind_name(enum kind kind)
{
	static const char *const names[] = {
		[CONTENT] = "content",
		[FREED_PAGE] = "content/poison",
		[FREED_OBJECT] = "content/poison",
		[WALK] = "WALK",
		[STATS] = "STATS",
		[CALL] = "call",
		[GUEST] = "guest",
		[LEDGER] = "ledger",
		/* As docs/ledger.md calls the rules. */
		[LEDGER + LEAFZAP_WHY_YIELD] = "ledger/YIELD",
		[LEDGER + LEAFZAP_WHY_END] = "ledger/END",
		[LEDGER + LEAFZAP_WHY_ENTRY] = "ledger/ENTRY",
		[LEDGER + LEAFZAP_WHY_TABLE] = "ledger/TABLE",
		[LEDGER + LEAFZAP_WHY_STALE] = "ledger/STALE",
		[LEDGER + LEAFZAP_WHY_STAYED] = "ledger/STAYED",
		[LEDGER + LEAFZAP_WHY_KICK] = "ledger/KICK",
	};

	/* A host may be newer than its guest: its rule has no name here, and is one all the same.
	 */
	return kind <= LEDGER_LAST && names[kind] ? names[kind] : names[LEDGER];
}

const char *unchecked_name(unsigned why)
{
	const char *name = kind_name(why ? LEDGER + why : STATS), *slash = strchr(name, '/');

	return slash ? slash + 1 : name;
}

enum kind content_of(uint64_t word)
{
	if (word == POISON_OF_PAGE)
		return FREED_PAGE;
	return word == POISON_OF_OBJECT ? FREED_OBJECT : CONTENT;
}

const char *kind_hint(enum kind kind)
{
	if (kind == FREED_PAGE)
		return "; 0xaa is what the host fills pages with that it has freed";
	if (kind == FREED_OBJECT)
		return "; 0x6b is what the host fills objects with that it has freed";
	return "";
}
