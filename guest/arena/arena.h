/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The arena: memory that suites may zap, and what they all do with it: have it
 * mapped at a level, stamp it, walk it, judge it by the oracle.  One CPU at a
 * time, except where it says otherwise.
 *
 * A failed judgement is a failed check() of the running case; a machine that
 * cannot do what a helper promises ends the case by error_case().
 */
#ifndef LEAFZAP_ARENA_H
#define LEAFZAP_ARENA_H

#include <stdbool.h>
#include <stdint.h>

#include "map_line.h"
#include "memory.h"
#include "oracle.h"

/* What backs the VM's RAM, from options.backing; error_case() if unknown. */
enum backing arena_backing(void);

/*
 * Below the arena there are MARGIN pages of RAM that the guest does not use
 * either: neighbours of the 1G boundary at which the arena starts.  On hugetlb1g
 * they are mapped at 2M if the GiB that they are in is not whole, as the first one is not.
 */
#define ARENA_MARGIN_PAGES (4 * 512ull)
uint64_t arena_low(void); /* arena_start - ARENA_MARGIN_PAGES */

/* The level at which a touch maps @gfn when the memory behind it is fresh. */
int arena_level(uint64_t gfn);

/* What the host has in force: INFO's features, read once. */
struct oracle_host arena_host(void);

/* --- maps --- */

/* Leaf maps that can be held at the same time: before, after, rebuilt, and one to spare. */
#define ARENA_MAPS 4
/*
 * The one reader of WALK: fills @map with the leaf map of [start, end).  Its roots stay in @walk,
 * its spans in @spans, of which there are @capacity.  A KVM_E* code; KVM_E2BIG: @walk->nspans are
 * needed.
 */
long arena_read(struct oracle_map *map, struct leafzap_walk *walk, struct leafzap_span *spans,
		unsigned capacity, uint64_t start, uint64_t end);

/*
 * Walks [start, end) into map buffer @which.  The result is valid until the
 * buffer is walked into again.  error_case() if the hypercall fails.
 */
const struct oracle_map *arena_walk(unsigned which, uint64_t start, uint64_t end);

/* The leaf that maps @gfn on the root this CPU is on, by a WALK of its own; level 0: none. */
struct leafzap_span arena_leaf(uint64_t gfn);

/* --- laying out --- */

/*
 * Touches @gfn and makes sure that a leaf of @level maps it.  4K on thp: one
 * page of the 2M block (not @gfn) is discarded, which splits it for good.  The content of the
 * block is lost then.  false: this backing has no such level here, or (2M on
 * thp) the block was split before: take another, arena_fresh().
 */
bool arena_lay(uint64_t gfn, int level);

/*
 * On thp: the first 2M boundary at or after @gfn such that @nblocks blocks before
 * and @nblocks from it on were never split in this run, NO_BLOCK if there is none
 * below @end; elsewhere @gfn.  A block that a DISCARD cuts and that is touched
 * afterwards has a page table in the host's process and is never mapped at 2M
 * again, even by fresh memory (do_set_pmd()).
 */
#define NO_BLOCK (~0ull)
uint64_t arena_fresh(uint64_t gfn, uint64_t end, unsigned nblocks);
/* Tells arena_fresh() that the block of @gfn may have been split. */
void arena_split(uint64_t gfn);
bool arena_is_split(uint64_t gfn);

/* --- NX huge pages --- */

/* Page @gfn of the arena is going to be executed: call it before that. */
void arena_executes(uint64_t gfn);
/* Was any of these pages, since arena_settle() was last called for it? */
bool arena_executed(uint64_t gfn, uint64_t npages);
/*
 * Makes sure that no page of [gfn, end) is mapped small because it was executed, so
 * that no NX recovery can come, and that none could be without a new fetch.  May have
 * all roots made anew.  skip_case() if it cannot be had.
 */
void arena_settle(uint64_t gfn, uint64_t end);

/* --- content --- */

/*
 * Pages that a case has stamped.  Each holds its stamp in its first and its last
 * 8 bytes: a hash of gfn and the number of the stamping, never 0.
 */
#define ARENA_MAX_STAMPS 128
struct arena_stamps {
	unsigned n;
	uint64_t gfn[ARENA_MAX_STAMPS];
	uint64_t value[ARENA_MAX_STAMPS];
};

/* Writes a new stamp into page @gfn, and remembers it (a second stamping replaces the first). */
void arena_stamp(struct arena_stamps *stamps, uint64_t gfn);
/* Reads stamped page @i and checks that it holds its stamp, or 0 if @c discarded it. */
bool arena_check_stamp(const struct arena_stamps *stamps, unsigned i, const struct oracle_case *c);
/* All of them. */
void arena_check_stamps(const struct arena_stamps *stamps, const struct oracle_case *c);

/* --- operations --- */

/* Fills in backing and slot. */
struct oracle_case arena_case(const struct oracle_op *ops, unsigned nops);
/*
 * Does what @c says: one op by ZAP or DISCARD, several (or @batch) by BATCH.  A
 * hypercall that fails is a failed check; then false.
 */
bool arena_do(const struct oracle_case *c, bool batch);

/* --- telling: lines of the log, which host/report draws --- */

/* "ZAP [0x40000, 0x40001), DISCARD [...)": what @c does. */
void arena_say_ops(const struct oracle_case *c, char *buf, size_t bytes);
/* The same as a line; the maps that are told after it belong to it. */
void arena_tell_ops(const struct oracle_case *c);
/* The map of the root that this CPU is on; @when is MAP_LINE_BEFORE, ... */
void arena_tell_map(const char *when, const struct oracle_map *map);

/* --- judging: each fault of the oracle is one failed check() --- */

unsigned arena_judge(const struct oracle_case *c, const struct oracle_map *before,
		     const struct oracle_map *after);
unsigned arena_judge_rebuilt(const struct oracle_case *c, const struct oracle_map *before,
			     const struct oracle_map *after, const struct oracle_map *rebuilt,
			     const struct arena_stamps *touched);
unsigned arena_judge_tables(const struct oracle_map *before, const struct oracle_map *after);

#endif
