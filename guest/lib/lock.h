/* SPDX-License-Identifier: GPL-2.0-only */
/* A lock between CPUs; recursive on the CPU that holds it. */
#ifndef LEAFZAP_LOCK_H
#define LEAFZAP_LOCK_H

#include "cpu.h"

struct lock {
	int owner; /* CPU + 1, 0: free */
	int depth;
};

static inline void lock_acquire(struct lock *l)
{
	int me = (int)this_cpu() + 1, nobody = 0;

	if (__atomic_load_n(&l->owner, __ATOMIC_RELAXED) != me) {
		while (!__atomic_compare_exchange_n(&l->owner, &nobody, me, false, __ATOMIC_ACQUIRE,
						    __ATOMIC_RELAXED)) {
			nobody = 0;
			cpu_pause();
		}
	}
	l->depth++;
}

static inline void lock_release(struct lock *l)
{
	if (!--l->depth)
		__atomic_store_n(&l->owner, 0, __ATOMIC_RELEASE);
}

#endif
