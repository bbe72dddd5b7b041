/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a failed check of the guest is about: the tag in front of its line in the log,
 * "[WALK] file:line: text".  Programs read the tag and nothing of the text.
 */
#ifndef LEAFZAP_KIND_H
#define LEAFZAP_KIND_H

#include <stdint.h>

#include "kvm_leafzap_abi.h"

enum kind {
	CONTENT,      /* what the guest reads of its memory, and of its machine */
	FREED_PAGE,   /* content that is the poison of a page which the host has freed */
	FREED_OBJECT, /* content that is the poison of a freed object of the host's slab */
	WALK,	      /* the leaf maps */
	STATS,	      /* the host's counters */
	CALL,	      /* the answer of a hypercall */
	GUEST,	      /* the guest cannot go on: an exception that nobody provoked, a lost CPU */
	LEDGER,	      /* the flush ledger; LEDGER + LEAFZAP_WHY_*: with its rule */
	LEDGER_LAST = LEDGER + LEAFZAP_WHY_LAST
};

/* "content", "content/poison", "WALK", "ledger/YIELD", ...: what is in the brackets. */
const char *kind_name(enum kind kind);

/*
 * "KICK", "STATS": what is said of a rule that a host does not keep, LEAFZAP_WHY_* or
 * LEAFZAP_UNCHECKED_STATS.
 */
const char *unchecked_name(unsigned why);

/* The kind of a failed check that read @word from memory: CONTENT, or which poison it is. */
enum kind content_of(uint64_t word);

/* What to add to the text of a failed check of this kind; "" if nothing. */
const char *kind_hint(enum kind kind);

#endif
