/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hot translations: members that touch a few pages over and over, without an
 * exit, while the boot CPU zaps or discards around them; and the history of each
 * page that says what may be read.
 *
 * The boot CPU works in rounds: stamp, operate, look.  Three counters tell the
 * members where it is: a discard of round r is under way from `started` = r
 * until `finished` = r.  A value that was written before the discard started and is
 * read after it finished is stale; a write that no discard has met must be there.
 * A page that is only zapped must keep every write, always.
 */
#ifndef LEAFZAP_HOT_H
#define LEAFZAP_HOT_H

#include <stdbool.h>
#include <stdint.h>

#include "crew/crew.h"

#define HOT_PAGES 16

enum hot_kind { HOT_READ, HOT_WRITE, HOT_ATOMIC, HOT_EXECUTE, HOT_NKINDS };

struct hot_page {
	uint64_t gfn;
	bool given; /* the operation gives its backing away, so that it reads 0 afterwards */
};

/* Forgets all pages, and all that was seen on them. */
void hot_reset(void);

/* Adds a page, once; @given is or-ed.  The gfn must be RAM of the arena. */
void hot_add(uint64_t gfn, bool given);

/* Clears all pages, stamps those that are kept, plants code: before the members start. */
void hot_stamp_all(void);

/* Starts a member of @kind on @cpu in @place. */
void hot_start(unsigned cpu, enum place place, enum hot_kind kind);

/*
 * The members' side of a round, called by the boot CPU: hot_begin() stamps what
 * the last round took and waits until every member holds every page; then the
 * operation; then hot_end(), which waits until all have seen what is there now,
 * and looks itself.  false: a member is lost, end the case.
 */
bool hot_begin(void);
bool hot_end(void);

/*
 * The same for races: no stamp, no waiting and no look, so that members fault
 * while the operation is under way.  Every round must take all given pages.
 */
void hot_race_begin(void);
void hot_race_end(void);

/*
 * Stops the members, checks what each has seen, drops all mappings of [gfn, gfn +
 * npages), so that nothing can hide behind an old one, and checks what the pages
 * hold against the history of each writer.
 */
void hot_finish(uint64_t gfn, uint64_t npages);

const char *hot_kind_name(enum hot_kind kind);

extern struct hot_page hot_pages[HOT_PAGES];
extern unsigned hot_npages;

#endif
