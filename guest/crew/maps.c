// SPDX-License-Identifier: GPL-2.0-only
/* Leaf maps by place and gfn. */
#include <stddef.h>

#include "arena/arena.h"
#include "crew/crew.h"
#include "crew/maps.h"
#include "hyper.h"

void maps_read(struct maps *maps, uint64_t gfn, uint64_t npages)
{
	long err = arena_read(&maps->map, &maps->walk, maps->spans, MAPS_SPANS, gfn, gfn + npages);

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

	return root < 0 ? NULL : oracle_find(&maps->map, (unsigned)root, gfn);
}

int maps_level(const struct maps *maps, enum place place, uint64_t gfn)
{
	const struct leafzap_span *s = maps_span(maps, place, gfn);

	return s && (s->flags & LEAFZAP_SPAN_LEAF) ? s->level : 0;
}
