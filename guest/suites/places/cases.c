// SPDX-License-Identifier: GPL-2.0-only
/* Goes nested and into SMM and comes back, with one CPU and with all. */
#include <stdio.h>

#include "cpu.h"
#include "crew/crew.h"
#include "memory.h"
#include "nested.h"
#include "test.h"

#define MARK 0x6c656166ull
#define UNDEFINED_OPCODE 6
#define TURNS 20

struct visit {
	volatile uint64_t mark, cpu;
	unsigned host_cpu;
};

static void leave_mark(void *arg)
{
	struct visit *v = arg;

	v->mark = MARK;
	v->cpu = this_cpu();
	*page_word(arena_start) = MARK;
}

static void undefined_opcode(void *arg)
{
	(void)arg;
	__asm__ volatile("ud2");
}

static void returns_in_order(enum place place)
{
	for (unsigned i = 0; i < TURNS; i++) {
		struct visit v = { .cpu = MAX_CPUS };

		*page_word(arena_start) = 0;
		place_run(place, leave_mark, &v);
		check(v.mark == MARK && *page_word(arena_start) == MARK,
		      "%s, turn %u: expected both marks, saw 0x%lx and 0x%lx", place_name(place), i,
		      (unsigned long)v.mark, (unsigned long)*page_word(arena_start));
		check(v.cpu == (place == PLACE_SMM), "%s: expected the CPU's own data, saw CPU %lu",
		      place_name(place), (unsigned long)v.cpu);
	}
}

static void code_runs_nested(void)
{
	returns_in_order(PLACE_NESTED);
}

static void nested_exception_is_reported(void)
{
	struct nested_exit exit = { 0 };
	bool ok = nested_run(undefined_opcode, NULL, &exit);
	char text[128];

	nested_reason(&exit, text, sizeof(text));
	check(!ok && exit.rip >= (uintptr_t)undefined_opcode &&
		      exit.rip < (uintptr_t)undefined_opcode + 16,
	      "UD2 nested: expected exception %d there, saw %s", UNDEFINED_OPCODE,
	      ok ? "a return" : text);
	returns_in_order(PLACE_NESTED);
}

static void mark_on(struct member *self)
{
	leave_mark(self->arg);
}

static void all_cpus_run_nested_at_once(void)
{
	static struct visit visits[MAX_CPUS];

	for (unsigned cpu = 1; cpu < ncpus; cpu++) {
		visits[cpu].mark = 0;
		crew_start(cpu, PLACE_NESTED, mark_on, &visits[cpu]);
	}
	crew_join();
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		check(visits[cpu].mark == MARK && visits[cpu].cpu == cpu,
		      "CPU %u nested: expected its mark, saw 0x%lx of CPU %lu", cpu,
		      (unsigned long)visits[cpu].mark, (unsigned long)visits[cpu].cpu);
}

static void code_runs_in_smm(void)
{
	returns_in_order(PLACE_SMM);
}

static const struct {
	const char *title;
	enum place place;
	void (*run)(void);
} cases[] = {
	{ "code runs nested and returns", PLACE_NESTED, code_runs_nested },
	{ "an exception ends a nested guest and is told", PLACE_NESTED,
	  nested_exception_is_reported },
	{ "all CPUs run nested at once", PLACE_NESTED, all_cpus_run_nested_at_once },
	{ "code runs in SMM and returns", PLACE_SMM, code_runs_in_smm },
};

static unsigned start(void)
{
	if (arena_start == arena_end)
		return suite_skip("no arena: needs RAM above 1 GiB"), 0;
	return sizeof(cases) / sizeof(*cases);
}

static void title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s", cases[n].title);
}

static void run(unsigned n)
{
	const char *why;

	if (!place_available(cases[n].place, &why))
		skip_case("%s", why);
	cases[n].run();
}

const struct cases places_cases = {
	.start = start,
	.title = title,
	.run = run,
};
