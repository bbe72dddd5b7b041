/* SPDX-License-Identifier: GPL-2.0-only */
/* The cases of suite boundary, and how each is run. */
#ifndef LEAFZAP_BOUNDARY_H
#define LEAFZAP_BOUNDARY_H

#include <stddef.h>
#include <stdint.h>

/* Which leaves lie around the edge that a range is aimed at. */
enum layout {
	LAYOUT_NATIVE,	  /* the largest that the backing gives, on both sides */
	LAYOUT_SMALL,	  /* thp: 4K on both sides */
	LAYOUT_SMALL_BIG, /* thp: 4K before the edge, 2M after it */
	LAYOUT_BIG_SMALL, /* thp: 2M before, 4K after */
	NLAYOUTS
};

/* The edges that ranges are aimed at. */
enum edge {
	EDGE_4K,    /* inside a 2M block, and no boundary of any level but 4K */
	EDGE_2M,    /* a 2M boundary inside a GiB */
	EDGE_1G,    /* a 1G boundary with arena on both sides */
	EDGE_FIRST, /* the 1G boundary at which the arena starts */
	NEDGES
};

enum how { HOW_ZAP, HOW_DISCARD, HOW_BATCH, NHOWS };

/* One case: a range that starts or ends `offset` pages from an edge. */
struct boundary_case {
	uint8_t how;	/* enum how */
	uint8_t edge;	/* enum edge */
	uint8_t layout; /* enum layout */
	uint8_t ends;	/* the end is aimed, not the start */
	int32_t offset;
	uint64_t npages;
};

/* Its first gfn after the edge; on thp, cases at 4K and 2M edges choose others of the kind. */
uint64_t boundary_edge(enum edge edge);

/* Builds the table of cases for the backing of this run; their number, 0: no arena. */
unsigned boundary_plan(void);
const struct boundary_case *boundary_case(unsigned n);
void boundary_title(unsigned n, char *buf, size_t bytes);
void boundary_run(unsigned n);
/* Tells the maps of the last case if it failed, or if it is the first that shows a leaf cut. */
void boundary_explain(void);
/* Tells figures of the suite in the log. */
void boundary_figures(void);

#endif
