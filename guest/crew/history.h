/* SPDX-License-Identifier: GPL-2.0-only */
/* What each CPU wrote to each hot page and read from it: see hot.h. */
#ifndef LEAFZAP_HISTORY_H
#define LEAFZAP_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "crew/hot.h"
#include "memory.h"

/* Words of a page, by number: apart by more than a cache line where it matters. */
#define WORD_STAMP 0
#define WORD_OWN(cpu) (8 * (1 + (cpu)))
#define WORD_SUM 128
#define WORD_CODE 256

struct hot_rounds {
	volatile uint64_t stamped, started, finished;
};

/* What one CPU knows of one page. */
struct hot_known {
	uint64_t value;	       /* its own word: written last */
	uint64_t before_write; /* `finished` before that write began */
	uint64_t after_write;  /* `started` after it ended */
	uint64_t added;	       /* to the sum, ever */
	uint64_t round;	       /* `finished` that the next counts from */
	uint64_t added_since;  /* additions begun after that round had finished */
};

/* What one CPU saw: the first thing wrong, and how many. */
struct hot_seen {
	struct hot_known known[HOT_PAGES];
	uint64_t nwrong;
	const char *what;
	uint64_t round, gfn, expected, got;
	bool or_zero;
};

extern struct hot_rounds hot_rounds;
extern struct hot_seen hot_seen[MAX_CPUS];

static inline volatile uint64_t *hot_word(unsigned page, unsigned word)
{
	return page_word(hot_pages[page].gfn) + word;
}

/* A counter of the rounds, ordered against all accesses around it on both sides. */
static inline void hot_publish(volatile uint64_t *counter, uint64_t value)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	*counter = value;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline uint64_t hot_look(const volatile uint64_t *counter)
{
	uint64_t value;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	value = *counter;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return value;
}

#define STAMP_MAGIC 0x57ull
#define OWN_MAGIC 0xa5ull

/* What the boot CPU puts into @page in @round. */
static inline uint64_t hot_stamp(unsigned page, uint64_t round)
{
	return STAMP_MAGIC << 56 | (uint64_t)page << 48 | round;
}

/* One access by CPU @cpu to page @page, judged at once. */
void history_read(unsigned cpu, unsigned page);
void history_write(unsigned cpu, unsigned page);
void history_add(unsigned cpu, unsigned page);
void history_execute(unsigned cpu, unsigned page);

void history_plant_code(unsigned page);

/* When all have stopped: what must the page hold? */
void history_check(unsigned page);

#endif
