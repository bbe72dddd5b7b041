// SPDX-License-Identifier: GPL-2.0-only
/* Leaf maps of the arena, by hypercall WALK. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "hyper.h"
#include "test.h"

/* Of the host's limit as much as a case may need: all blocks of the arena, and some split ones. */
#define MAX_SPANS 4096u

static struct buffer {
	struct leafzap_walk walk;
	struct leafzap_span *spans;
	struct oracle_map map;
} buffers[ARENA_MAPS];

static unsigned capacity(void)
{
	return host_info.max_spans < MAX_SPANS ? host_info.max_spans : MAX_SPANS;
}

/*
 * Touch all of the memory at once: a page that was first touched between an operation and a look at
 * what it left would be given the one that the host has just freed.
 */
static void prepare(void)
{
	size_t bytes = capacity() * sizeof(struct leafzap_span);

	for (unsigned i = 0; i < ARENA_MAPS && !buffers[i].spans; i++) {
		buffers[i].spans = malloc(bytes);
		if (!buffers[i].spans)
			error_case("no memory for a leaf map of %u spans", capacity());
		memset(buffers[i].spans, 0, bytes);
	}
}

long arena_read(struct oracle_map *map, struct leafzap_walk *walk, struct leafzap_span *spans,
		unsigned capacity, uint64_t start, uint64_t end)
{
	long ret;

	*walk = (struct leafzap_walk){
		.gpa = gfn_to_gpa(start),
		.bytes = gfn_to_gpa(end - start),
		.spans = (uintptr_t)spans,
		.capacity = capacity,
	};
	ret = hyper_walk(walk);
	*map = (struct oracle_map){ walk->roots, walk->nroots, spans, ret ? 0 : walk->nspans };
	return ret;
}

const struct oracle_map *arena_walk(unsigned which, uint64_t start, uint64_t end)
{
	struct buffer *b = &buffers[which];
	long ret;

	prepare();
	ret = arena_read(&b->map, &b->walk, b->spans, capacity(), start, end);
	if (ret)
		error_case("WALK [0x%lx, 0x%lx): %s, %u spans of %u", (unsigned long)start,
			   (unsigned long)end, hyper_error(ret), b->walk.nspans, capacity());
	return &b->map;
}

struct leafzap_span arena_leaf(uint64_t gfn)
{
	static struct leafzap_span spans[LEAFZAP_MAX_ROOTS];
	const struct leafzap_span *span = NULL;
	struct leafzap_walk walk;
	struct oracle_map map;
	long ret = arena_read(&map, &walk, spans, LEAFZAP_MAX_ROOTS, gfn, gfn + 1);
	int root;

	if (ret)
		error_case("WALK of page 0x%lx: %s", (unsigned long)gfn, hyper_error(ret));
	root = oracle_current_root(&map);
	if (root < 0)
		error_case("WALK names no root that this CPU is on");
	span = oracle_find(&map, (unsigned)root, gfn);
	if (!span || !(span->flags & LEAFZAP_SPAN_LEAF))
		return (struct leafzap_span){ .gfn = gfn };
	return *span;
}
