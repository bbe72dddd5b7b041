// SPDX-License-Identifier: GPL-2.0-only
/* Ranges at the edges of huge pages, in the arena. */
#include <string.h>

#include "arena/arena.h"
#include "cpu.h"
#include "crew/crew.h"
#include "crew/shape.h"
#include "hyper.h"
#include "memory.h"
#include "page.h"
#include "test.h"

#define PAGES_2M 512ull
/* Ranges at a boundary reach so far to both sides. */
#define EDGE_PAGES 4

const char *op_name(enum op op)
{
	static const char *const names[NOPS] = { "ZAP", "DISCARD", "BATCH" };

	return names[op];
}

const char *shape_name(enum shape shape)
{
	static const char *const names[NSHAPES] = {
		"one page",
		"9 pages over a 2M boundary",
		"2M",
		"a page and the 2M after it",
		"9 pages over a 1G boundary",
	};

	return names[shape];
}

static void add(struct area *area, uint64_t gfn)
{
	bool inside = gfn >= area->gfn && gfn < area->gfn + area->npages;

	for (unsigned i = 0; i < area->nsamples; i++)
		if (area->samples[i].gfn == gfn)
			return;
	if (area->nsamples < SHAPE_SAMPLES)
		area->samples[area->nsamples++] = (struct sample){ gfn, inside };
}

/* The 1G boundary with RAM on both sides, or 0. */
static uint64_t boundary_1g(void)
{
	uint64_t gfn = level_ceil(arena_start + 2 * PAGES_2M, LEVEL_1G);

	return gfn + 2 * PAGES_2M <= arena_end ? gfn : 0;
}

static void set_range(struct area *area, enum shape shape, uint64_t edge)
{
	switch (shape) {
	case SHAPE_PAGE:
		area->gfn = edge + 3;
		area->npages = 1;
		break;
	case SHAPE_2M:
		area->gfn = edge;
		area->npages = PAGES_2M;
		break;
	case SHAPE_2M_MORE:
		area->gfn = edge - 1;
		area->npages = PAGES_2M + 1;
		break;
	default:
		area->gfn = edge - EDGE_PAGES;
		area->npages = 2 * EDGE_PAGES + 1;
	}
}

bool area_make(struct area *area, enum shape shape)
{
	uint64_t first = arena_start + 4 * PAGES_2M, end;
	uint64_t edge = shape == SHAPE_EDGE_1G ? boundary_1g() : arena_fresh(first, arena_end, 2);

	if (edge == NO_BLOCK)
		edge = first;
	if (!edge || edge + 4 * PAGES_2M > arena_end)
		return false;
	memset(area, 0, sizeof(*area));
	set_range(area, shape, edge);
	end = area->gfn + area->npages;
	area->from = level_floor(area->gfn - 1, LEVEL_2M);
	area->to = level_ceil(end + 1, LEVEL_2M);
	/* What an operation cuts is never mapped at 2M again: the next case needs others. */
	for (uint64_t gfn = area->from; gfn < area->to; gfn += PAGES_2M)
		arena_split(gfn);
	add(area, area->gfn);
	add(area, end - 1);
	add(area, area->gfn - 1);
	add(area, end);
	if (area->gfn < edge && end > edge) {
		add(area, edge - 1);
		add(area, edge);
	}
	/* A page of the next 2M page, which shares no leaf below 1G with the range. */
	add(area, level_ceil(end, LEVEL_2M) + PAGES_2M / 2 < area->to
			  ? level_ceil(end, LEVEL_2M) + PAGES_2M / 2
			  : level_floor(end, LEVEL_2M) + PAGES_2M - 1);
	while (area->nsamples < SHAPE_SAMPLES - 1 && area->npages > SHAPE_SAMPLES)
		add(area, area->gfn + random_below(area->npages));
	return true;
}

void area_fresh(const struct area *area)
{
	long err = hyper_discard(area->from, area->to - area->from);

	if (err)
		crew_error("DISCARD of [0x%lx, 0x%lx) to begin with: %s", (unsigned long)area->from,
			   (unsigned long)area->to, hyper_error(err));
}

bool op_gives(enum op op, const struct area *area, unsigned i)
{
	return area->samples[i].inside && (op == OP_DISCARD || (op == OP_BATCH && i % 2));
}

unsigned op_ops(enum op op, const struct area *area, struct oracle_op *ops)
{
	unsigned n = 0;

	if (op != OP_BATCH) {
		ops[0] = (struct oracle_op){ area->gfn, area->gfn + area->npages,
					     op == OP_DISCARD ? LEAFZAP_OP_DISCARD
							      : LEAFZAP_OP_ZAP };
		return 1;
	}
	for (unsigned i = 0; i < area->nsamples; i++) {
		uint64_t gfn = area->samples[i].gfn;

		if (area->samples[i].inside)
			ops[n++] = (struct oracle_op){ gfn, gfn + 1,
						       op_gives(op, area, i) ? LEAFZAP_OP_DISCARD
									     : LEAFZAP_OP_ZAP };
	}
	return n;
}

static long batch(const struct area *area)
{
	/* One for each CPU: several may be at it. */
	static struct leafzap_range ranges[MAX_CPUS][SHAPE_SAMPLES];
	struct leafzap_range *r = ranges[this_cpu()];
	struct oracle_op ops[SHAPE_SAMPLES];
	unsigned n = op_ops(OP_BATCH, area, ops);
	long err;

	for (unsigned i = 0; i < n; i++)
		r[i] = (struct leafzap_range){
			.gpa = gfn_to_gpa(ops[i].start),
			.bytes = PAGE_BYTES,
			.op = ops[i].op,
			.result = LEAFZAP_NOT_DONE,
		};
	err = hyper_batch(r, n);
	for (unsigned i = 0; i < n && !err; i++)
		err = r[i].result;
	return err;
}

long op_do(enum op op, const struct area *area)
{
	switch (op) {
	case OP_ZAP:
		return hyper_zap(area->gfn, area->npages);
	case OP_DISCARD:
		return hyper_discard(area->gfn, area->npages);
	default:
		return batch(area);
	}
}

uint64_t backing_pages(void)
{
	if (!strcmp(options.backing, "hugetlb2m"))
		return level_pages(LEVEL_2M);
	if (!strcmp(options.backing, "hugetlb1g"))
		return level_pages(LEVEL_1G);
	return 1;
}
