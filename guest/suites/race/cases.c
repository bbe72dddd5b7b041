// SPDX-License-Identifier: GPL-2.0-only
/* Who works against whom, under which amplifiers. */
#include <stdio.h>

#include "crew/hot.h"
#include "crew/shape.h"
#include "hyper.h"
#include "memory.h"
#include "nested.h"
#include "page.h"
#include "test.h"

#define TURNS 3
#define ROUNDS 40
/* A change of memslots waits for all readers of SRCU: long where CPUs are emulated. */
#define ROUNDS_SLOTS 12
#define ROUNDS_LONG 200
/* The boot CPU lets the others fault for up to so long between two operations. */
#define LINGER_US 1500
/* Yields that one walk of the range may be made to take: each costs up to milliseconds. */
#define YIELDS 6
#define SLOTS_YIELD_EVERY 40
/* CPU 1 has to get so far, so that the two have met, but not at any price. */
#define OTHER_DONE 4
#define MOST_ROUNDS 300

enum work { WORK_NONE, WORK_ZAP, WORK_DISCARD, WORK_BATCH, WORK_ELSEWHERE, WORK_SLOTS };

struct race {
	const char *title;
	struct leafzap_tune tune;
	enum work boot, other; /* what the boot CPU does, what CPU 1 does meanwhile */
	bool nested;	       /* every other member runs nested */
};

static const struct race races[] = {
	{ "faults while pages are zapped",
	  { .fault_delay_us = 300, .yield_every = 2 },
	  WORK_ZAP,
	  WORK_NONE,
	  false },
	{ "long faults while pages are discarded",
	  { .fault_delay_us = 1000 },
	  WORK_DISCARD,
	  WORK_NONE,
	  false },
	{ "faults behind a discard that yields",
	  { .fault_delay_us = 20, .yield_every = 1 },
	  WORK_DISCARD,
	  WORK_NONE,
	  false },
	{ "faults behind a zap that yields",
	  { .fault_delay_us = 20, .yield_every = 1 },
	  WORK_ZAP,
	  WORK_NONE,
	  false },
	{ "faults while batches zap and discard",
	  { .fault_delay_us = 200, .yield_every = 3 },
	  WORK_BATCH,
	  WORK_NONE,
	  false },
	{ "faults on two roots while pages are discarded",
	  { .fault_delay_us = 100, .root_delay_us = 20, .yield_every = 2 },
	  WORK_DISCARD,
	  WORK_NONE,
	  true },
	{ "faults on two roots while pages are zapped",
	  { .fault_delay_us = 100, .root_delay_us = 20, .yield_every = 2 },
	  WORK_ZAP,
	  WORK_NONE,
	  true },
	{ "faults while a zap and a discard meet",
	  { .fault_delay_us = 100, .yield_every = 2 },
	  WORK_DISCARD,
	  WORK_ZAP,
	  false },
	{ "faults while two zaps meet",
	  { .fault_delay_us = 100, .yield_every = 2 },
	  WORK_ZAP,
	  WORK_ZAP,
	  true },
	{ "a zap elsewhere while a discard yields",
	  { .fault_delay_us = 100, .yield_every = 1 },
	  WORK_DISCARD,
	  WORK_ELSEWHERE,
	  false },
	{ "long faults while memslots change",
	  { .fault_delay_us = 1000, .root_delay_us = 50 },
	  WORK_SLOTS,
	  WORK_NONE,
	  true },
	{ "discards while memslots change",
	  { .fault_delay_us = 100, .root_delay_us = 50, .yield_every = 1 },
	  WORK_DISCARD,
	  WORK_SLOTS,
	  true },
	{ "zaps while memslots change",
	  { .fault_delay_us = 100, .root_delay_us = 50, .yield_every = 1 },
	  WORK_ZAP,
	  WORK_SLOTS,
	  true },
};

#define NRACES (sizeof(races) / sizeof(*races))

static bool changes_slots(const struct race *r)
{
	return r->boot == WORK_SLOTS || r->other == WORK_SLOTS;
}

static unsigned start(void)
{
	if (ncpus < 2)
		return suite_skip("needs 2 vCPUs, there is 1"), 0;
	if (!(host_info.features & LEAFZAP_F_AMPLIFY))
		return suite_skip("the host has no amplifiers"), 0;
	return NRACES * TURNS;
}

static void title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s, turn %u", races[n / TURNS].title, n % TURNS + 1);
}

/* Of the case that runs; CPU 1 reads it. */
static struct {
	struct area area;
	enum work other;
	volatile long err;	/* the first that CPU 1 got */
	volatile uint64_t done; /* operations of CPU 1 */
} now;

/*
 * A random part of the area: the history allows it, since nothing is given away.  It
 * begins or ends with a page that members use, as its edges are what a fault is let in at.
 */
static long zap_part(const struct area *area)
{
	uint64_t used = area->samples[random_below(area->nsamples)].gfn;
	uint64_t start = used, end = used + 1;

	if (random_below(2))
		start -= random_below(start - area->from + 1);
	else
		end += random_below(area->to - end + 1);
	return hyper_zap(start, end - start);
}

/* Pages beside the area, mapped by a touch of this CPU's own. */
static long zap_elsewhere(const struct area *area)
{
	uint64_t gfn = area->to + random_below(level_pages(LEVEL_2M));

	(void)*page_word(gfn);
	return hyper_zap(gfn, 1 + random_below(8));
}

static long do_work(enum work work)
{
	switch (work) {
	case WORK_ZAP:
		return zap_part(&now.area);
	case WORK_DISCARD:
		return op_do(OP_DISCARD, &now.area);
	case WORK_BATCH:
		return op_do(OP_BATCH, &now.area);
	case WORK_ELSEWHERE:
		return zap_elsewhere(&now.area);
	case WORK_SLOTS:
		slots_change(NULL);
		return 0;
	default:
		return 0;
	}
}

static void other_body(struct member *self)
{
	while (!crew_stopping()) {
		long err = do_work(now.other);

		if (err && !now.err)
			now.err = err;
		now.done++;
		member_touched(self);
		self->passes++;
		cpu_pause();
	}
}

static void linger(void)
{
	uint64_t begin = clock_us(), us = random_below(LINGER_US);

	while (clock_us() - begin < us)
		cpu_pause();
}

static void start_members(const struct race *r, unsigned turn)
{
	unsigned first = r->other == WORK_NONE ? 1 : 2;
	enum op op = r->boot == WORK_DISCARD ? OP_DISCARD
		     : r->boot == WORK_BATCH ? OP_BATCH
					     : OP_ZAP;

	hot_reset();
	for (unsigned i = 0; i < now.area.nsamples; i++)
		hot_add(now.area.samples[i].gfn, op_gives(op, &now.area, i));
	hot_stamp_all();
	now.other = r->other;
	now.err = 0;
	now.done = 0;
	if (r->other != WORK_NONE)
		crew_start(1, PLACE_NORMAL, other_body, NULL);
	for (unsigned cpu = first; cpu < ncpus; cpu++)
		hot_start(cpu, r->nested && cpu % 2 ? PLACE_NESTED : PLACE_NORMAL,
			  (HOT_WRITE + cpu - first + turn) % HOT_NKINDS);
}

static void check_needs(const struct race *r, enum shape shape)
{
	const char *why;

	if (r->other != WORK_NONE && ncpus < 3)
		skip_case("needs 3 vCPUs, there are %u", ncpus);
	if (r->nested && !place_available(PLACE_NESTED, &why))
		skip_case("%s", why);
	if (changes_slots(r) && !slots_available(&why))
		skip_case("%s", why);
	if (!area_make(&now.area, shape))
		skip_case("the arena is too small for %s", shape_name(shape));
}

static bool go_on(const struct race *r, unsigned done, unsigned rounds)
{
	if (done < rounds)
		return true;
	return r->other != WORK_NONE && now.done < OTHER_DONE && done < MOST_ROUNDS;
}

/* A long range yields as often as a short one. */
static void set_amplifiers(const struct race *r)
{
	struct leafzap_tune tune = r->tune;

	if (tune.yield_every)
		tune.yield_every += (uint32_t)now.area.npages / YIELDS;
	/* New memslots have KVM walk whole roots: long enough to be met without that. */
	if (changes_slots(r))
		tune.yield_every = SLOTS_YIELD_EVERY;
	/* Roots that memslots invalidate go while others walk past them. */
	if (changes_slots(r) && option(amplify))
		tune.root_delay_us = LEAFZAP_MAX_DELAY_US;
	if (hyper_tune(&tune))
		error_case("the host refuses TUNE");
}

static void run(unsigned n)
{
	static const enum shape shapes[TURNS] = { SHAPE_2M_MORE, SHAPE_EDGE_2M, SHAPE_EDGE_1G };
	const struct race *r = &races[n / TURNS];
	unsigned rounds = changes_slots(r) ? ROUNDS_SLOTS : ROUNDS, turn = n % TURNS;
	long err = 0;

	if (option(long))
		rounds = ROUNDS_LONG;
	check_needs(r, shapes[turn]);
	area_fresh(&now.area);
	set_amplifiers(r);
	start_members(r, turn);
	for (unsigned i = 0; !err && go_on(r, i, rounds); i++) {
		if (r->other != WORK_SLOTS)
			linger();
		hot_race_begin();
		err = do_work(r->boot);
		hot_race_end();
	}
	check(!err, "CPU 0: expected 0, saw %s", hyper_error(err));
	hot_finish(now.area.from, now.area.to - now.area.from);
	check(!now.err, "CPU 1: expected 0, saw %s", hyper_error(now.err));
}

const struct cases race_cases = {
	.start = start,
	.title = title,
	.run = run,
};
