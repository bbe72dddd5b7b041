// SPDX-License-Identifier: GPL-2.0-only
/*
 * shadow: nested page tables under a huge leaf.
 *
 * One nested table lies in a 2M block that the guest, and a nested guest without
 * nested paging, have mapped huge and write to.  Once KVM shadows it, no root may let it be
 * written to, and the block is mapped by 4K; once KVM gives it up, the block is
 * mapped huge again, over a page table that is empty (ZAP), or full.  What the pages
 * hold must not change by any of that.
 */
#include <stdio.h>
#include <string.h>

#include "arena/arena.h"
#include "crew/crew.h"
#include "crew/maps.h"
#include "hyper.h"
#include "nested.h"
#include "page.h"
#include "shadow.h"
#include "test.h"

#define BLOCK_PAGES level_pages(LEVEL_2M)
/* Pages of the block: of the nested table, of the unpaged nested guest, one for the last write. */
#define TABLE_PAGE 17
#define NESTED_PAGE 333
#define LATE_PAGE 200

static const unsigned stamped[] = { 0, 1, TABLE_PAGE - 1, TABLE_PAGE + 1, 300, 511 };

#define NSTAMPED (sizeof(stamped) / sizeof(*stamped))

/* What happens to the block between the two: KVM is told nothing, or unmaps. */
static const struct {
	const char *name;
	uint64_t first, npages; /* 0: nothing */
	uint32_t op;
	bool hugetlb2m; /* not elsewhere: the host must give the block away as a whole */
} between[] = {
	{ "as they are", 0, 0, LEAFZAP_OP_ZAP, false },
	{ "after ZAP of a page", 300, 1, LEAFZAP_OP_ZAP, false },
	{ "after ZAP of 2M", 0, 512, LEAFZAP_OP_ZAP, false },
	{ "after DISCARD of 2M", 0, 512, LEAFZAP_OP_DISCARD, true },
};

#define NBETWEEN (sizeof(between) / sizeof(*between))
#define NLEVELS 2

static const enum place writers[] = { PLACE_NORMAL, PLACE_NESTED };

#define NWRITERS (sizeof(writers) / sizeof(*writers))

static unsigned nbetween(void)
{
	if (backing_level(arena_backing()) == LEVEL_4K)
		return 0;
	return arena_backing() == BACKING_HUGETLB2M ? NBETWEEN : NBETWEEN - 1;
}

static int level_of(unsigned n)
{
	return n % NLEVELS ? LEVEL_2M : LEVEL_4K;
}

unsigned shadow_tables_count(void)
{
	return NLEVELS * (nbetween() + NWRITERS);
}

void shadow_tables_title(unsigned n, char *buf, size_t bytes)
{
	unsigned turn = n / NLEVELS;

	if (turn < nbetween())
		snprintf(buf, bytes,
			 "a nested table of %s entries has small leaves around it, and huge ones "
			 "when it is given up, %s",
			 level_name(level_of(n)), between[turn].name);
	else
		snprintf(buf, bytes,
			 "a nested guest sees what is written from %s to its table of %s entries",
			 place_name(writers[turn - nbetween()]), level_name(level_of(n)));
}

struct site {
	uint64_t block, table; /* gfns */
	uint64_t mapped;       /* a page that only the nested guest touches, through the table */
	uint64_t other;	       /* in its place */
};

static void touch(void *arg)
{
	uint64_t gfn = *(uint64_t *)arg;

	*page_word(gfn) = gfn;
}

static void touch_in(enum place place, uint64_t gfn)
{
	place_run(place, touch, &gfn);
}

/* The block, mapped huge by both roots, with the nested table in it. */
static void choose_site(struct site *s, int level)
{
	uint64_t first = arena_start + 8 * BLOCK_PAGES;
	const char *why;

	s->block = arena_fresh(first, arena_end - 8 * BLOCK_PAGES, 1);
	if (s->block == NO_BLOCK)
		skip_case("no 2M blocks left that were never split");
	nested_tables_drop();
	arena_settle(s->block, s->block + BLOCK_PAGES);
	/* The small leaves of the case before would stay small. */
	if (arena_host().nx_tables) {
		if (!slots_available(&why))
			skip_case("under NX huge pages this KVM keeps page tables, and new roots "
				  "cannot be had: %s",
				  why);
		slots_change(NULL);
	}
	if (hyper_zap(s->block, BLOCK_PAGES))
		error_case("ZAP of 2M at gfn 0x%lx to begin with", (unsigned long)s->block);
	s->table = s->block + TABLE_PAGE;
	s->mapped = s->block + 4 * BLOCK_PAGES;
	s->other = s->block + 6 * BLOCK_PAGES;
	if (!arena_lay(s->block, arena_level(s->block)))
		error_case("2M at gfn 0x%lx cannot be had as one leaf", (unsigned long)s->block);
	nested_tables_make(s->table, level, s->mapped);
	touch_in(PLACE_NORMAL, s->block + NESTED_PAGE);
	touch_in(PLACE_NESTED, s->block + NESTED_PAGE);
}

static struct maps maps;

static void check_level(uint64_t gfn, int level, const char *when)
{
	maps_read(&maps, gfn, 1);
	for (unsigned i = 0; i < NWRITERS; i++) {
		const struct leafzap_span *s = maps_span(&maps, writers[i], gfn);
		bool leaf = s && s->flags & LEAFZAP_SPAN_LEAF;

		check(WALK, leaf && s->level == level && s->flags & LEAFZAP_SPAN_WRITE,
		      "%s, gfn 0x%lx was written from %s: expected a leaf %s that can be written, "
		      "saw %s%s%s",
		      when, (unsigned long)gfn, place_name(writers[i]), level_name(level),
		      leaf ? "a leaf " : "none", leaf ? level_name(s->level) : "",
		      leaf && !(s->flags & LEAFZAP_SPAN_WRITE) ? " that cannot" : "");
	}
}

/* No root may let the table be written to behind KVM's back. */
static void check_protected(const struct site *s)
{
	maps_read(&maps, s->table, 1);
	for (unsigned i = 0; i < maps.walk.nspans; i++) {
		const struct leafzap_span *span = &maps.spans[i];
		const struct leafzap_root *root = &maps.walk.roots[span->root];

		/* KVM shadows for one address space only. */
		if (root->flags & LEAFZAP_ROOT_SMM)
			continue;
		check(WALK, !(span->flags & LEAFZAP_SPAN_WRITE),
		      "gfn 0x%lx is a nested page table: expected no leaf that can be written, saw "
		      "one of %s in root 0x%x",
		      (unsigned long)s->table, level_name(span->level), root->role);
	}
}

/* Does KVM still keep the table from being written to? */
static bool given_up(const struct site *s)
{
	uint64_t gfn = s->table;

	touch_in(PLACE_NORMAL, gfn);
	maps_read(&maps, gfn, 1);
	for (unsigned i = 0; i < maps.walk.nspans; i++)
		if (maps.walk.roots[maps.spans[i].root].flags & LEAFZAP_ROOT_CURRENT)
			return maps.spans[i].flags & LEAFZAP_SPAN_WRITE;
	return false;
}

static void stamp_block(struct arena_stamps *stamps, const struct site *s)
{
	for (unsigned i = 0; i < NSTAMPED; i++)
		arena_stamp(stamps, s->block + stamped[i]);
}

static void tables_come_and_go(int level, unsigned how)
{
	static struct arena_stamps stamps;
	const struct oracle_map *before, *after;
	struct oracle_op op = { .op = between[how].op };
	struct oracle_case c;
	struct site s;

	choose_site(&s, level);
	op.start = s.block + between[how].first;
	op.end = op.start + between[how].npages;
	c = arena_case(&op, between[how].npages ? 1 : 0);
	stamps.n = 0;
	stamp_block(&stamps, &s);
	check_level(s.block + NESTED_PAGE, arena_level(s.block), "before there was a nested guest");
	touch_in(PLACE_PAGED, s.mapped);
	check_protected(&s);
	stamp_block(&stamps, &s);
	touch_in(PLACE_NORMAL, s.block + NESTED_PAGE);
	touch_in(PLACE_NESTED, s.block + NESTED_PAGE);
	check_level(s.block + NESTED_PAGE, LEVEL_4K, "beside a nested page table");

	nested_tables_drop();
	before = arena_walk(0, s.block, s.block + BLOCK_PAGES);
	if (c.nops && arena_do(&c, false)) {
		after = arena_walk(1, s.block, s.block + BLOCK_PAGES);
		arena_judge(&c, before, after);
	}
	arena_check_stamps(&stamps, &c);
	if (!given_up(&s))
		skip_case("KVM still shadows the nested table at gfn 0x%lx",
			  (unsigned long)s.table);
	arena_stamp(&stamps, s.block + LATE_PAGE);
	touch_in(PLACE_NORMAL, s.block + LATE_PAGE + 1);
	touch_in(PLACE_NESTED, s.block + LATE_PAGE + 1);
	check_level(s.block + LATE_PAGE + 1,
		    arena_host().nx_tables ? LEVEL_4K : arena_level(s.block),
		    "when the nested table was given up");
	c.nops = 0;
	stamp_block(&stamps, &s);
	arena_check_stamps(&stamps, &c);
}

struct look {
	uint64_t gfn, seen;
};

static void look(void *arg)
{
	struct look *l = arg;

	l->seen = *page_word(l->gfn);
}

static void rewrite(void *arg)
{
	const struct site *s = arg;

	nested_tables_map(s->mapped, s->other);
}

static void check_seen(const struct site *s, uint64_t gfn, const char *when)
{
	struct look l = { .gfn = s->mapped };

	place_run(PLACE_PAGED, look, &l);
	check(content_of(l.seen), l.seen == gfn,
	      "%s, gfn 0x%lx leads to gfn 0x%lx: expected its content 0x%lx in the nested guest, "
	      "saw 0x%lx",
	      when, (unsigned long)s->mapped, (unsigned long)gfn, (unsigned long)gfn,
	      (unsigned long)l.seen);
}

static void writes_are_seen(int level, enum place writer)
{
	struct site s;

	choose_site(&s, level);
	touch_in(PLACE_NORMAL, s.mapped);
	touch_in(PLACE_NORMAL, s.other);
	check_seen(&s, s.mapped, "at first");
	check_protected(&s);
	place_run(writer, rewrite, &s);
	check_seen(&s, s.other, "when the nested table was rewritten");
	nested_tables_drop();
}

void shadow_tables_run(unsigned n)
{
	unsigned turn = n / NLEVELS;

	if (turn < nbetween())
		tables_come_and_go(level_of(n), turn);
	else
		writes_are_seen(level_of(n), writers[turn - nbetween()]);
}
