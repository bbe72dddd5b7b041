/* SPDX-License-Identifier: GPL-2.0-only */
/* Mapping pages by chosen roots, and judging each root, for the suites roots and shadow. */
#ifndef LEAFZAP_CREW_ROOTS_H
#define LEAFZAP_CREW_ROOTS_H

#include "crew/maps.h"
#include "crew/place.h"
#include "crew/shape.h"

/* One visit of a place to the samples of an area. */
struct visit {
	const struct area *area;
	enum place place;
	/* Written to the word of @place in each sample; 0: only read. */
	uint64_t value;
	uint64_t seen[SHAPE_SAMPLES][NPLACES];
};

/* The visit itself, to be run in its place; reads before it writes. */
void roots_visit(void *visit);

/* All samples read 0, and no root maps any of the area. */
void roots_clear(const struct area *area);

/* Has each place of @mask touch all samples, writing roots_value(). */
void roots_touch(const struct area *area, unsigned mask);
uint64_t roots_value(enum place place, unsigned sample);

/* Does @op to the area's range by a hypercall of @caller, and checks that it was taken. */
void roots_do(enum place caller, enum op op, const struct area *area);

/* Checks by WALK that exactly the roots of the places of @mask map the samples. */
void roots_check_mapped(const struct area *area, unsigned mask, const char *when);

/* Has the oracle compare WALK @before with the maps after @op, over all of @area and all live
 * roots. */
void roots_check_gone(const struct area *area, enum op op, const struct maps *before);

/* Does @op unmap the page of sample @i?  hugetlbfs zeroes parts of a huge page in place. */
bool roots_unmaps(enum op op, const struct area *area, unsigned i);

/*
 * Has each of @places read all samples, and checks what it reads after @op against
 * what the places of @mask had written; then that all leaves of one gfn are the
 * same memory, with all rights.
 */
void roots_check_content(const struct area *area, enum op op, unsigned mask, unsigned places);

/* Places with a root that are there, as a mask. */
unsigned roots_places(void);

#endif
