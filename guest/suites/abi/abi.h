/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of suite abi share. */
#ifndef LEAFZAP_ABI_SUITE_H
#define LEAFZAP_ABI_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hyper.h"
#include "kind.h"
#include "page.h"

/* RAM below 64 MiB is the guest's own: memory.h. */
#define OWN_GFNS (64ull << 8)

/* The part of the arena that this suite works in, from arena_start on: 8 MiB. */
#define WINDOW_PAGES 2048ull

/* The host's mapping and memory in the window, to see whether a call changed any. */
struct witness {
	struct leafzap_stats stats;
	struct leafzap_walk walk;
	struct leafzap_span *spans;
};

/* Stamps and so maps a few pages of the window. */
void witness_touch(void);
void witness_take(struct witness *w);
/*
 * Does @after differ from @before, or a stamp from what was written?  Then @kind is that of the
 * first difference, and @what says in which.
 */
bool witness_differs(const struct witness *before, const struct witness *after, enum kind *kind,
		     char *what, size_t bytes);
bool witness_alloc(struct witness *w);
void witness_free(struct witness *w);

/* One page, not in the arena, for structures. */
extern uint8_t abi_scratch[4096];

/* A bad input: the call, and what must come back. */
struct bad_input {
	char title[88];
	long want;
	uint64_t nr, arg[4];
	void (*fill)(const struct bad_input *bad); /* prepares abi_scratch, may be NULL */
	uint64_t gpa, bytes, value[3];		   /* for fill */
};

unsigned bad_inputs_make(void);
const struct bad_input *bad_input(unsigned n);
void bad_input_run(unsigned n);

struct abi_case {
	const char *title;
	void (*run)(void);
};

/* Terminated by a NULL title. */
extern const struct abi_case abi_valid_cases[], abi_memory_cases[], abi_flood_cases[];

/* A read-only slot: the BIOS at the end of 4 GiB. */
#define ROM_GFN 0xfffc0ull
#define ROM_END_GFN 0x100000ull
bool rom_is_there(void);

/* Are all zapped leaves flushed?  Asked again for a while: the host may be at it. */
bool abi_nothing_pending(void);

/* All amplifiers as the command line says. */
void abi_restore_tune(void);

#endif
