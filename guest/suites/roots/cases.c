// SPDX-License-Identifier: GPL-2.0-only
/* The matrix: pages in some roots, taken from one place. */
#include <stdio.h>

#include "crew/crew.h"
#include "crew/roots.h"
#include "hyper.h"
#include "memory.h"
#include "nested.h"
#include "more.h"
#include "test.h"

#define MASKS ((1u << NROOTS) - 1) /* all but the empty one */
#define ORDERS 2
#define MATRIX (MASKS * NOPS * ORDERS)

struct roots_case {
	unsigned mask;
	enum op op;
	enum place caller;
	enum shape shape;
	bool nested_first;
};

static unsigned variants(void)
{
	return option(long) ? NROOTS * NSHAPES : 1;
}

/* The order of age is outermost: to change it costs a change of memslots. */
static struct roots_case describe(unsigned n)
{
	unsigned variant = n % variants(), turn = n / variants();
	struct roots_case c = {
		.mask = turn % MASKS + 1,
		.op = turn / MASKS % NOPS,
		.nested_first = turn / (MASKS * NOPS),
	};

	c.caller = (c.mask + c.op + c.nested_first + variant) % NROOTS;
	c.shape = (turn + variant / NROOTS) % NSHAPES;
	return c;
}

/* The order that set_order() has made, -1: unknown. */
static int order_now;

static unsigned start(void)
{
	const char *why;

	if (!place_available(PLACE_NESTED, &why))
		return suite_skip("%s", why), 0;
	order_now = -1;
	return MATRIX * variants() + roots_more_count();
}

static void mask_names(unsigned mask, char *buf, size_t bytes)
{
	size_t used = 0;

	for (unsigned p = 0; p < NROOTS; p++)
		if (mask & 1u << p && used < bytes)
			used += (size_t)snprintf(buf + used, bytes - used, "%s%s", used ? "+" : "",
						 place_name(p));
}

static void title(unsigned n, char *buf, size_t bytes)
{
	struct roots_case c = describe(n);
	char names[32] = "";

	if (n >= MATRIX * variants()) {
		roots_more_title(n - MATRIX * variants(), buf, bytes);
		return;
	}
	mask_names(c.mask, names, sizeof(names));
	snprintf(buf, bytes, "%s from %s takes %s from the roots of %s, %s root first",
		 op_name(c.op), place_name(c.caller), shape_name(c.shape), names,
		 c.nested_first ? "nested" : "normal");
}

static void touch_one(void *unused)
{
	(void)unused;
	(void)*page_word(arena_start);
}

static void change_and_touch(void *unused)
{
	slots_change(unused);
	touch_one(unused);
}

/*
 * Makes all roots anew, so that the one of @first is the oldest.  The other CPUs are
 * halted and will not load a root before they are woken.
 */
static void set_order(bool nested_first)
{
	if (order_now == nested_first || !slots_available(NULL))
		return;
	place_run(nested_first ? PLACE_NESTED : PLACE_NORMAL, change_and_touch, NULL);
	for (unsigned p = 0; p < NROOTS; p++)
		if (place_available(p, NULL))
			place_run(p, touch_one, NULL);
	order_now = nested_first;
}

static void run(unsigned n)
{
	static struct maps before;
	struct roots_case c = describe(n);
	struct area area;

	if (n >= MATRIX * variants()) {
		roots_more_run(n - MATRIX * variants());
		return;
	}
	if (c.mask & ~roots_places())
		skip_case("there is no SMM on this machine");
	if (!area_make(&area, c.shape))
		skip_case("the arena is too small for %s", shape_name(c.shape));
	if (!place_available(c.caller, NULL))
		c.caller = PLACE_NORMAL;
	set_order(c.nested_first);
	roots_clear(&area);
	roots_touch(&area, c.mask);
	roots_check_mapped(&area, c.mask, "before the call");
	maps_read(&before, area.from, area.to - area.from);
	roots_do(c.caller, c.op, &area);
	roots_check_gone(&area, c.op, &before);
	roots_check_content(&area, c.op, c.mask, roots_places());
}

const struct cases roots_cases = {
	.start = start,
	.title = title,
	.run = run,
};
