/* SPDX-License-Identifier: GPL-2.0-only */
/* Leaf maps by place: how the root of each place maps a gfn. */
#ifndef LEAFZAP_MAPS_H
#define LEAFZAP_MAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "crew/place.h"
#include "kvm_leafzap_abi.h"
#include "oracle.h"

#define MAPS_SPANS 4096

struct maps {
	struct leafzap_walk walk;
	struct leafzap_span spans[MAPS_SPANS];
	struct oracle_map map; /* of these two */
};

/* WALKs [gfn, gfn + npages); an error of the case if KVM refuses. */
void maps_read(struct maps *maps, uint64_t gfn, uint64_t npages);

/* Index into walk.roots of the live root of @place, -1 if there is none. */
int maps_root(const struct maps *maps, enum place place);

/*
 * The span of @place's root that holds @gfn, which maps_read() must have covered;
 * NULL if the place has no root.  It is a leaf if LEAFZAP_SPAN_LEAF is set.
 */
const struct leafzap_span *maps_span(const struct maps *maps, enum place place, uint64_t gfn);

/* Level of the leaf that maps @gfn in the root of @place, 0 if none does. */
int maps_level(const struct maps *maps, enum place place, uint64_t gfn);

#endif
