/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page sizes and page arithmetic of x86 long mode paging, NPT and EPT (which
 * agree: AMD APM volume 2, 5.3 and 15.25; Intel SDM volume 3, 29.3).
 *
 * Levels count as KVM's do: 1 is 4K, 2 is 2M, 3 is 1G.  Ranges are half-open,
 * [start, end), in gfns unless the name says bytes.
 */
#ifndef LEAFZAP_PAGE_H
#define LEAFZAP_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_SHIFT_4K 12
#define PAGE_BYTES 4096ull
/* Tests of arithmetic build with smaller tables, where all pages can be tried. */
#ifndef TABLE_BITS
#define TABLE_BITS 9
#endif

enum page_level { LEVEL_4K = 1, LEVEL_2M = 2, LEVEL_1G = 3, LEVEL_512G = 4 };

/* Pages of 4 KiB that one entry of @level maps. */
static inline uint64_t level_pages(int level)
{
	return 1ull << (TABLE_BITS * (level - 1));
}

/* Bytes that one entry of @level maps. */
static inline uint64_t level_bytes(int level)
{
	return PAGE_BYTES * level_pages(level);
}

/* The first gfn of the entry of @level that holds @gfn. */
static inline uint64_t level_floor(uint64_t gfn, int level)
{
	return gfn & ~(level_pages(level) - 1);
}

/* @gfn, or the first gfn of the next entry of @level. */
static inline uint64_t level_ceil(uint64_t gfn, int level)
{
	return level_floor(gfn + level_pages(level) - 1, level);
}

static inline uint64_t gfn_to_gpa(uint64_t gfn)
{
	return gfn << PAGE_SHIFT_4K;
}

static inline uint64_t gpa_to_gfn(uint64_t gpa)
{
	return gpa >> PAGE_SHIFT_4K;
}

/* Do [a, a_end) and [b, b_end) share a page? */
static inline bool ranges_overlap(uint64_t a, uint64_t a_end, uint64_t b, uint64_t b_end)
{
	return a < b_end && b < a_end;
}

/* "4K", "2M", "1G"; "512G" above. */
static inline const char *level_name(int level)
{
	static const char *const names[] = { "?", "4K", "2M", "1G", "512G", "256T" };

	return level >= 1 && level <= 5 ? names[level] : names[0];
}

#endif
