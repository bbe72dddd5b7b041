/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the fake MMU share. */
#ifndef LEAFZAP_FAKE_PARTS_H
#define LEAFZAP_FAKE_PARTS_H

#include "fake_mmu.h"

#define ALL_RIGHTS                                                                                 \
	(LEAFZAP_SPAN_LEAF | LEAFZAP_SPAN_READ | LEAFZAP_SPAN_WRITE | LEAFZAP_SPAN_EXEC |          \
	 LEAFZAP_SPAN_ACCESSED)

/* Pages of a leaf, said once more: the model must not share the oracle's arithmetic. */
unsigned fake_size(int level);
unsigned fake_first(unsigned gfn, int level);
int fake_native_level(enum backing backing);
void fake_map_leaf(struct fake_mmu *mmu, unsigned root, unsigned gfn, int level, uint8_t flags);
void fake_zap_leaf(struct fake_mmu *mmu, unsigned root, unsigned gfn);
/* The host puts a page behind @page, if there is none. */
void fake_back(struct fake_mmu *mmu, unsigned page);
/* The largest level at which @page can be mapped now. */
int fake_largest(const struct fake_mmu *mmu, unsigned page);
/* fake_nx.c */
uint8_t fake_rights(const struct fake_mmu *mmu, int level);
void fake_recover_one(struct fake_mmu *mmu, unsigned root, unsigned first, int level);

#endif
