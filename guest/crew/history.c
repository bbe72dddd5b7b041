// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judges each access of a member.  `finished` is looked at before the access and
 * `started` after it: a discard that finished before is over, one that had not
 * started after has not begun, and what lies between may go either way.
 */
#include "crew/history.h"
#include "test.h"

#define SEQUENCE_BITS 40
#define CODE_MAGIC 0x6c7a0000u

static void wrong(unsigned cpu, unsigned page, const char *what, uint64_t expected, uint64_t got,
		  bool or_zero)
{
	struct hot_seen *s = &hot_seen[cpu];

	if (!s->nwrong++) {
		s->what = what;
		s->round = hot_rounds.started;
		s->gfn = hot_pages[page].gfn;
		s->expected = expected;
		s->got = got;
		s->or_zero = or_zero;
	}
}

void history_read(unsigned cpu, unsigned page)
{
	uint64_t finished, stamped, started, got, round;

	if (!hot_pages[page].given) {
		got = *hot_word(page, WORD_STAMP);
		if (got != hot_stamp(page, 0))
			wrong(cpu, page, "read", hot_stamp(page, 0), got, false);
		return;
	}
	stamped = hot_look(&hot_rounds.stamped);
	finished = hot_look(&hot_rounds.finished);
	got = *hot_word(page, WORD_STAMP);
	started = hot_look(&hot_rounds.started);
	if (!got) {
		/* 0 needs a discard that may have begun, or no stamp yet. */
		if (stamped > started)
			wrong(cpu, page, "read before the discard", hot_stamp(page, stamped), got,
			      false);
		return;
	}
	/* No other round's stamp than one that no finished discard has taken away. */
	round = got - hot_stamp(page, 0);
	if (round <= finished)
		wrong(cpu, page, "read after the discard", 0, got, false);
	else if (round > started + 1)
		wrong(cpu, page, "read", hot_stamp(page, started + 1), got, true);
}

/* Must @known's last write still be there (or not), for an access between the two looks? */
static bool may_be_kept(const struct hot_known *known, uint64_t finished)
{
	return known->after_write >= finished;
}

static bool may_be_gone(const struct hot_known *known, uint64_t started)
{
	return started > known->before_write;
}

void history_write(unsigned cpu, unsigned page)
{
	struct hot_known *known = &hot_seen[cpu].known[page];
	volatile uint64_t *word = hot_word(page, WORD_OWN(cpu));
	bool given = hot_pages[page].given;
	uint64_t finished = hot_look(&hot_rounds.finished), got = *word;
	uint64_t started = hot_look(&hot_rounds.started);
	bool gone = given && may_be_gone(known, started);

	if (got == known->value) {
		if (got && given && !may_be_kept(known, finished))
			wrong(cpu, page, "read of its own write after the discard", 0, got, false);
	} else if (got || !gone) {
		wrong(cpu, page, "read of its own write", known->value, got, gone);
	}
	known->before_write = hot_look(&hot_rounds.finished);
	known->value = known->value ? known->value + 1
				    : OWN_MAGIC << 56 | (uint64_t)cpu << 48 |
					      (uint64_t)page << SEQUENCE_BITS;
	*word = known->value;
	known->after_write = hot_look(&hot_rounds.started);
}

void history_add(unsigned cpu, unsigned page)
{
	struct hot_known *known = &hot_seen[cpu].known[page];
	uint64_t finished = hot_look(&hot_rounds.finished), got;

	if (finished != known->round) {
		known->round = finished;
		known->added_since = 0;
	}
	got = __atomic_fetch_add(hot_word(page, WORD_SUM), 1, __ATOMIC_SEQ_CST);
	if (!hot_pages[page].given && got < known->added)
		wrong(cpu, page, "atomic addition", known->added, got, false);
	known->added++;
	known->added_since++;
}

/* mov $value, %eax; ret */
void history_plant_code(unsigned page)
{
	volatile uint8_t *code = (volatile uint8_t *)hot_word(page, WORD_CODE);
	uint32_t value = CODE_MAGIC + page;

	code[0] = 0xb8;
	for (unsigned i = 0; i < sizeof(value); i++)
		code[1 + i] = (uint8_t)(value >> 8 * i);
	code[5] = 0xc3;
}

void history_execute(unsigned cpu, unsigned page)
{
	uint32_t (*code)(void) = (void *)(uintptr_t)hot_word(page, WORD_CODE);
	uint32_t got = code();

	if (got != CODE_MAGIC + page)
		wrong(cpu, page, "code", CODE_MAGIC + page, got, false);
}

static void check_own_words(unsigned page)
{
	uint64_t last = hot_rounds.finished;

	for (unsigned cpu = 1; cpu < ncpus; cpu++) {
		const struct hot_known *known = &hot_seen[cpu].known[page];
		uint64_t got = *hot_word(page, WORD_OWN(cpu));
		bool given = hot_pages[page].given;
		bool kept = !given || may_be_kept(known, last);
		bool gone = given && may_be_gone(known, last);

		check(content_of(got), (kept && got == known->value) || (gone && !got),
		      "gfn 0x%lx in the end: CPU %u wrote 0x%lx last, and then discards %lu to %lu "
		      "came; expected %s, saw 0x%lx",
		      (unsigned long)hot_pages[page].gfn, cpu, (unsigned long)known->value,
		      (unsigned long)known->before_write + 1, (unsigned long)last,
		      kept ? gone ? "that or 0" : "that" : "0", (unsigned long)got);
	}
}

void history_check(unsigned page)
{
	uint64_t least = 0, most = 0, got = *hot_word(page, WORD_SUM);
	bool given = hot_pages[page].given;

	for (unsigned cpu = 1; cpu < ncpus; cpu++) {
		const struct hot_known *known = &hot_seen[cpu].known[page];

		most += known->added;
		if (!given)
			least += known->added;
		else if (known->round == hot_rounds.finished)
			least += known->added_since;
	}
	check(content_of(got), got >= least && got <= most,
	      "gfn 0x%lx in the end: sum of atomic additions: expected %lu to %lu, saw %lu",
	      (unsigned long)hot_pages[page].gfn, (unsigned long)least, (unsigned long)most,
	      (unsigned long)got);
	check_own_words(page);
}
