// SPDX-License-Identifier: GPL-2.0-only
/*
 * roots: in use, unloaded, invalidated.
 *
 * A vCPU that stays nested, or in SMM, holds translations of another root than the
 * caller's: KVM must flush it as well, though it looks only at "the" MMU of each
 * vCPU in some places.  A root that no vCPU is on keeps its leaves, since KVM may use
 * it again: it must not be forgotten because nobody runs on it.  A root that was
 * invalidated may never be used again, and what it mapped must come back from
 * the same memory in new roots.
 */
#include <stdio.h>

#include "crew/hot.h"
#include "crew/roots.h"
#include "hyper.h"
#include "memory.h"
#include "nested.h"
#include "more.h"
#include "test.h"

#define TURNS 3
#define ROUNDS 3
#define CR4_PSE (1ull << 4)

/* Which place the member on @cpu is in; SMM is for one CPU at a time. */
static enum place member_place(unsigned cpu, unsigned turn)
{
	unsigned places = roots_places();

	if (cpu == 1 + turn % (ncpus - 1) && places & 1u << PLACE_SMM)
		return PLACE_SMM;
	return cpu % 2 ? PLACE_NESTED : PLACE_NORMAL;
}

static void start_members(const struct area *area, enum op op, unsigned turn)
{
	hot_reset();
	for (unsigned i = 0; i < area->nsamples; i++)
		hot_add(area->samples[i].gfn, op_gives(op, area, i));
	hot_stamp_all();
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		hot_start(cpu, member_place(cpu, turn), (cpu + turn) % HOT_NKINDS);
}

/* Takes what members hold who stay where they are; @op NOPS: memslots change instead. */
static void members_stay(unsigned turn, enum op op)
{
	struct area area;

	if (ncpus < 2)
		skip_case("needs 2 vCPUs, there is 1");
	if (!area_make(&area, (turn + op) % NSHAPES))
		skip_case("the arena is too small for %s", shape_name((turn + op) % NSHAPES));
	start_members(&area, op, turn);
	for (unsigned i = 0; i < ROUNDS; i++) {
		if (!hot_begin())
			break;
		if (op == NOPS)
			slots_change(NULL);
		else if (op_do(op, &area))
			check(CALL, false, "%s failed", op_name(op));
		if (!hot_end())
			break;
	}
	hot_finish(area.from, area.to - area.from);
}

static void members_lose_zapped(unsigned turn)
{
	members_stay(turn, OP_ZAP);
}

static void members_lose_discarded(unsigned turn)
{
	members_stay(turn, OP_DISCARD);
}

static void members_lose_batched(unsigned turn)
{
	members_stay(turn, OP_BATCH);
}

static void members_survive_new_slots(unsigned turn)
{
	const char *why;

	if (!slots_available(&why))
		skip_case("%s", why);
	members_stay(turn, NOPS);
}

/* A change of CR4.PSE, which means nothing in long mode, has KVM drop all roots of a vCPU. */
static void unload_roots(void *unused)
{
	uint64_t cr4;

	(void)unused;
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("mov %0, %%cr4" ::"r"(cr4 ^ CR4_PSE) : "memory");
	__asm__ volatile("mov %0, %%cr4" ::"r"(cr4) : "memory");
}

static void unload_member(struct member *self)
{
	(void)self;
	unload_roots(NULL);
}

static void unload_all(void)
{
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		crew_start(cpu, PLACE_NORMAL, unload_member, NULL);
	crew_join();
	unload_roots(NULL);
}

static void unloaded_roots_lose(unsigned turn)
{
	static struct maps before;
	enum op op = turn % NOPS;
	struct area area;

	if (!area_make(&area, turn % NSHAPES))
		skip_case("the arena is too small");
	roots_clear(&area);
	roots_touch(&area, roots_places());
	unload_all();
	roots_check_mapped(&area, roots_places(), "after all vCPUs dropped their roots");
	maps_read(&before, area.from, area.to - area.from);
	check(CALL, !op_do(op, &area), "%s failed", op_name(op));
	roots_check_gone(&area, op, &before);
	roots_check_content(&area, op, roots_places(), roots_places());
}

static void invalidated_roots_are_gone(unsigned turn)
{
	static struct maps before, after;
	struct area area;
	const char *why;

	if (!slots_available(&why))
		skip_case("%s", why);
	if (!area_make(&area, turn % NSHAPES))
		skip_case("the arena is too small");
	roots_clear(&area);
	roots_touch(&area, roots_places());
	maps_read(&before, area.from, area.to - area.from);
	place_run(turn % 2 ? PLACE_NESTED : PLACE_NORMAL, slots_change, NULL);
	maps_read(&after, area.from, area.to - area.from);
	for (unsigned i = 0; i < after.walk.nroots; i++)
		check(WALK, oracle_root(&before.map, after.walk.roots[i].id) < 0,
		      "memslots changed: expected new roots only, but root %u (role 0x%x) was "
		      "there before",
		      i, after.walk.roots[i].role);
	roots_check_mapped(&area, 0, "after a change of memslots");
	/* Nothing of OP_ZAP's kind gives anything away: all must be there in all new roots. */
	roots_check_content(&area, OP_ZAP, roots_places(), roots_places());
}

static const struct {
	const char *title;
	void (*run)(unsigned turn);
} cases[] = {
	{ "vCPUs that stay nested or in SMM lose what ZAP takes", members_lose_zapped },
	{ "vCPUs that stay nested or in SMM lose what DISCARD takes", members_lose_discarded },
	{ "vCPUs that stay nested or in SMM lose what BATCH takes", members_lose_batched },
	{ "vCPUs that stay nested or in SMM lose nothing when memslots change",
	  members_survive_new_slots },
	{ "roots that no vCPU is on lose what is unmapped", unloaded_roots_lose },
	{ "invalidated roots are gone, and what they mapped comes back",
	  invalidated_roots_are_gone },
};

#define NCASES (sizeof(cases) / sizeof(*cases))

unsigned roots_more_count(void)
{
	return NCASES * TURNS;
}

void roots_more_title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s, turn %u", cases[n / TURNS].title, n % TURNS + 1);
}

void roots_more_run(unsigned n)
{
	cases[n / TURNS].run(n % TURNS);
}
