// SPDX-License-Identifier: GPL-2.0-only
/*
 * "A failed call has changed nothing": the window's leaves as WALK gives them,
 * the zaps that STATS counts, and the bytes, before and after.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "memory.h"
#include "test.h"

#define MAX_SPANS_SEEN 4096
#define NOT_COMPARED (LEAFZAP_SPAN_ACCESSED | LEAFZAP_SPAN_DIRTY)

static const uint16_t pages[] = { 0, 1, 511, 512, 600, 1024, 2047 };
#define NPAGES (sizeof(pages) / sizeof(pages[0]))

static uint64_t stamp_of(unsigned i)
{
	return 0xab1ab1ab00000000ull + pages[i];
}

void witness_touch(void)
{
	for (unsigned i = 0; i < NPAGES; i++)
		*page_word(arena_start + pages[i]) = stamp_of(i);
}

bool witness_alloc(struct witness *w)
{
	memset(w, 0, sizeof(*w));
	w->spans = calloc(MAX_SPANS_SEEN, sizeof(*w->spans));
	return w->spans;
}

void witness_free(struct witness *w)
{
	free(w->spans);
}

void witness_take(struct witness *w)
{
	long ret = hyper_stats(&w->stats);

	if (!ret) {
		w->walk = (struct leafzap_walk){ .gpa = gfn_to_gpa(arena_start),
						 .bytes = gfn_to_gpa(WINDOW_PAGES),
						 .spans = (uintptr_t)w->spans,
						 .capacity = MAX_SPANS_SEEN };
		ret = hyper_walk(&w->walk);
	}
	if (ret)
		error_case("cannot look at the window: %s", hyper_error(ret));
}

static bool same_span(const struct leafzap_span *a, const struct leafzap_span *b)
{
	return a->gfn == b->gfn && a->npages == b->npages && a->frame == b->frame &&
	       a->root == b->root && a->level == b->level &&
	       (a->flags | NOT_COMPARED) == (b->flags | NOT_COMPARED);
}

static bool spans_differ(const struct witness *a, const struct witness *b, char *what, size_t bytes)
{
	if (a->walk.nspans != b->walk.nspans) {
		snprintf(what, bytes, "WALK gives %u spans, not %u", b->walk.nspans,
			 a->walk.nspans);
		return true;
	}
	for (unsigned i = 0; i < a->walk.nspans; i++) {
		if (same_span(&a->spans[i], &b->spans[i]))
			continue;
		snprintf(what, bytes, "the span at gfn %#lx, level %s became gfn %#lx, level %s",
			 a->spans[i].gfn, level_name(a->spans[i].level), b->spans[i].gfn,
			 level_name(b->spans[i].level));
		return true;
	}
	return false;
}

bool witness_differs(const struct witness *a, const struct witness *b, enum kind *kind, char *what,
		     size_t bytes)
{
	for (unsigned i = 0; i < NPAGES; i++) {
		uint64_t got = *page_word(arena_start + pages[i]);

		if (got != stamp_of(i)) {
			*kind = content_of(got);
			snprintf(what, bytes, "gfn %#lx reads %#lx, not %#lx",
				 arena_start + pages[i], got, stamp_of(i));
			return true;
		}
	}
	for (unsigned l = 0; l < 3; l++) {
		if (a->stats.zapped[l] == b->stats.zapped[l])
			continue;
		*kind = STATS;
		snprintf(what, bytes, "STATS counts %lu more %s leaves zapped",
			 b->stats.zapped[l] - a->stats.zapped[l], level_name((int)l + 1));
		return true;
	}
	*kind = WALK;
	return spans_differ(a, b, what, bytes);
}
