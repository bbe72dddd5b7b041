/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest memory, from the boot information (multiboot mmap or PVH memmap).  RAM
 * of the first 64 MiB is the guest's own: image, heap, stacks, page tables.
 * The arena is what suites may zap: one piece of RAM from a 1G boundary on, with
 * RAM below it.  On the machine that host/lab starts (-machine pc, 3 GiB) it is
 * [1G, 3G), and 2G is a 1G boundary with RAM on both sides; where that machine has
 * 6 GiB or more, it is [5G, ...).
 */
#ifndef LEAFZAP_MEMORY_H
#define LEAFZAP_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

struct ram {
	uint64_t gfn;
	uint64_t end_gfn;
};

extern struct ram ram[32];
extern unsigned nram;

/* The arena, [start, end) in gfns, both multiples of 2M; empty below 1G + 2M of RAM. */
extern uint64_t arena_start, arena_end;

/* Where the heap ends, and what is the guest's own: at 64 MiB, or below if the RAM ends there. */
extern uint64_t heap_end_gfn;

/* Is every page of [gfn, gfn + npages) RAM by the boot information? */
bool is_ram(uint64_t gfn, uint64_t npages);

/* The first 8 bytes of page @gfn. */
static inline volatile uint64_t *page_word(uint64_t gfn)
{
	return (volatile uint64_t *)(gfn << 12);
}

#endif
