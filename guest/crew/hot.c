// SPDX-License-Identifier: GPL-2.0-only
/*
 * Members with hot translations.  Each page has a word that the boot CPU stamps,
 * one word per CPU that only this CPU writes, one that all add to, and code.
 */
#include <stdio.h>
#include <string.h>

#include "arena/arena.h"
#include "crew/history.h"
#include "crew/hot.h"
#include "hyper.h"
#include "memory.h"
#include "page.h"
#include "test.h"

struct hot_page hot_pages[HOT_PAGES];
unsigned hot_npages;
struct hot_rounds hot_rounds;
struct hot_seen hot_seen[MAX_CPUS];

static enum hot_kind kinds[MAX_CPUS];

const char *hot_kind_name(enum hot_kind kind)
{
	static const char *const names[HOT_NKINDS] = { "readers", "writers", "atomics", "code" };

	return names[kind];
}

void hot_reset(void)
{
	hot_npages = 0;
	memset(&hot_rounds, 0, sizeof(hot_rounds));
	memset(hot_seen, 0, sizeof(hot_seen));
}

void hot_add(uint64_t gfn, bool given)
{
	for (unsigned i = 0; i < hot_npages; i++) {
		if (hot_pages[i].gfn == gfn) {
			hot_pages[i].given |= given;
			return;
		}
	}
	if (hot_npages < HOT_PAGES && gfn >= arena_start && gfn < arena_end)
		hot_pages[hot_npages++] = (struct hot_page){ gfn, given };
}

void hot_stamp_all(void)
{
	for (unsigned i = 0; i < hot_npages; i++) {
		memset((void *)page_word(hot_pages[i].gfn), 0, PAGE_BYTES);
		history_plant_code(i);
		if (!hot_pages[i].given)
			*hot_word(i, WORD_STAMP) = hot_stamp(i, 0);
	}
}

static void body(struct member *self)
{
	enum hot_kind kind = kinds[self->cpu];

	while (!crew_stopping()) {
		for (unsigned i = 0; i < hot_npages; i++) {
			member_touches(self, hot_pages[i].gfn);
			if (kind == HOT_READ || (kind == HOT_EXECUTE && hot_pages[i].given))
				history_read(self->cpu, i);
			else if (kind == HOT_WRITE)
				history_write(self->cpu, i);
			else if (kind == HOT_ATOMIC)
				history_add(self->cpu, i);
			else
				history_execute(self->cpu, i);
			member_touched(self);
		}
		self->passes++;
		cpu_pause();
	}
}

void hot_start(unsigned cpu, enum place place, enum hot_kind kind)
{
	/* Code in a page that reads 0 is no code. */
	for (unsigned i = 0; kind == HOT_EXECUTE && i < hot_npages; i++)
		if (!hot_pages[i].given)
			arena_executes(hot_pages[i].gfn);
	kinds[cpu] = kind;
	crew_start(cpu, place, body, NULL);
}

bool hot_begin(void)
{
	uint64_t round = hot_rounds.finished + 1;

	for (unsigned i = 0; i < hot_npages; i++)
		if (hot_pages[i].given)
			*hot_word(i, WORD_STAMP) = hot_stamp(i, round);
	hot_publish(&hot_rounds.stamped, round);
	if (!crew_pass(1))
		return false;
	hot_publish(&hot_rounds.started, round);
	return true;
}

bool hot_end(void)
{
	hot_publish(&hot_rounds.finished, hot_rounds.started);
	for (unsigned i = 0; i < hot_npages; i++) {
		uint64_t value = *hot_word(i, WORD_STAMP);
		uint64_t expected = hot_pages[i].given ? 0 : hot_stamp(i, 0);

		check(content_of(value), value == expected,
		      "round %lu, CPU 0 read gfn 0x%lx after the call: expected 0x%lx (%s), saw "
		      "0x%lx",
		      (unsigned long)hot_rounds.finished, (unsigned long)hot_pages[i].gfn,
		      (unsigned long)expected, hot_pages[i].given ? "discarded" : "kept",
		      (unsigned long)value);
	}
	return crew_pass(1);
}

void hot_race_begin(void)
{
	hot_publish(&hot_rounds.started, hot_rounds.finished + 1);
}

void hot_race_end(void)
{
	hot_publish(&hot_rounds.finished, hot_rounds.started);
}

static void check_seen(unsigned cpu)
{
	const struct hot_seen *s = &hot_seen[cpu];

	check(content_of(s->got), !s->nwrong,
	      "CPU %u (%s), round %lu: %s of gfn 0x%lx: expected %s0x%lx, saw 0x%lx; %lu wrong in "
	      "all",
	      cpu, hot_kind_name(kinds[cpu]), (unsigned long)s->round, s->what ? s->what : "",
	      (unsigned long)s->gfn, s->or_zero ? "0 or " : "", (unsigned long)s->expected,
	      (unsigned long)s->got, (unsigned long)s->nwrong);
}

void hot_finish(uint64_t gfn, uint64_t npages)
{
	long err;

	if (!crew_stop())
		return;
	err = hyper_zap(gfn, npages);
	check(CALL, !err, "ZAP of [0x%lx, 0x%lx): %s", (unsigned long)gfn,
	      (unsigned long)(gfn + npages), hyper_error(err));
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		check_seen(cpu);
	for (unsigned i = 0; i < hot_npages; i++)
		history_check(i);
}
