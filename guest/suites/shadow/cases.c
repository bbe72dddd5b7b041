// SPDX-License-Identifier: GPL-2.0-only
/* The matrix: who else maps what the nested guest maps. */
#include <stdio.h>

#include "crew/crew.h"
#include "crew/roots.h"
#include "hyper.h"
#include "memory.h"
#include "nested.h"
#include "page.h"
#include "shadow.h"
#include "test.h"

#define PAGED (1u << PLACE_PAGED)
/* Who else maps what the nested guest maps: nobody, the guest, an unpaged nested guest, both. */
#define OTHERS 4
#define NLEVELS 2
#define MATRIX (OTHERS * NOPS * NLEVELS)
#define ENTERED 1 /* cases before those */
#define TURNS 20

struct shadow_case {
	unsigned mask;
	enum op op;
	enum shape shape;
	int level; /* at which the nested tables map */
	enum place caller;
};

static struct shadow_case describe(unsigned n)
{
	struct shadow_case c = {
		.mask = PAGED | n % OTHERS,
		.op = n / OTHERS % NOPS,
		.level = n / (OTHERS * NOPS) % NLEVELS ? LEVEL_4K : LEVEL_2M,
	};

	/* Not n + n / OTHERS, which is the same shape in all cases of the first of OTHERS. */
	c.shape = (n % OTHERS + n / OTHERS + 1) % NSHAPES;
	c.caller = n % 3 ? PLACE_NORMAL : PLACE_PAGED;
	return c;
}

_Static_assert(PLACE_NORMAL == 0 && PLACE_NESTED == 1, "bits of OTHERS");

static unsigned start(void)
{
	const char *why;

	if (!place_available(PLACE_PAGED, &why))
		return suite_skip("%s", why), 0;
	return ENTERED + MATRIX + shadow_tables_count();
}

static void title(unsigned n, char *buf, size_t bytes)
{
	static const char *const others[OTHERS] = { "alone", "and the guest",
						    "and an unpaged nested guest",
						    "and the guest and an unpaged nested guest" };
	struct shadow_case c;

	if (n < ENTERED) {
		snprintf(buf, bytes, "all CPUs run nested with nested paging at once");
		return;
	}
	n -= ENTERED;
	if (n >= MATRIX) {
		shadow_tables_title(n - MATRIX, buf, bytes);
		return;
	}
	c = describe(n);
	snprintf(buf, bytes, "%s from %s takes %s that a nested guest maps by %s %s", op_name(c.op),
		 place_name(c.caller), shape_name(c.shape), level_name(c.level),
		 others[c.mask & ~PAGED]);
}

static void count(void *arg)
{
	++*(volatile uint64_t *)arg;
}

static void count_on(struct member *self)
{
	count(self->arg);
}

/* The way itself, tried before it is relied on; here all CPUs share a shadow root. */
static void all_cpus_enter(void)
{
	static uint64_t counts[MAX_CPUS];

	for (unsigned cpu = 0; cpu < ncpus; cpu++)
		counts[cpu] = 0;
	for (unsigned i = 0; i < TURNS; i++) {
		for (unsigned cpu = 1; cpu < ncpus; cpu++)
			crew_start(cpu, PLACE_PAGED, count_on, &counts[cpu]);
		place_run(PLACE_PAGED, count, &counts[0]);
		crew_join();
	}
	for (unsigned cpu = 0; cpu < ncpus; cpu++)
		check(CONTENT, counts[cpu] == TURNS,
		      "CPU %u ran nested %u times: expected as many, saw %lu", cpu, TURNS,
		      (unsigned long)counts[cpu]);
}

static uint64_t flushes_now(void)
{
	struct leafzap_stats stats = { 0 };
	long err = hyper_stats(&stats);

	if (err)
		crew_error("STATS: %s", hyper_error(err));
	return stats.flushes;
}

static bool takes_something(enum op op, const struct area *area)
{
	bool any = false;

	for (unsigned i = 0; i < area->nsamples; i++)
		any |= roots_unmaps(op, area, i);
	return any;
}

static void run_matrix(unsigned n)
{
	static uint8_t table[PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));
	static struct maps before;
	struct shadow_case c = describe(n);
	unsigned places = 1u << PLACE_NORMAL | 1u << PLACE_NESTED | PAGED;
	struct area area;
	uint64_t flushes;

	if (!area_make(&area, c.shape))
		skip_case("the arena is too small for %s", shape_name(c.shape));
	nested_tables_make(gpa_to_gfn((uintptr_t)table), c.level, area.gfn);
	roots_clear(&area);
	roots_touch(&area, c.mask);
	roots_check_mapped(&area, c.mask, "before the call");
	maps_read(&before, area.from, area.to - area.from);
	flushes = flushes_now();
	roots_do(c.caller, c.op, &area);
	if (takes_something(c.op, &area))
		check(STATS, flushes_now() > flushes,
		      "%s of [0x%lx, 0x%lx), which a nested guest maps: expected a flush, saw none",
		      op_name(c.op), (unsigned long)area.gfn,
		      (unsigned long)(area.gfn + area.npages));
	roots_check_gone(&area, c.op, &before);
	roots_check_content(&area, c.op, c.mask, places);
	nested_tables_drop();
}

static void run(unsigned n)
{
	if (n < ENTERED)
		all_cpus_enter();
	else if (n < ENTERED + MATRIX)
		run_matrix(n - ENTERED);
	else
		shadow_tables_run(n - ENTERED - MATRIX);
}

const struct cases shadow_cases = {
	.start = start,
	.title = title,
	.run = run,
	.end = nested_tables_drop,
};
