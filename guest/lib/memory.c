// SPDX-License-Identifier: GPL-2.0-only
/* Which guest physical pages are RAM, and which of these suites may zap. */
#include <stdlib.h>
#include <string.h>

#include "../boot/boot.h"
#include "../boot/bootinfo.h"
#include "hyper.h"
#include "io.h"
#include "memory.h"
#include "page.h"
#include "run.h"

#define MAX_RAM (sizeof(ram) / sizeof(ram[0]))
#define GIB_PAGES (1ull << 18)

#define CPUID_EXTENDED 0x80000001
#define CPUID_EDX_1G_PAGES (1u << 26)
#define TABLE_ENTRIES 512

struct ram ram[32];
unsigned nram;
uint64_t arena_start, arena_end;
uint64_t heap_end_gfn = 64ull << 8;

extern uint64_t page_pdpt[];
extern char image_end[];

uint64_t memory_map(void)
{
	if (!(cpuid(CPUID_EXTENDED, 0).edx & CPUID_EDX_1G_PAGES))
		return IDENTITY_2M_GIB * GIB_PAGES;
	for (uint64_t i = IDENTITY_2M_GIB; i < TABLE_ENTRIES; i++)
		page_pdpt[i] =
			gfn_to_gpa(i * GIB_PAGES) | PTE_PRESENT | PTE_WRITE | PTE_USER | PTE_LARGE;
	return TABLE_ENTRIES * GIB_PAGES;
}

static int by_start(const void *a, const void *b)
{
	const struct ram *x = a, *y = b;

	return x->gfn < y->gfn ? -1 : x->gfn > y->gfn;
}

/* Adds whole pages of [start, end) bytes. */
static void add_ram(uint64_t start, uint64_t end, uint64_t limit)
{
	uint64_t gfn = gpa_to_gfn(start + PAGE_BYTES - 1), end_gfn = gpa_to_gfn(end);

	if (end_gfn > limit)
		end_gfn = limit;
	if (gfn < end_gfn && nram < MAX_RAM)
		ram[nram++] = (struct ram){ gfn, end_gfn };
}

static void sort_and_merge(void)
{
	unsigned n = 0;

	qsort(ram, nram, sizeof(ram[0]), by_start);
	for (unsigned i = 0; i < nram; i++) {
		if (n && ram[i].gfn <= ram[n - 1].end_gfn) {
			if (ram[i].end_gfn > ram[n - 1].end_gfn)
				ram[n - 1].end_gfn = ram[i].end_gfn;
		} else {
			ram[n++] = ram[i];
		}
	}
	nram = n;
}

/*
 * Firmware keeps its tables in the last pages of RAM and calls them reserved.
 * They were read at boot; if the host says that RAM is behind them they are
 * RAM, so that the arena ends at a 2M boundary.
 */
static void take_firmware_tables(const struct boot_information *boot, uint64_t limit)
{
	for (unsigned i = 0; i < boot->nregions; i++) {
		const struct boot_region *r = &boot->regions[i];
		uint64_t gfn = gpa_to_gfn(r->start), end_gfn = gpa_to_gfn(r->end);

		if (r->type == REGION_RAM || gfn < GIB_PAGES || gfn >= end_gfn || end_gfn > limit ||
		    gfn_to_gpa(gfn) != r->start || !is_ram(gfn - 1, 1) ||
		    end_gfn - gfn > level_pages(LEVEL_2M))
			continue;
		if (!hyper_zap(gfn, end_gfn - gfn)) {
			add_ram(r->start, r->end, limit);
			sort_and_merge();
		}
	}
}

/*
 * The longest piece of RAM that begins at a 1G boundary with RAM below it, cut to 2M; of equals the
 * highest.
 */
static void choose_arena(void)
{
	for (unsigned i = 0; i < nram; i++) {
		uint64_t start = level_ceil(ram[i].gfn + 1, LEVEL_1G);
		uint64_t end = level_floor(ram[i].end_gfn, LEVEL_2M);

		if (start < end && end - start >= arena_end - arena_start) {
			arena_start = start;
			arena_end = end;
		}
	}
}

bool is_ram(uint64_t gfn, uint64_t npages)
{
	for (unsigned i = 0; i < nram; i++)
		if (gfn >= ram[i].gfn && gfn < ram[i].end_gfn)
			return npages <= ram[i].end_gfn - gfn;
	return false;
}

/* The heap is one piece: it ends with the RAM that the image lies in, if that is below 64 MiB. */
static void limit_heap(void)
{
	for (unsigned i = 0; i < nram; i++)
		if (ram[i].gfn <= gpa_to_gfn((uintptr_t)image_end) &&
		    ram[i].end_gfn > gpa_to_gfn((uintptr_t)image_end) &&
		    ram[i].end_gfn < heap_end_gfn)
			heap_end_gfn = ram[i].end_gfn;
}

void memory_init(const struct boot_information *boot, uint64_t limit)
{
	for (unsigned i = 0; i < boot->nregions; i++)
		if (boot->regions[i].type == REGION_RAM)
			add_ram(boot->regions[i].start, boot->regions[i].end, limit);
	sort_and_merge();
	if (!nram)
		run_error("%s gave no memory map", boot->protocol);
	limit_heap();
	if (host_info.magic)
		take_firmware_tables(boot, limit);
	choose_arena();
}
