// SPDX-License-Identifier: GPL-2.0-only
/* Removes a memslot, makes one read-only, and maps a block that several share. */
#include <stdio.h>

#include "crew/crew.h"
#include "crew/maps.h"
#include "hyper.h"
#include "memory.h"
#include "nested.h"
#include "page.h"
#include "test.h"

#define TURNS 3
#define PAM_GFN 0xd0ull
/* RAM below 640K that nothing uses after boot, and pages beside it. */
#define LOW_GFN 0x80ull
#define LOW_STAMPS 3

static void touch(void *arg)
{
	uint64_t *seen = arg;

	*seen = *page_word(PAM_GFN);
}

static void overwrite(void *arg)
{
	uint64_t *seen = arg;

	*page_word(PAM_GFN) = ~*seen;
	*seen = *page_word(PAM_GFN);
}

static void change(void *arg)
{
	slots_set(*(enum slots *)arg);
}

static const char *const contents[] = {
	[SLOTS_ROM] = "the ROM",
	[SLOTS_RAM] = "RAM",
};

/* All places must see @expected, or, if @other, anything else. */
static void check_seen(enum slots now, bool other, uint64_t expected)
{
	for (unsigned p = 0; p < NROOTS; p++) {
		uint64_t seen = 0;

		if (!place_available(p, NULL))
			continue;
		place_run(p, touch, &seen);
		check((seen == expected) != other,
		      "memslots changed to %s, gfn 0x%lx read in place %s: expected %s 0x%lx, saw "
		      "0x%lx",
		      contents[now], (unsigned long)PAM_GFN, place_name(p), other ? "not" : "",
		      (unsigned long)expected, (unsigned long)seen);
	}
}

/* The change is made by each place in turn. */
static void put(enum slots what, unsigned turn)
{
	enum place p = turn % NROOTS;

	place_run(place_available(p, NULL) ? p : PLACE_NORMAL, change, &what);
}

static uint64_t stamp_ram(unsigned turn)
{
	uint64_t stamp = random64();

	put(SLOTS_RAM, turn);
	*page_word(PAM_GFN) = stamp;
	check_seen(SLOTS_RAM, false, stamp);
	return stamp;
}

static void removed_slots_are_gone(unsigned turn)
{
	uint64_t stamp = stamp_ram(turn);

	put(SLOTS_ROM, turn);
	check_seen(SLOTS_ROM, true, stamp);
	put(SLOTS_RAM, turn);
	check_seen(SLOTS_RAM, false, stamp);
}

static struct maps maps;

static void read_only_slots_drop_writes(unsigned turn)
{
	uint64_t rom = 0;

	put(SLOTS_ROM, turn);
	place_run(PLACE_NORMAL, touch, &rom);
	check_seen(SLOTS_ROM, false, rom);
	maps_read(&maps, PAM_GFN, 1);
	for (unsigned p = 0; p < NROOTS; p++) {
		const struct leafzap_span *s = maps_span(&maps, p, PAM_GFN);
		uint64_t seen = rom;

		if (s && s->flags & LEAFZAP_SPAN_LEAF)
			check(!(s->flags & LEAFZAP_SPAN_WRITE),
			      "gfn 0x%lx of a read-only memslot, read in place %s: expected a leaf "
			      "that may "
			      "not be written, saw flags 0x%x",
			      (unsigned long)PAM_GFN, place_name(p), s->flags);
		if (!place_available(p, NULL))
			continue;
		place_run(p, overwrite, &seen);
		check(seen == rom,
		      "gfn 0x%lx of a read-only memslot, written in place %s: expected 0x%lx to "
		      "stay, "
		      "saw 0x%lx",
		      (unsigned long)PAM_GFN, place_name(p), (unsigned long)rom,
		      (unsigned long)seen);
	}
}

static uint64_t low_stamp(unsigned i)
{
	return 0x6c6f770000000000ull | (LOW_GFN + i);
}

/* No leaf may reach from one memslot into the next: below 2M, none is bigger than 4K. */
static void check_small(void)
{
	maps_read(&maps, 0, level_pages(LEVEL_2M));
	for (uint32_t i = 0; i < maps.walk.nspans; i++) {
		const struct leafzap_span *s = &maps.spans[i];

		check(!(s->flags & LEAFZAP_SPAN_LEAF) || s->level == LEVEL_4K,
		      "gfn 0x%lx lies in a 2M block of several memslots: expected a 4K leaf, saw "
		      "%s",
		      (unsigned long)s->gfn, level_name(s->level));
	}
}

static void blocks_of_slots_are_taken(unsigned turn)
{
	uint64_t stamp = stamp_ram(turn);
	unsigned gone = turn % LOW_STAMPS;
	long err;

	for (unsigned i = 0; i < LOW_STAMPS; i++)
		*page_word(LOW_GFN + i) = low_stamp(i);
	check_small();
	err = hyper_discard(LOW_GFN + gone, 1);
	check(!err, "DISCARD of gfn 0x%lx: expected 0, saw %s", (unsigned long)(LOW_GFN + gone),
	      hyper_error(err));
	for (unsigned i = 0; i < LOW_STAMPS; i++) {
		uint64_t expected = i == gone ? 0 : low_stamp(i), seen = *page_word(LOW_GFN + i);

		check(seen == expected,
		      "DISCARD of gfn 0x%lx, gfn 0x%lx: expected 0x%lx, saw 0x%lx",
		      (unsigned long)(LOW_GFN + gone), (unsigned long)(LOW_GFN + i),
		      (unsigned long)expected, (unsigned long)seen);
	}
	check_seen(SLOTS_RAM, false, stamp);
	check_small();
}

static const struct {
	const char *title;
	void (*run)(unsigned turn);
} cases[] = {
	{ "a removed memslot is gone from each root", removed_slots_are_gone },
	{ "a read-only memslot drops writes", read_only_slots_drop_writes },
	{ "a 2M block of several memslots is mapped small and taken whole",
	  blocks_of_slots_are_taken },
};

#define NCASES (sizeof(cases) / sizeof(*cases))

static enum slots found;

static unsigned start(void)
{
	const char *why;

	if (!host_info.magic)
		return suite_skip("this host has no leafzap"), 0;
	if (!slots_available(&why))
		return suite_skip("%s", why), 0;
	if (!is_ram(LOW_GFN, LOW_STAMPS))
		return suite_skip("no RAM at 512K"), 0;
	found = slots_get();
	return NCASES * TURNS;
}

static void title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s, turn %u", cases[n / TURNS].title, n % TURNS + 1);
}

static void run(unsigned n)
{
	cases[n / TURNS].run(n % TURNS);
}

static void end(void)
{
	slots_set(found);
}

const struct cases slots_cases = {
	.start = start,
	.title = title,
	.run = run,
	.end = end,
};
