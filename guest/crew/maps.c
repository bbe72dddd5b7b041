// SPDX-License-Identifier: GPL-2.0-only
/* Reads WALK's answer by place and gfn. */
#include <stddef.h>

#include "crew/crew.h"
#include "crew/maps.h"
#include "hyper.h"
#include "page.h"
#include "test.h"

void maps_read(struct maps *maps, uint64_t gfn, uint64_t npages)
{
	long err;

	maps->walk = (struct leafzap_walk){
		.gpa = gfn_to_gpa(gfn),
		.bytes = gfn_to_gpa(npages),
		.spans = (uintptr_t)maps->spans,
		.capacity = MAPS_SPANS,
	};
	err = hyper_walk(&maps->walk);
	if (err)
		crew_error("WALK of [0x%lx, 0x%lx): %s, %u records needed", (unsigned long)gfn,
			   (unsigned long)(gfn + npages), hyper_error(err), maps->walk.nspans);
}

int maps_root(const struct maps *maps, enum place place)
{
	const unsigned mask = LEAFZAP_ROOT_GUEST_MODE | LEAFZAP_ROOT_SMM;

	for (unsigned i = 0; i < maps->walk.nroots; i++)
		if ((maps->walk.roots[i].flags & mask) == place_root_flags(place))
			return (int)i;
	return -1;
}

const struct leafzap_span *maps_span(const struct maps *maps, enum place place, uint64_t gfn)
{
	int root = maps_root(maps, place);

	for (unsigned i = 0; root >= 0 && i < maps->walk.nspans; i++) {
		const struct leafzap_span *s = &maps->spans[i];

		if (s->root == root && gfn >= s->gfn && gfn < s->gfn + s->npages)
			return s;
	}
	return NULL;
}

int maps_level(const struct maps *maps, enum place place, uint64_t gfn)
{
	const struct leafzap_span *s = maps_span(maps, place, gfn);

	return s && (s->flags & LEAFZAP_SPAN_LEAF) ? s->level : 0;
}
