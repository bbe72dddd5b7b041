// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables for a nested guest with nested paging: an identity map, in the format
 * of long mode, that the CPU walks with user rights (APM volume 2, 15.25.5).
 *
 * KVM shadows them: it makes page tables of its own, of the shadow MMU, takes the
 * right to write to ours away in every TDP root, and maps what lies beside them
 * by 4K leaves only.  It gives all of that up when one of ours is written to in a
 * way that page tables are not: detect_write_misaligned().
 */
#include <string.h>

#include "boot/boot.h"
#include "memory.h"
#include "nested.h"
#include "page.h"
#include "tables.h"

#define ENTRIES 512
#define ENTRY (PTE_PRESENT | PTE_WRITE | PTE_USER)
#define LEAF_2M (ENTRY | PTE_LARGE)
#define LOW_GIB IDENTITY_2M_GIB

extern uint64_t page_pdpt[];

static struct {
	uint64_t pml4[ENTRIES], pdpt[ENTRIES];
	/* The last one is for what was placed above the others. */
	uint64_t pd[LOW_GIB + 1][ENTRIES];
} own __attribute__((aligned(4096)));

/* The table that the last layout put somewhere else, and the first gfn that it maps. */
static struct {
	volatile uint64_t *table;
	uint64_t gfn;
	int level;
} placed;

/* Are they as the last nested_tables_make() left them? */
static bool made;

static volatile uint64_t *page(uint64_t gfn)
{
	return page_word(gfn);
}

/* Has @gib mapped by 2M pages, and returns the table of these. */
static uint64_t *map_2m(uint64_t gib)
{
	uint64_t *pd = own.pd[gib < LOW_GIB ? gib : LOW_GIB];

	for (uint64_t i = 0; i < ENTRIES; i++)
		pd[i] = gfn_to_gpa((gib * ENTRIES + i) * level_pages(LEVEL_2M)) | LEAF_2M;
	own.pdpt[gib] = (uintptr_t)pd | ENTRY;
	return pd;
}

static void lay_out(void)
{
	own.pml4[0] = (uintptr_t)own.pdpt | ENTRY;
	for (uint64_t gib = 0; gib < LOW_GIB; gib++)
		map_2m(gib);
	/* Pages of 1G: memory_map(). */
	for (uint64_t gib = LOW_GIB; gib < ENTRIES; gib++)
		own.pdpt[gib] = page_pdpt[gib];
	made = true;
}

void nested_tables_make(uint64_t table, int level, uint64_t gfn)
{
	uint64_t block = gfn / level_pages(LEVEL_2M), gib = gfn / level_pages(LEVEL_1G);

	nested_tables_drop();
	lay_out();
	placed.table = page(table);
	placed.level = level;
	placed.gfn = level_floor(gfn, level + 1);
	for (uint64_t i = 0; i < ENTRIES; i++)
		placed.table[i] = gfn_to_gpa(placed.gfn + i * level_pages(level)) |
				  (level == LEVEL_4K ? ENTRY : LEAF_2M);
	if (level == LEVEL_4K)
		map_2m(gib)[block % ENTRIES] = gfn_to_gpa(table) | ENTRY;
	else
		own.pdpt[gib] = gfn_to_gpa(table) | ENTRY;
}

void nested_tables_map(uint64_t gfn, uint64_t to)
{
	placed.table[(gfn - placed.gfn) / level_pages(placed.level)] =
		gfn_to_gpa(to) | (placed.level == LEVEL_4K ? ENTRY : LEAF_2M);
}

void nested_tables_drop(void)
{
	volatile uint16_t *root = (volatile uint16_t *)own.pml4;

	/* What hangs below the root goes with it: mmu_page_zap_pte(). */
	*root = *root;
	made = false;
}

uint64_t nested_tables_root(void)
{
	if (!made)
		lay_out();
	return (uintptr_t)own.pml4;
}
