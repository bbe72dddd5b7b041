// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entries of the ledger, without a kernel: whatever is zapped and flushed, by however many at
 * a time, a flush that covers a zap strikes it out, and nobody answers for another's.
 */
#include <stdlib.h>
#include <string.h>

#include "leafzap_ledger.h"

#define ALL (~(gfn_t)0)

/* Nothing is missed by dropping a zap where every rule that asks for its flush is off. */
#define FLUSHES                                                                                    \
	(BIT(LEAFZAP_WHY_YIELD) | BIT(LEAFZAP_WHY_END) | BIT(LEAFZAP_WHY_ENTRY) |                  \
	 BIT(LEAFZAP_WHY_TABLE))
#define MISSED ((FLUSHES & ~LEAFZAP_UNCHECKED) != 0)

static struct leafzap_pending entries[LEAFZAP_MAX_PENDING];
static struct leafzap_ledger ledger;
static int failed;

#define EXPECT(cond)                                                                               \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			printf("not ok: %s:%d: %s\n", __func__, __LINE__, #cond);                  \
			failed = 1;                                                                \
		}                                                                                  \
	} while (0)

/* Tasks and invalidations are compared and never followed. */
static struct task_struct *task(unsigned long n)
{
	return (struct task_struct *)n;
}

static struct leafzap_op ops[2];

static void begin(void)
{
	memset(&ledger, 0, sizeof(ledger));
	ledger.pending = entries;
}

static void zap(unsigned long who, struct leafzap_op *op, gfn_t gfn)
{
	struct leafzap_pending p = {
		.task = task(who), .op = op, .start = gfn, .end = gfn + 1, .leaves = 1, .level = 1
	};

	p.first = p.last = ++ledger.clock;
	leafzap_enter(&ledger, &p);
}

static u32 entries_of(unsigned long who)
{
	u32 n = 0;

	for (u32 i = 0; i < ledger.npending; i++)
		n += entries[i].task == task(who);
	return n;
}

/* Every second page, so that no two of them are neighbours. */
static void fill(unsigned long who, struct leafzap_op *op)
{
	for (gfn_t gfn = 0; ledger.npending < LEAFZAP_MAX_PENDING; gfn += 2)
		zap(who, op, gfn);
}

static void neighbours_are_one_entry(void)
{
	begin();
	for (gfn_t gfn = 10; gfn < 20; gfn++)
		zap(1, &ops[0], gfn);
	EXPECT(ledger.npending == 1 && entries[0].start == 10 && entries[0].end == 20);
	EXPECT(entries[0].leaves == 10);
	leafzap_settle(&ledger, 10, 15, ledger.clock);
	EXPECT(ledger.npending == 1 && entries[0].start == 15);
	leafzap_settle(&ledger, 15, 20, ledger.clock - 1);
	EXPECT(ledger.npending == 1);
	leafzap_settle(&ledger, 15, 20, ledger.clock);
	EXPECT(!ledger.npending);
}

static void a_full_ledger_joins_what_one_flush_has_to_cover(void)
{
	begin();
	fill(1, &ops[0]);
	zap(1, &ops[0], 5000);
	EXPECT(ledger.npending == LEAFZAP_MAX_PENDING && !ledger.dropped[LEAFZAP_DROP_ZAP]);
	leafzap_settle(&ledger, 0, 5000, ledger.clock);
	EXPECT(ledger.npending == 1);
	leafzap_settle(&ledger, 0, 5001, ledger.clock);
	EXPECT(!ledger.npending);
}

/* Its flush may come before ours begins, and ours after it has ended: neither may fail for it. */
static void a_full_ledger_drops_what_another_task_zaps(void)
{
	u64 flush;

	begin();
	fill(1, &ops[0]);
	flush = ledger.clock;
	zap(2, &ops[1], 7000);
	EXPECT(ledger.dropped[LEAFZAP_DROP_ZAP] == MISSED);
	EXPECT(!entries_of(2));
	/* The first task's flush began before the other zapped, and covers all of its own. */
	leafzap_settle(&ledger, 0, ALL, flush);
	EXPECT(!ledger.npending);
}

static void a_full_ledger_drops_what_another_invalidation_zaps(void)
{
	u64 flush;

	begin();
	fill(1, &ops[0]);
	flush = ledger.clock;
	zap(1, &ops[1], 7000);
	EXPECT(ledger.dropped[LEAFZAP_DROP_ZAP] == MISSED);
	leafzap_settle(&ledger, 0, ALL, flush);
	EXPECT(!ledger.npending);
}

/* Two faults of one task flush one page each: nobody flushes the gap between them. */
static void a_full_ledger_joins_nothing_outside_an_invalidation(void)
{
	begin();
	fill(1, NULL);
	zap(1, NULL, 9000);
	EXPECT(ledger.dropped[LEAFZAP_DROP_ZAP] == MISSED);
	for (gfn_t gfn = 0; gfn < 2 * LEAFZAP_MAX_PENDING; gfn += 2)
		leafzap_settle(&ledger, gfn, gfn + 1, ledger.clock);
	leafzap_settle(&ledger, 9000, 9001, ledger.clock);
	EXPECT(!ledger.npending);
}

/*
 * Whatever the others do meanwhile: a task zaps, its flush of everything begins, its flush ends,
 * and nothing of it may be left then.
 */
static void nobody_answers_for_another(unsigned int seed)
{
	u64 begun[4] = { 0 };

	begin();
	srand(seed);
	for (unsigned int i = 0; i < 20000; i++) {
		unsigned long who = 1 + rand() % 3;

		if (begun[who] && !(rand() % 50)) {
			leafzap_settle(&ledger, 0, ALL, begun[who]);
			begun[who] = 0;
			EXPECT(!entries_of(who));
		} else if (!begun[who] && rand() % 300) {
			zap(who, rand() % 2 ? &ops[who % 2] : NULL, rand() % 100000);
		} else if (!begun[who]) {
			begun[who] = ledger.clock + !ledger.clock;
		}
		if (failed)
			return;
	}
	EXPECT(!ledger.dropped[LEAFZAP_DROP_ZAP] == !MISSED);
}

int main(void)
{
	neighbours_are_one_entry();
	a_full_ledger_joins_what_one_flush_has_to_cover();
	a_full_ledger_drops_what_another_task_zaps();
	a_full_ledger_drops_what_another_invalidation_zaps();
	a_full_ledger_joins_nothing_outside_an_invalidation();
	for (unsigned int seed = 1; seed <= 20; seed++)
		nobody_answers_for_another(seed);
	puts(failed ? "not ok: the ledger's entries" : "ok: the ledger's entries");
	return failed;
}
