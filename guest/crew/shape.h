/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which range an operation takes, which pages of it are worth a touch (each costs
 * a fault), and which pages beside it must not notice.
 */
#ifndef LEAFZAP_SHAPE_H
#define LEAFZAP_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oracle.h"

enum op { OP_ZAP, OP_DISCARD, OP_BATCH, NOPS };

const char *op_name(enum op op);

enum shape {
	SHAPE_PAGE,    /* one page inside a 2M page */
	SHAPE_EDGE_2M, /* a few pages on both sides of a 2M boundary */
	SHAPE_2M,      /* exactly one 2M page */
	SHAPE_2M_MORE, /* one 2M page, and one page before it */
	SHAPE_EDGE_1G, /* a few pages on both sides of a 1G boundary */
	NSHAPES
};

const char *shape_name(enum shape shape);

#define SHAPE_SAMPLES 12

struct sample {
	uint64_t gfn;
	bool inside;
};

struct area {
	uint64_t gfn, npages; /* what the operation takes */
	uint64_t from, to;    /* whole 2M pages that hold all of it and the pages beside it */
	struct sample samples[SHAPE_SAMPLES];
	unsigned nsamples;
};

/* Lays @shape out in the arena; false if the arena is too small. */
bool area_make(struct area *area, enum shape shape);

/* Gives back all that backs [from, to): the next touch finds fresh memory. */
void area_fresh(const struct area *area);

/*
 * Does @op to the area's range.  A BATCH takes the pages inside one by one, the
 * odd ones by DISCARD, the others by ZAP.  op_gives() says if @op gives the backing of
 * sample @i away.
 */
long op_do(enum op op, const struct area *area);
bool op_gives(enum op op, const struct area *area, unsigned i);

/* The same as the oracle knows it; @ops has room for SHAPE_SAMPLES.  Returns how many they are. */
unsigned op_ops(enum op op, const struct area *area, struct oracle_op *ops);

/* Pages of the host's that hugetlbfs can only give away as a whole; 1 for others. */
uint64_t backing_pages(void);

#endif
