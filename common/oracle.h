/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracle: what a correct TDP MMU must show after an operation, from the leaf
 * map before it (WALK), the operation and what backs the memory.  Pure C: linked
 * into the guest, and tested natively against a model that knows only pages.
 *
 * The rules, and where they come from:
 *  - ZAP and DISCARD remove every leaf that overlaps their range, a huge one
 *    whole (kvm_zap_gfn_range(), kvm_unmap_gfn_range()); page tables stay.
 *  - Whatever does not overlap is untouched: there, same level, frame and rights.
 *    Accessed and dirty bits are the CPU's and the host's to change.
 *  - DISCARD of hugetlb pages: only pages that lie in the range as a whole are
 *    unmapped, the rest is cleared in place (hugetlbfs_punch_hole()).  The
 *    notifier's range is widened to 1G of host addresses when 2M pages could
 *    share a page table (adjust_range_if_pmd_sharing_possible()), and the guest
 *    does not know how these lie to its own: leaves nearer than 1G may go.
 *  - DISCARD of part of a transparent huge page splits it (__split_huge_pmd(),
 *    truncate_inode_partial_folio()): what stays of it may be unmapped on the
 *    way, and can be mapped again by 4K only.
 *
 * What the host has in force (struct oracle_host) adds to them.  NX huge pages:
 *  - A huge leaf has no execute right, a 4K leaf has it (make_spte()).
 *  - A fetch makes KVM map by 4K, under page tables that it marks; whoever touches
 *    pages under such a table afterwards gets leaves below it
 *    (disallowed_hugepage_adjust()).  WALK says which spans lie under one.  Before
 *    Linux 6.2 that function looked for no mark: any page table keeps huge leaves out.
 *  - Such a table may be zapped at any time, with all that is mapped below it
 *    (kvm_recover_nx_huge_pages()).  No other may.
 *  - Where the guest fetched nothing there is no such table.
 * No page size is used that the CPU's tables do not offer (kvm_configure_mmu()).
 * Accessed bits: where the CPU keeps none, KVM's own books say what was touched, and
 * WALK gives that (is_accessed_spte()); so the oracle asks for the same.
 * MMIO caching and eager page split change nothing that is judged here.
 *
 * Ranges are half-open, [start, end), in gfns.
 */
#ifndef LEAFZAP_ORACLE_H
#define LEAFZAP_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kvm_leafzap_abi.h"
#include "page.h"

enum backing { BACKING_MEMFD, BACKING_THP, BACKING_HUGETLB2M, BACKING_HUGETLB1G, NBACKINGS };

/* "memfd", "thp", "hugetlb2m", "hugetlb1g"; NULL above. */
const char *backing_name(enum backing backing);
/* false: no such name. */
bool backing_parse(const char *name, enum backing *backing);
/* The largest level at which the host can map this backing. */
int backing_level(enum backing backing);

/* One operation, LEAFZAP_OP_ZAP or LEAFZAP_OP_DISCARD. */
struct oracle_op {
	uint64_t start, end;
	uint32_t op;
};

/* What the host has in force, as far as leaf maps depend on it. */
struct oracle_host {
	int max_level;	/* of a leaf */
	bool nx_huge;	/* NX huge pages */
	bool nx_tables; /* with these, no huge leaf takes the place of a page table */
};

/* From the features of INFO, LEAFZAP_F_*. */
struct oracle_host oracle_host(uint64_t features);
/* The rights of a leaf of @level that KVM makes for memory that can be written: SPAN flags. */
uint8_t oracle_rights(const struct oracle_host *host, int level);

/* What was done, in order (more than one: a BATCH), and to what. */
struct oracle_case {
	enum backing backing;
	uint64_t slot_start, slot_end; /* the memslot: bounds the level of a leaf */
	const struct oracle_op *ops;
	unsigned nops;
	struct oracle_host host;
	/* Has the guest fetched instructions from [gfn, gfn + npages)?  NULL: from nowhere. */
	bool (*executed)(uint64_t gfn, uint64_t npages);
};

/* A leaf map as WALK returns it: spans of one root in a row, by gfn. */
struct oracle_map {
	const struct leafzap_root *roots;
	unsigned nroots;
	const struct leafzap_span *spans;
	unsigned nspans;
};

/* The leaf or unmapped run of root @root that holds @gfn; NULL if the map has none. */
const struct leafzap_span *oracle_find(const struct oracle_map *map, unsigned root, uint64_t gfn);
/* Index of the root with this id in @map, or -1. */
int oracle_root(const struct oracle_map *map, uint64_t id);
/* Index of the root that the vCPU was on that asked, or -1. */
int oracle_current_root(const struct oracle_map *map);

/* Where the map of @gfn stands after the operations, before it is touched again. */
enum oracle_fate { FATE_STAYS, FATE_MAY_GO, FATE_GONE };
enum oracle_fate oracle_fate(const struct oracle_case *c, const struct leafzap_span *leaf);

/* Does page @gfn read 0 afterwards?  If not, it reads what it read before. */
bool oracle_discarded(const struct oracle_case *c, uint64_t gfn);

/*
 * The levels at which a touch of @gfn may map it afterwards, when nothing else
 * happened since the operations, and no page table for execution is in the way.
 * @before is the map before them.
 */
struct oracle_levels {
	int min, max;
};
struct oracle_levels oracle_rebuild(const struct oracle_case *c, const struct oracle_map *before,
				    uint64_t gfn);

/*
 * The level at which the walk of @gfn by root @root (of @before) must end, when
 * no leaf maps it after the operations, on a KVM that zaps leaves only and keeps
 * page tables; 0 if @before does not cover @gfn.
 */
int oracle_end_level(const struct oracle_map *before, unsigned root, uint64_t gfn);

/* What is wrong.  The text of each is one sentence, see oracle_say(). */
enum oracle_why {
	WHY_STAYED = 1, /* a leaf overlaps an operation and is still there */
	WHY_LOST,	/* a leaf that had to stay is gone */
	WHY_CHANGED,	/* a leaf that had to stay has another level, frame or rights */
	WHY_APPEARED,	/* a leaf is there that was not, and nobody touched it */
	WHY_ROOT,	/* a root is gone */
	WHY_UNMAPPED,	/* touched, and no leaf maps it */
	WHY_LEVEL,	/* rebuilt at a level that the backing does not allow */
	WHY_RIGHTS,	/* rebuilt with other rights than oracle_rights(), or not accessed */
	WHY_ALIGN,	/* a leaf whose first gfn or length does not fit its level */
	WHY_TABLE,	/* the walk ends above or below the level that it must end at */
	WHY_SPLIT,	/* a page table for execution, where the guest executed nothing */
	WHY_ORDER,	/* the map itself is not a map: spans overlap or are out of order */
	WHY_LAST = WHY_ORDER
};

struct oracle_fault {
	enum oracle_why why;
	uint64_t root_id;
	uint8_t root_flags;
	uint64_t gfn;		       /* a page that shows it */
	struct leafzap_span was;       /* npages 0: nothing */
	struct leafzap_span is;	       /* npages 0: nothing */
	struct oracle_op op;	       /* that decides, end 0: none does */
	struct oracle_levels expected; /* WHY_LEVEL, WHY_TABLE */
	uint8_t rights;		       /* WHY_RIGHTS: those expected */
};

/* Called for each fault, in the order of roots and gfns. */
typedef void oracle_report(void *arg, const struct oracle_fault *fault);

/*
 * Compares the maps before and after the operations, with nothing touched in
 * between, over all live roots.  Both must cover the same range.  Returns the
 * number of faults.
 */
unsigned oracle_compare(const struct oracle_case *c, const struct oracle_map *before,
			const struct oracle_map *after, oracle_report *report, void *arg);

/*
 * Compares the map after the operations with the one after pages @touched were
 * read or written through root @root_id: each must be mapped at a level that
 * oracle_rebuild() allows, with the rights of that level, and no other leaf may be lost.
 */
unsigned oracle_compare_rebuilt(const struct oracle_case *c, const struct oracle_map *before,
				const struct oracle_map *after, const struct oracle_map *rebuilt,
				uint64_t root_id, const uint64_t *touched, unsigned ntouched,
				oracle_report *report, void *arg);

/* Checks oracle_end_level() for every unmapped span of @after: suite retain. */
unsigned oracle_compare_tables(const struct oracle_map *before, const struct oracle_map *after,
			       oracle_report *report, void *arg);

/* In words: "leaf 2M at gfn 0x80000 overlaps ZAP [0x801ff, 0x80200) and is still there". */
void oracle_say(const struct oracle_fault *fault, char *buf, size_t bytes);

#endif
