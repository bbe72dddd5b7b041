// SPDX-License-Identifier: GPL-2.0-only
/*
 * The oracle against the model of pages: all ranges at all boundaries, then
 * random leaf maps, operations and bugs.  Wherever the model says that a map is
 * right the oracle must find no fault, and wherever it says that it is wrong, one.
 * Built with small tables (-DTABLE_BITS), so that all pages can be tried.
 *
 * usage: oracle CASES [SEED]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_mmu.h"

#define MAX_OPS 4
#define MAX_TOUCHED 8
#define WALKED_NOTHING 0

static uint64_t state;

static uint64_t rnd(uint64_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545f4914f6cdd1dull) % n;
}

/* One case: the world before and after, as pages and as maps. */
static struct world {
	struct fake_mmu before, after;
	struct fake_walk walk_before, walk_after, walk_rebuilt;
	struct oracle_op ops[MAX_OPS];
	struct oracle_case c;
	enum fake_bug bug;
} w;

static bool was_executed(uint64_t gfn, uint64_t npages)
{
	bool any = false;

	for (uint64_t page = gfn; page < gfn + npages && page < w.before.npages; page++)
		any |= w.before.executed[page];
	return any;
}

static uint64_t ncases, nwrong[NBUGS], nwhy[WHY_LAST + 1];

static void told(void *arg, const struct oracle_fault *fault)
{
	char text[512];

	(void)arg;
	nwhy[fault->why]++;
	oracle_say(fault, text, sizeof(text));
	if (!strlen(text) || strstr(text, "unknown")) {
		fprintf(stderr, "fault %d has no words\n", (int)fault->why);
		exit(1);
	}
}

static void print_fault(void *arg, const struct oracle_fault *fault)
{
	char text[512];

	(void)arg;
	oracle_say(fault, text, sizeof(text));
	printf("    %s\n", text);
}

static void print_map(const char *name, const struct oracle_map *map)
{
	printf("  %s:", name);
	for (unsigned i = 0; i < map->nspans; i++)
		if (map->spans[i].flags & LEAFZAP_SPAN_LEAF)
			printf(" %u/0x%" PRIx64 "/%s", map->spans[i].root, map->spans[i].gfn,
			       level_name(map->spans[i].level));
	printf("\n");
}

static void disagree(const char *what)
{
	printf("FAIL: case %" PRIu64 ", %s, bug %s: %s\n", ncases, backing_name(w.c.backing),
	       fake_bug_name(w.bug), what);
	for (unsigned i = 0; i < w.c.nops; i++)
		printf("  %s [0x%" PRIx64 ", 0x%" PRIx64 ")\n", w.ops[i].op ? "DISCARD" : "ZAP",
		       w.ops[i].start, w.ops[i].end);
	print_map("before", &w.walk_before.map);
	print_map("after", &w.walk_after.map);
	print_map("rebuilt", &w.walk_rebuilt.map);
	oracle_compare(&w.c, &w.walk_before.map, &w.walk_after.map, print_fault, NULL);
	exit(1);
}

/* Do the leaves before say which size the block of @gfn has now?  By pages, as the model does all.
 */
static bool size_is_known(uint64_t gfn)
{
	uint64_t block = gfn - gfn % (1u << TABLE_BITS);
	unsigned small = 0, huge = 0, left = 0, gone = 0;

	bool fetched = fake_fetched(&w.before, (unsigned)gfn);

	for (uint64_t page = block; page < block + (1u << TABLE_BITS); page++) {
		unsigned r, sizes = 0;

		for (r = 0; r < w.before.nroots && page < w.before.npages; r++) {
			small += w.before.root[r].page[page].level == 1 && !fetched;
			huge += w.before.root[r].page[page].level > 1;
			sizes += w.before.root[r].page[page].level;
		}
		gone += oracle_discarded(&w.c, page);
		left += sizes && !oracle_discarded(&w.c, page);
	}
	return left && (gone || !small != !huge);
}

/* Is a page not mapped that was so before the touches, and that recovery cannot have taken? */
static bool lost_a_leaf(unsigned root)
{
	const struct oracle_map *after = &w.walk_after.map;
	bool lost = false;

	for (unsigned i = 0; i < after->nspans; i++) {
		const struct leafzap_span *s = &after->spans[i];

		if (s->root == root && s->flags & LEAFZAP_SPAN_LEAF &&
		    !(s->flags & LEAFZAP_SPAN_NX_SPLIT))
			lost |= !w.after.root[root].page[s->gfn].level;
	}
	return lost;
}

/* Content and rebuilding, for what a correct MMU left. */
static void judge_rebuild(enum fake_bug bug)
{
	const struct oracle_map *before = &w.walk_before.map, *after = &w.walk_after.map;
	uint64_t touched[MAX_TOUCHED], root = rnd(w.after.nroots);
	unsigned n = 1 + (unsigned)rnd(MAX_TOUCHED), faults;
	bool wrong = false;

	for (unsigned i = 0; i < n; i++) {
		uint64_t gfn = touched[i] = rnd(w.after.npages);
		struct oracle_levels levels = oracle_rebuild(&w.c, before, gfn);
		bool mapped = w.after.root[root].page[gfn].level;
		bool nx = fake_is_nx(&w.after, (unsigned)root, (unsigned)gfn);
		int level;

		/* Tables for execution that are left bring it down, each by one. */
		while (levels.min > 1 && w.after.root[root].page[gfn].nx[levels.min])
			levels.min--;
		/* Or all that are left, and then it is known. */
		if (w.after.nx_tables && w.after.root[root].page[gfn].end_level < levels.min)
			levels.min = w.after.root[root].page[gfn].end_level;
		if (w.after.nx_tables && !nx && w.after.root[root].page[gfn].end_level < levels.max)
			levels.max = w.after.root[root].page[gfn].end_level;

		fake_touch(&w.after, (unsigned)root, gfn, bug);
		level = w.after.root[root].page[gfn].level;
		if (mapped ||
		    (bug != BUG_NONE && bug != BUG_REBUILD_SMALLER && bug != BUG_REBUILD_BIGGER))
			continue;
		if (bug == BUG_NONE && (level < levels.min || level > levels.max))
			disagree("a right rebuild is called wrong");
		if (nx)
			continue;
		if (w.c.backing != BACKING_THP && levels.min != levels.max)
			disagree("only thp can be mapped at one level or another");
		if (levels.min != levels.max && size_is_known(gfn))
			disagree("it should know the level");
		wrong |= level < levels.min || level > levels.max;
	}
	wrong |= lost_a_leaf((unsigned)root);
	fake_recover(&w.after, rnd(4) ? 0 : rnd(UINT64_MAX));
	fake_map(&w.after, &w.walk_rebuilt, BUG_NONE);
	faults = oracle_compare_rebuilt(&w.c, before, after, &w.walk_rebuilt.map,
					after->roots[root].id, touched, n, told, NULL);
	if (bug == BUG_NONE && faults)
		disagree("a right rebuild is found fault with");
	if (wrong && !faults)
		disagree("a wrong level, or a lost leaf, was not told");
	nwrong[bug] += faults != 0;
}

/* Are the tables where they were?  Then the oracle must say so, and if not, not. */
static void judge_tables(void)
{
	const struct oracle_map *before = &w.walk_before.map;
	unsigned root = (unsigned)rnd(w.after.nroots);
	uint64_t gfn = rnd(w.after.npages);
	bool leaf = w.after.root[root].page[gfn].level;

	if (oracle_compare_tables(before, &w.walk_after.map, told, NULL))
		disagree("tables were kept, and are called torn down");
	if (leaf || fake_is_nx(&w.before, root, (unsigned)gfn))
		return;
	w.after.root[root].page[gfn].end_level =
		w.after.root[root].page[gfn].end_level == 3 ? 2 : 3;
	fake_map(&w.after, &w.walk_rebuilt, BUG_NONE);
	if (!oracle_compare_tables(before, &w.walk_rebuilt.map, told, NULL))
		disagree("a table torn down was not told");
	w.after.root[root].page[gfn].end_level = w.before.root[root].page[gfn].level
							 ? w.before.root[root].page[gfn].level
							 : w.before.root[root].page[gfn].end_level;
}

static void judge_content(void)
{
	for (uint64_t gfn = 0; gfn < w.before.npages; gfn++) {
		bool gone = false;

		for (unsigned i = 0; i < w.c.nops; i++)
			gone |= w.ops[i].op && gfn >= w.ops[i].start && gfn < w.ops[i].end;
		if (gone != oracle_discarded(&w.c, gfn))
			disagree("it is wrong about which bytes read 0");
	}
}

static void judge(uint64_t widen)
{
	bool right, unasked = false;
	unsigned faults;

	memcpy(&w.after, &w.before, sizeof(w.after));
	fake_map(&w.before, &w.walk_before, BUG_NONE);
	fake_do(&w.after, w.ops, w.c.nops, widen, w.bug);
	fake_recover(&w.after, rnd(2) ? 0 : rnd(UINT64_MAX));
	if (w.bug == BUG_SPLIT_UNASKED) {
		unsigned page = (unsigned)rnd(w.before.npages);

		unasked = !fake_fetched(&w.before, page);
		fake_mark(&w.after, (unsigned)rnd(w.after.nroots), page);
	}
	fake_map(&w.after, &w.walk_after, w.bug);
	w.walk_rebuilt.map.nspans = 0;
	right = fake_allows(&w.before, w.ops, w.c.nops, &w.after) && w.bug != BUG_ROOT_LOST &&
		!unasked;
	faults = oracle_compare(&w.c, &w.walk_before.map, &w.walk_after.map, told, NULL);
	ncases++;
	if (right != (faults == 0))
		disagree(right ? "found fault with what is right" : "saw nothing wrong");
	if (w.bug == BUG_NONE && !right)
		disagree("the model itself is not right");
	if (w.bug < BUG_REBUILD_SMALLER)
		nwrong[w.bug] += faults != 0;
	if (w.bug != BUG_NONE && w.bug < BUG_REBUILD_SMALLER)
		return;
	judge_content();
	judge_tables();
	judge_rebuild(w.bug);
}

/* What INFO says of the world, and what is done to it. */
static void make_case(unsigned nops)
{
	uint64_t features = w.before.nx ? LEAFZAP_F_NX_HUGE : 0;

	if (w.before.nx_tables)
		features |= LEAFZAP_F_NX_TABLES;
	if (w.before.max_level >= LEVEL_2M)
		features |= LEAFZAP_F_2M;
	if (w.before.max_level >= LEVEL_1G)
		features |= LEAFZAP_F_1G;
	w.c = (struct oracle_case){
		w.before.backing,      0,	    w.before.npages, w.ops, nops,
		oracle_host(features), was_executed
	};
}

/* A world of touched pages; on thp some blocks were split. */
static void random_world(enum backing backing, unsigned ntouches)
{
	uint64_t npages = FAKE_MAX_PAGES - rnd(2) * level_pages(LEVEL_2M) * rnd(3);

	fake_init(&w.before, backing, npages, 1 + (unsigned)rnd(2));
	for (unsigned i = 0; backing == BACKING_THP && i < rnd(6); i++)
		fake_split(&w.before, rnd(npages));
	w.before.nx = rnd(2);
	w.before.nx_tables = w.before.nx && !rnd(3);
	w.before.max_level = rnd(4) ? LEVEL_1G : LEVEL_4K + (int)rnd(2);
	for (unsigned i = 0; i < ntouches; i++) {
		unsigned root = (unsigned)rnd(w.before.nroots);

		if (rnd(8))
			fake_touch(&w.before, root, rnd(npages), BUG_NONE);
		else
			fake_execute(&w.before, root, rnd(npages));
	}
	make_case(0);
}

static uint64_t near_boundary(uint64_t npages)
{
	int level = LEVEL_4K + (int)rnd(3);
	uint64_t gfn = level_floor(rnd(npages + 1), level) + rnd(5);

	return gfn < 2 ? 0 : gfn - 2 < npages ? gfn - 2 : npages;
}

static void random_case(void)
{
	uint64_t npages;

	random_world((enum backing)rnd(NBACKINGS), (unsigned)rnd(24));
	npages = w.c.slot_end;
	w.c.nops = rnd(3) ? 1 : 2 + (unsigned)rnd(MAX_OPS - 1);
	for (unsigned i = 0; i < w.c.nops; i++) {
		uint64_t a = near_boundary(npages), b = near_boundary(npages);

		if (a == b)
			a = b ? b - 1 : (b++, 0);
		w.ops[i] = (struct oracle_op){ a < b ? a : b, a < b ? b : a, (uint32_t)rnd(2) };
	}
	w.bug = rnd(2) ? BUG_NONE : (enum fake_bug)rnd(NBUGS);
	judge(rnd(UINT64_MAX));
}

/* Every range there is, over a world that is mapped everywhere. */
static void all_ranges(void)
{
	for (unsigned backing = 0; backing < NBACKINGS; backing++) {
		for (unsigned split = 0; split < (backing == BACKING_THP ? 2 : 1); split++) {
			fake_init(&w.before, (enum backing)backing, FAKE_MAX_PAGES, 1);
			w.before.nx = rnd(2);
			for (uint64_t gfn = 0; split && gfn < FAKE_MAX_PAGES;
			     gfn += 3 * level_pages(LEVEL_2M))
				fake_split(&w.before, gfn);
			for (uint64_t gfn = 0; gfn < FAKE_MAX_PAGES; gfn++)
				fake_touch(&w.before, 0, gfn, BUG_NONE);
			make_case(1);
			for (uint64_t start = 0; start < FAKE_MAX_PAGES; start++) {
				for (uint64_t end = start + 1; end <= FAKE_MAX_PAGES; end++) {
					for (uint32_t op = 0; op < 2; op++) {
						w.ops[0] = (struct oracle_op){ start, end, op };
						w.bug = BUG_NONE;
						judge(rnd(UINT64_MAX));
						w.bug = (enum fake_bug)rnd(NBUGS);
						judge(rnd(UINT64_MAX));
					}
				}
			}
		}
	}
}

int main(int argc, char **argv)
{
	uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 0) : WALKED_NOTHING;
	int missing = 0;

	state = argc > 2 ? strtoull(argv[2], NULL, 0) * 2 + 1 : 1;
	if (!wanted) {
		fprintf(stderr, "usage: oracle CASES [SEED]\n");
		return 2;
	}
	for (uint64_t i = 0; i < wanted; i++)
		random_case();
	if (TABLE_BITS <= 2)
		all_ranges();
	for (int bug = BUG_NONE + 1; bug < NBUGS; bug++) {
		if (!nwrong[bug])
			printf("FAIL: bug %s was never seen\n", fake_bug_name((enum fake_bug)bug));
		missing += !nwrong[bug];
	}
	for (int why = 1; why < WHY_ALIGN; why++) {
		if (!nwhy[why])
			printf("FAIL: no case had a fault of kind %d\n", why);
		missing += !nwhy[why];
	}
	printf("%s: %" PRIu64 " cases, tables of %d bits, %d bugs planted, %d not seen\n",
	       missing ? "FAIL" : "ok", ncases, TABLE_BITS, NBUGS - 1, missing);
	return missing != 0;
}
