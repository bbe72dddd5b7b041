// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ABI's layout, as numbers: sizes and offsets that a guest built elsewhere
 * relies on.  A change here is a new LEAFZAP_ABI_VERSION.
 */
#include <stddef.h>
#include <stdio.h>

#include "kvm_leafzap.h"

#define SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), #type ": size")
#define AT(type, field, offset)                                                                    \
	_Static_assert(offsetof(struct type, field) == (offset), #type "." #field ": offset")
/* Nothing between the fields: each begins where the one before it ends. */
#define NEXT(type, field, next)                                                                    \
	_Static_assert(offsetof(struct type, next) ==                                              \
			       offsetof(struct type, field) + sizeof(((struct type *)0)->field),   \
		       #type ": padding before " #next)
#define LAST(type, field)                                                                          \
	_Static_assert(sizeof(struct type) ==                                                      \
			       offsetof(struct type, field) + sizeof(((struct type *)0)->field),   \
		       #type ": padding after " #field)

SIZE(leafzap_info, 88);
AT(leafzap_info, features, 8);
AT(leafzap_info, kernel, 24);
NEXT(leafzap_info, magic, abi);
NEXT(leafzap_info, abi, features);
NEXT(leafzap_info, features, max_batch);
NEXT(leafzap_info, max_batch, max_spans);
NEXT(leafzap_info, max_spans, kernel);
LAST(leafzap_info, kernel);

SIZE(leafzap_range, 24);
AT(leafzap_range, op, 16);
NEXT(leafzap_range, gpa, bytes);
NEXT(leafzap_range, bytes, op);
NEXT(leafzap_range, op, result);
LAST(leafzap_range, result);

SIZE(leafzap_root, 16);
AT(leafzap_root, role, 8);
NEXT(leafzap_root, id, role);
NEXT(leafzap_root, role, level);
NEXT(leafzap_root, level, flags);
NEXT(leafzap_root, flags, zero);
LAST(leafzap_root, zero);

SIZE(leafzap_span, 32);
AT(leafzap_span, root, 24);
NEXT(leafzap_span, gfn, npages);
NEXT(leafzap_span, npages, frame);
NEXT(leafzap_span, frame, root);
NEXT(leafzap_span, root, level);
NEXT(leafzap_span, level, flags);
NEXT(leafzap_span, flags, zero);
LAST(leafzap_span, zero);

SIZE(leafzap_walk, 40 + 16 * LEAFZAP_MAX_ROOTS);
AT(leafzap_walk, capacity, 24);
AT(leafzap_walk, roots, 40);
NEXT(leafzap_walk, gpa, bytes);
NEXT(leafzap_walk, bytes, spans);
NEXT(leafzap_walk, spans, capacity);
NEXT(leafzap_walk, capacity, flags);
NEXT(leafzap_walk, flags, nspans);
NEXT(leafzap_walk, nspans, nroots);
NEXT(leafzap_walk, nroots, roots);
LAST(leafzap_walk, roots);

SIZE(leafzap_violation, 24);
AT(leafzap_violation, role, 16);
NEXT(leafzap_violation, gfn, npages);
NEXT(leafzap_violation, npages, role);
NEXT(leafzap_violation, role, why);
NEXT(leafzap_violation, why, level);
NEXT(leafzap_violation, level, caller);
NEXT(leafzap_violation, caller, root_flags);
LAST(leafzap_violation, root_flags);

SIZE(leafzap_stats, 152 + 24 * LEAFZAP_MAX_VIOLATIONS);
AT(leafzap_stats, tables, 24);
AT(leafzap_stats, zapped, 56);
AT(leafzap_stats, mapped, 80);
AT(leafzap_stats, flushes, 104);
AT(leafzap_stats, violations, 144);
NEXT(leafzap_stats, leaves, tables);
NEXT(leafzap_stats, tables, roots);
NEXT(leafzap_stats, roots, pending);
NEXT(leafzap_stats, pending, tables_made);
NEXT(leafzap_stats, tables_made, zapped);
NEXT(leafzap_stats, zapped, mapped);
NEXT(leafzap_stats, mapped, flushes);
NEXT(leafzap_stats, flushes, yields);
NEXT(leafzap_stats, yields, faults);
NEXT(leafzap_stats, faults, retried);
NEXT(leafzap_stats, retried, invalidations);
NEXT(leafzap_stats, invalidations, violations);
NEXT(leafzap_stats, violations, first);
LAST(leafzap_stats, first);

SIZE(leafzap_tune, 16);
NEXT(leafzap_tune, fault_delay_us, root_delay_us);
NEXT(leafzap_tune, root_delay_us, yield_every);
NEXT(leafzap_tune, yield_every, zero);
LAST(leafzap_tune, zero);

/* Numbers that a guest has compiled in. */
_Static_assert(LEAFZAP_ABI_VERSION == 1, "a new version needs new numbers here");
_Static_assert(LEAFZAP_MAGIC == ('L' | 'f' << 8 | 'Z' << 16 | 'p' << 24), "magic");
_Static_assert(LEAFZAP_HC_LAST - LEAFZAP_HC_INFO == 6, "hypercall numbers");

int main(void)
{
	printf("ok: ABI version %d, sizes and offsets as they must be\n", LEAFZAP_ABI_VERSION);
	return 0;
}
