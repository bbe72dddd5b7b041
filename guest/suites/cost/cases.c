// SPDX-License-Identifier: GPL-2.0-only
/* The cases: each measures, and notes what it saw. */
#include <stdio.h>

#include "arena/arena.h"
#include "cpu.h"
#include "hyper.h"
#include "memory.h"
#include "page.h"
#include "test.h"

#define ROUNDS 8
/* Each clears gigabytes. */
#define ROUNDS_1G 2

static const unsigned leaves_of_level[] = { [LEVEL_4K] = 256, [LEVEL_2M] = 64, [LEVEL_1G] = 2 };

static const char *const titles[] = {
	"what a hypercall that does nothing costs",
	"what ZAP costs, for a leaf and for each of many",
	"what DISCARD costs, for a leaf and for each of many",
};

#define NCASES (sizeof(titles) / sizeof(*titles))

static unsigned start(void)
{
	if (arena_end < arena_start + 2 * level_pages(LEVEL_1G))
		return suite_skip("needs RAM up to 3 GiB, without holes from 1 GiB on"), 0;
	return NCASES;
}

static void title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s", titles[n]);
}

static void least(uint64_t *best, uint64_t ticks)
{
	if (!*best || ticks < *best)
		*best = ticks;
}

static void hypercalls(void)
{
	static struct leafzap_info info;
	uint64_t best = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		uint64_t begin = cpu_tsc();

		if (!check(CALL, !hyper_info(&info), "INFO failed"))
			return;
		least(&best, cpu_tsc() - begin);
	}
	note("cost: INFO %lu ticks", (unsigned long)best);
}

struct leaves {
	uint64_t gfn, npages; /* of each */
	unsigned n;
};

/* Ticks for each leaf. */
static uint64_t touch(const struct leaves *l)
{
	uint64_t begin = cpu_tsc();

	for (unsigned i = 0; i < l->n; i++)
		(void)*page_word(l->gfn + i * l->npages);
	return (cpu_tsc() - begin) / l->n;
}

/* Unmaps the first @n of @l; ticks. */
static uint64_t unmap(const struct leaves *l, unsigned n, bool discard)
{
	uint64_t begin = cpu_tsc();
	long err =
		discard ? hyper_discard(l->gfn, n * l->npages) : hyper_zap(l->gfn, n * l->npages);
	uint64_t ticks = cpu_tsc() - begin;

	if (err)
		error_case("%s failed: %s", discard ? "DISCARD" : "ZAP", hyper_error(err));
	return ticks;
}

static void check_leaves(const struct leaves *l, int level, const char *when)
{
	for (unsigned i = 0; i < l->n; i++) {
		uint64_t gfn = l->gfn + i * l->npages;
		struct leafzap_span leaf = arena_leaf(gfn);

		check(WALK, leaf.level == level, "gfn 0x%lx %s: expected %s, saw %s",
		      (unsigned long)gfn, when, level ? level_name(level) : "no leaf",
		      leaf.level ? level_name(leaf.level) : "none");
	}
}

static void unmaps(bool discard)
{
	int level = arena_level(arena_start);
	struct leaves l = { arena_start, level_pages(level), leaves_of_level[level] };
	unsigned rounds = level == LEVEL_1G ? ROUNDS_1G : ROUNDS;
	uint64_t one = 0, all = 0, again = 0, each;

	arena_settle(l.gfn, l.gfn + l.n * l.npages);
	unmap(&l, l.n, true);
	touch(&l);
	check_leaves(&l, level, "touched");
	for (unsigned i = 0; i < rounds; i++) {
		least(&one, unmap(&l, 1, discard));
		touch(&l);
		least(&all, unmap(&l, l.n, discard));
		if (!i)
			check_leaves(&l, 0, "unmapped");
		least(&again, touch(&l));
	}
	check_leaves(&l, level, "touched again");
	each = (all - one) / (l.n - 1);
	note("cost: %s %s of one leaf %lu ticks, of each one more %lu, touched again %lu",
	     discard ? "DISCARD" : "ZAP", level_name(level), (unsigned long)one,
	     (unsigned long)each, (unsigned long)again);
}

static void run(unsigned n)
{
	if (n)
		unmaps(n == 2);
	else
		hypercalls();
}

const struct cases cost_cases = {
	.start = start,
	.title = title,
	.run = run,
};
