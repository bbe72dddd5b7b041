// SPDX-License-Identifier: GPL-2.0-only
/* Operations on the arena, and the oracle's judgement as failed checks. */
#include <stdio.h>

#include "arena.h"
#include "hyper.h"
#include "test.h"

#define MAX_OPS 16
#define TEXT_BYTES 512
/* No result that a BATCH writes. */
#define NOT_WRITTEN 0x5a5a

static bool do_one(const struct oracle_op *op)
{
	uint64_t npages = op->end - op->start;
	long ret = op->op == LEAFZAP_OP_ZAP ? hyper_zap(op->start, npages)
					    : hyper_discard(op->start, npages);

	return check(CALL, !ret, "%s [0x%lx, 0x%lx): expected 0, got %s",
		     op->op == LEAFZAP_OP_ZAP ? "ZAP" : "DISCARD", (unsigned long)op->start,
		     (unsigned long)op->end, hyper_error(ret));
}

static bool do_batch(const struct oracle_case *c)
{
	static struct leafzap_range ranges[MAX_OPS];
	bool ok;
	long ret;

	if (c->nops > MAX_OPS)
		error_case("a BATCH of %u operations, at most %d are prepared for", c->nops,
			   MAX_OPS);
	for (unsigned i = 0; i < c->nops; i++)
		ranges[i] = (struct leafzap_range){
			.gpa = gfn_to_gpa(c->ops[i].start),
			.bytes = gfn_to_gpa(c->ops[i].end - c->ops[i].start),
			.op = c->ops[i].op,
			.result = NOT_WRITTEN,
		};
	ret = hyper_batch(ranges, c->nops);
	ok = check(CALL, !ret, "BATCH of %u: expected 0, got %s", c->nops, hyper_error(ret));
	for (unsigned i = 0; ok && i < c->nops; i++)
		ok = check(CALL, !ranges[i].result,
			   "BATCH: range %u of %u: expected result 0, saw %d", i, c->nops,
			   (int)ranges[i].result);
	return ok;
}

bool arena_do(const struct oracle_case *c, bool batch)
{
	if (c->backing == BACKING_THP) {
		for (unsigned i = 0; i < c->nops; i++) {
			if (c->ops[i].op != LEAFZAP_OP_DISCARD)
				continue;
			if (level_floor(c->ops[i].start, LEVEL_2M) != c->ops[i].start)
				arena_split(c->ops[i].start);
			if (level_floor(c->ops[i].end, LEVEL_2M) != c->ops[i].end)
				arena_split(c->ops[i].end);
		}
	}
	return batch || c->nops != 1 ? do_batch(c) : do_one(c->ops);
}

/* One fault is one failed check: what the oracle compares are leaf maps. */
static void tell(void *arg, const struct oracle_fault *fault)
{
	char what[TEXT_BYTES];

	oracle_say(fault, what, sizeof(what));
	check_gfn(WALK, fault->gfn, false, "%s: %s", (const char *)arg, what);
}

unsigned arena_judge(const struct oracle_case *c, const struct oracle_map *before,
		     const struct oracle_map *after)
{
	char did[TEXT_BYTES];

	arena_say_ops(c, did, sizeof(did));
	return oracle_compare(c, before, after, tell, did);
}

unsigned arena_judge_rebuilt(const struct oracle_case *c, const struct oracle_map *before,
			     const struct oracle_map *after, const struct oracle_map *rebuilt,
			     const struct arena_stamps *touched)
{
	char did[TEXT_BYTES], when[TEXT_BYTES + 32];
	int root = oracle_current_root(rebuilt);

	if (root < 0)
		error_case("WALK names no root that this CPU is on");
	arena_say_ops(c, did, sizeof(did));
	snprintf(when, sizeof(when), "%s and a new touch", did);
	return oracle_compare_rebuilt(c, before, after, rebuilt, rebuilt->roots[root].id,
				      touched->gfn, touched->n, tell, when);
}

unsigned arena_judge_tables(const struct oracle_map *before, const struct oracle_map *after)
{
	return oracle_compare_tables(before, after, tell, "page tables");
}
