// SPDX-License-Identifier: GPL-2.0-only
/* Each extent by each operation: which leaves and which page tables are left, and the cost. */
#include <stdio.h>
#include <string.h>

#include "arena/arena.h"
#include "cpu.h"
#include "crew/maps.h"
#include "crew/shape.h"
#include "hyper.h"
#include "memory.h"
#include "page.h"
#include "test.h"

/* Pages that a case touches at most, spread over its range. */
#define TOUCHES 64

enum extent { EXTENT_PAGE, EXTENT_2M, EXTENT_4M_ODD, EXTENT_64M, EXTENT_1G, NEXTENTS };

static const struct {
	const char *name;
	uint64_t offset, npages; /* of the range, from a 1G boundary of the arena */
} extents[NEXTENTS] = {
	[EXTENT_PAGE] = { "one page", 5, 1 },
	[EXTENT_2M] = { "2M", 512, 512 },
	[EXTENT_4M_ODD] = { "4M that begin inside a 2M page", 700, 1024 },
	[EXTENT_64M] = { "64M", 1024, 32 * 512 },
	[EXTENT_1G] = { "1G", 0, 512 * 512 },
};

static const enum op ops[] = { OP_ZAP, OP_DISCARD };
#define NRETAIN_OPS (sizeof(ops) / sizeof(*ops))

static unsigned start(void)
{
	if (arena_end - arena_start < level_pages(LEVEL_1G))
		return suite_skip("needs 1G of arena"), 0;
	return NEXTENTS * NRETAIN_OPS;
}

static void title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s of %s keeps page tables", op_name(ops[n % NRETAIN_OPS]),
		 extents[n / NRETAIN_OPS].name);
}

struct run {
	uint64_t gfn, npages, ntouches;
};

static uint64_t touched(const struct run *r, uint64_t i)
{
	return r->gfn + i * (r->npages / r->ntouches);
}

static uint64_t mark(uint64_t gfn)
{
	return 0x7461626c00000000ull | gfn;
}

static struct leafzap_stats stats_now(void)
{
	struct leafzap_stats stats = { 0 };
	long err = hyper_stats(&stats);

	if (err)
		error_case("STATS: %s", hyper_error(err));
	return stats;
}

static struct maps maps;

static void check_walk(const struct run *r, const int *levels, enum op op)
{
	maps_read(&maps, r->gfn, r->npages);
	for (uint64_t i = 0; i < r->ntouches; i++) {
		const struct leafzap_span *s = maps_span(&maps, PLACE_NORMAL, touched(r, i));
		bool leaf = s && s->flags & LEAFZAP_SPAN_LEAF;
		int level = s ? s->level : 0;

		check(!leaf && level == levels[i],
		      "after %s, gfn 0x%lx was mapped at %s: expected the walk to end there "
		      "without a "
		      "leaf, saw %s %s",
		      op_name(op), (unsigned long)touched(r, i), level_name(levels[i]),
		      leaf ? "a leaf at" : "it end at", level_name(level));
	}
}

/* Touches all pages; returns the microseconds that it took. */
static uint64_t touch_all(const struct run *r, enum op op, bool again)
{
	uint64_t begin = clock_us(), seen[TOUCHES], us;

	for (uint64_t i = 0; i < r->ntouches; i++) {
		seen[i] = *page_word(touched(r, i));
		*page_word(touched(r, i)) = mark(touched(r, i));
	}
	us = clock_us() - begin;
	for (uint64_t i = 0; again && i < r->ntouches; i++) {
		uint64_t expected = op == OP_DISCARD ? 0 : mark(touched(r, i));

		check(seen[i] == expected, "after %s, gfn 0x%lx: expected 0x%lx, saw 0x%lx",
		      op_name(op), (unsigned long)touched(r, i), (unsigned long)expected,
		      (unsigned long)seen[i]);
	}
	return us;
}

static void read_levels(const struct run *r, int *levels)
{
	maps_read(&maps, r->gfn, r->npages);
	for (uint64_t i = 0; i < r->ntouches; i++)
		levels[i] = maps_level(&maps, PLACE_NORMAL, touched(r, i));
}

/*
 * Under NX huge pages the guest's own code has tables made, and recovery takes them,
 * all the time: STATS leaves them out of those in use, not of those ever made.
 */
static void check_none_made(const struct leafzap_stats *zapped, const struct leafzap_stats *rebuilt,
			    uint64_t ntouches, enum op op)
{
	uint64_t made = arena_host().nx_huge ? rebuilt->tables - zapped->tables
					     : rebuilt->tables_made - zapped->tables_made;

	check(!made, "%lu pages touched again after %s: expected no new page table, saw %ld",
	      (unsigned long)ntouches, op_name(op), (long)made);
}

static void run(unsigned n)
{
	enum extent e = n / NRETAIN_OPS;
	enum op op = ops[n % NRETAIN_OPS];
	struct run r = { .npages = extents[e].npages };
	struct leafzap_stats before, zapped, rebuilt;
	uint64_t zap_us, touch_us;
	int levels[TOUCHES];
	long err;

	if (op == OP_DISCARD && backing_pages() > 1)
		skip_case("hugetlbfs gives whole huge pages away only");
	r.gfn = level_ceil(arena_start, LEVEL_1G) + extents[e].offset;
	r.ntouches = r.npages < TOUCHES ? r.npages : TOUCHES;
	arena_settle(r.gfn, r.gfn + r.npages);
	/* The guest's own first touches must not count as tables of the range. */
	memset(&maps, 0, sizeof(maps));
	touch_all(&r, op, false);
	read_levels(&r, levels);

	before = stats_now();
	zap_us = clock_us();
	err = op == OP_ZAP ? hyper_zap(r.gfn, r.npages) : hyper_discard(r.gfn, r.npages);
	zap_us = clock_us() - zap_us;
	check(!err, "%s: expected 0, saw %s", op_name(op), hyper_error(err));
	zapped = stats_now();
	check_walk(&r, levels, op);
	touch_us = touch_all(&r, op, true);
	rebuilt = stats_now();

	note("cost of %s of %s, %lu leaves in it: %lu us, %ld tables freed; touched again: %lu us, "
	     "%lu "
	     "tables made",
	     op_name(op), extents[e].name, (unsigned long)r.ntouches, (unsigned long)zap_us,
	     (long)(before.tables - zapped.tables), (unsigned long)touch_us,
	     (unsigned long)(rebuilt.tables_made - zapped.tables_made));
	check(zapped.tables == before.tables,
	      "%s of [0x%lx, 0x%lx): expected the %lu page tables in use to stay, saw %lu",
	      op_name(op), (unsigned long)r.gfn, (unsigned long)(r.gfn + r.npages),
	      (unsigned long)before.tables, (unsigned long)zapped.tables);
	check_none_made(&zapped, &rebuilt, r.ntouches, op);
}

const struct cases retain_cases = {
	.start = start,
	.title = title,
	.run = run,
};
