// SPDX-License-Identifier: GPL-2.0-only
/* Mapping pages by chosen roots, and judging each root by WALK and content. */
#include <string.h>

#include "arena/arena.h"
#include "crew/crew.h"
#include "crew/roots.h"
#include "hyper.h"
#include "memory.h"
#include "page.h"
#include "test.h"

#define WORD_OF(place) (8 * (1 + (place)))
#define RIGHTS (LEAFZAP_SPAN_READ | LEAFZAP_SPAN_WRITE | LEAFZAP_SPAN_EXEC)
#define NAMES_BYTES 32

static struct maps maps;

unsigned roots_places(void)
{
	unsigned mask = 0;

	for (unsigned p = 0; p < NROOTS; p++)
		mask |= (unsigned)place_available(p, NULL) << p;
	return mask;
}

uint64_t roots_value(enum place place, unsigned sample)
{
	return 0x726f6f7400000000ull | (uint64_t)place << 16 | (sample + 1);
}

void roots_visit(void *arg)
{
	struct visit *v = arg;

	for (unsigned i = 0; i < v->area->nsamples; i++) {
		volatile uint64_t *page = page_word(v->area->samples[i].gfn);

		for (unsigned p = 0; p < NPLACES; p++)
			v->seen[i][p] = page[WORD_OF(p)];
		if (v->value)
			page[WORD_OF(v->place)] = roots_value(v->place, i);
	}
}

void roots_clear(const struct area *area)
{
	long err;

	arena_settle(area->from, area->to);
	for (unsigned i = 0; i < area->nsamples; i++)
		for (unsigned p = 0; p < NPLACES; p++)
			page_word(area->samples[i].gfn)[WORD_OF(p)] = 0;
	err = hyper_zap(area->from, area->to - area->from);
	if (err)
		crew_error("ZAP of [0x%lx, 0x%lx) to begin with: %s", (unsigned long)area->from,
			   (unsigned long)area->to, hyper_error(err));
	roots_check_mapped(area, 0, "after a ZAP of all");
}

void roots_touch(const struct area *area, unsigned mask)
{
	for (unsigned p = 0; p < NPLACES; p++) {
		struct visit v = { .area = area, .place = p, .value = 1 };

		if (mask & 1u << p)
			place_run(p, roots_visit, &v);
	}
}

struct call {
	enum op op;
	const struct area *area;
	long err;
};

static void do_call(void *arg)
{
	struct call *call = arg;

	call->err = op_do(call->op, call->area);
}

void roots_do(enum place caller, enum op op, const struct area *area)
{
	struct call call = { .op = op, .area = area };

	place_run(caller, do_call, &call);
	check(CALL, !call.err, "%s from %s: expected 0, saw %s", op_name(op), place_name(caller),
	      hyper_error(call.err));
}

void roots_check_mapped(const struct area *area, unsigned mask, const char *when)
{
	maps_read(&maps, area->from, area->to - area->from);
	for (unsigned p = 0; p < NROOTS; p++) {
		for (unsigned i = 0; i < area->nsamples; i++) {
			const struct leafzap_span *s = maps_span(&maps, p, area->samples[i].gfn);
			int level = maps_level(&maps, p, area->samples[i].gfn);

			check(WALK, !s || !(s->flags & LEAFZAP_SPAN_NX_SPLIT),
			      "%s, gfn 0x%lx in the %s root: expected no page table for execution, "
			      "since nothing was executed",
			      when, (unsigned long)area->samples[i].gfn, place_name(p));
			check(WALK, !level == !(mask & 1u << p),
			      "%s, gfn 0x%lx in the %s root: expected %s, saw %s", when,
			      (unsigned long)area->samples[i].gfn, place_name(p),
			      mask & 1u << p ? "a leaf" : "no leaf",
			      level ? level_name(level) : "none");
		}
	}
}

/* What @op does to @area, as the oracle knows it; @ops holds it. */
static struct oracle_case case_of(enum op op, const struct area *area, struct oracle_op *ops)
{
	return arena_case(ops, op_ops(op, area, ops));
}

bool roots_unmaps(enum op op, const struct area *area, unsigned i)
{
	const struct leafzap_span page = { .gfn = area->samples[i].gfn, .npages = 1 };
	struct oracle_op ops[SHAPE_SAMPLES];
	struct oracle_case c = case_of(op, area, ops);

	return oracle_fate(&c, &page) == FATE_GONE;
}

void roots_check_gone(const struct area *area, enum op op, const struct maps *before)
{
	struct oracle_op ops[SHAPE_SAMPLES];
	struct oracle_case c = case_of(op, area, ops);

	maps_read(&maps, area->from, area->to - area->from);
	arena_judge(&c, &before->map, &maps.map);
}

static void check_words(const struct visit *v, enum op op, unsigned mask)
{
	struct oracle_op ops[SHAPE_SAMPLES];
	struct oracle_case c = case_of(op, v->area, ops);

	for (unsigned i = 0; i < v->area->nsamples; i++) {
		uint64_t gfn = v->area->samples[i].gfn;

		for (unsigned p = 0; p < NPLACES; p++) {
			bool kept = mask & 1u << p && !oracle_discarded(&c, gfn);
			uint64_t expected = kept ? roots_value(p, i) : 0;

			check(content_of(v->seen[i][p]), v->seen[i][p] == expected,
			      "after %s, gfn 0x%lx read in %s, word of %s: expected 0x%lx, saw "
			      "0x%lx",
			      op_name(op), (unsigned long)gfn, place_name(v->place), place_name(p),
			      (unsigned long)expected, (unsigned long)v->seen[i][p]);
		}
	}
}

/* What the host has there is the same for all roots: as huge, and at the same place. */
static void check_same_memory(uint64_t gfn, unsigned places)
{
	const struct oracle_host host = arena_host();
	const struct leafzap_span *first = NULL;
	unsigned first_place = 0;

	for (unsigned p = 0; p < NROOTS; p++) {
		const struct leafzap_span *s = maps_span(&maps, p, gfn);
		uint8_t rights;

		if (!(places & 1u << p))
			continue;
		if (!check(WALK, s && s->flags & LEAFZAP_SPAN_LEAF,
			   "gfn 0x%lx was touched in %s: expected a leaf there, saw none",
			   (unsigned long)gfn, place_name(p)))
			continue;
		rights = oracle_rights(&host, s->level);
		check(WALK, (s->flags & RIGHTS) == rights,
		      "gfn 0x%lx was written in %s: expected a leaf with rights 0x%x, saw 0x%x",
		      (unsigned long)gfn, place_name(p), rights, s->flags & RIGHTS);
		if (first && check(WALK, first->level == s->level,
				   "gfn 0x%lx: expected a leaf of %s in the root of %s as in that "
				   "of %s, saw one of %s",
				   (unsigned long)gfn, level_name(first->level), place_name(p),
				   place_name(first_place), level_name(s->level)))
			check(WALK, first->frame == s->frame,
			      "gfn 0x%lx: expected the same memory in the roots of %s and %s, saw "
			      "two",
			      (unsigned long)gfn, place_name(first_place), place_name(p));
		if (!first) {
			first = s;
			first_place = p;
		}
	}
}

void roots_check_content(const struct area *area, enum op op, unsigned mask, unsigned places)
{
	unsigned turn = (unsigned)random_below(NPLACES);

	for (unsigned n = 0; n < NPLACES; n++) {
		enum place p = (n + turn) % NPLACES;
		struct visit v = { .area = area, .place = p };

		if (!(places & 1u << p))
			continue;
		place_run(p, roots_visit, &v);
		check_words(&v, op, mask);
	}
	/* Only after all have read: writing would hide what a place has lost. */
	roots_touch(area, places);
	maps_read(&maps, area->from, area->to - area->from);
	for (unsigned i = 0; i < area->nsamples; i++)
		check_same_memory(area->samples[i].gfn, places);
}
