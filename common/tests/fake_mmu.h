/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TDP MMU of pages: knows of each page which leaf maps it, and does to it what
 * an operation does, page by page.  It shares no rule and no arithmetic with the
 * oracle.  With a bug chosen, it is wrong in that way.
 */
#ifndef LEAFZAP_FAKE_MMU_H
#define LEAFZAP_FAKE_MMU_H

#include "oracle.h"

/* Four leaves of 1G, which are small with small tables (-DTABLE_BITS=2: 64 pages). */
#define FAKE_MAX_PAGES (4u << (2 * TABLE_BITS))

enum fake_bug {
	BUG_NONE,
	BUG_SKIP_HUGE_HEAD,	/* a huge leaf that begins before the range stays */
	BUG_SKIP_HUGE_TAIL,	/* a huge leaf that ends behind the range stays */
	BUG_SKIP_HUGE,		/* every huge leaf stays */
	BUG_SKIP_SMALL,		/* every 4K leaf stays */
	BUG_SKIP_1G,		/* every 1G leaf stays */
	BUG_END_INCLUSIVE,	/* one page too many, at the end */
	BUG_START_EARLY,	/* one page too many, at the start */
	BUG_END_SHORT,		/* one page too few, at the end */
	BUG_START_LATE,		/* one page too few, at the start */
	BUG_ROUND_OUT,		/* the range is rounded out to 2M */
	BUG_ROUND_IN,		/* rounded in to 2M */
	BUG_NEIGHBOUR,		/* the leaf after the range goes too */
	BUG_ALL,		/* everything goes */
	BUG_NOTHING,		/* nothing is done */
	BUG_FIRST_ONLY,		/* the walk ends at the first leaf zapped */
	BUG_LAST_OP_LOST,	/* the last range of a BATCH is left out */
	BUG_WRITE_PROTECT,	/* leaves lose their write permission instead */
	BUG_WRITE_PROTECT_NEXT, /* the neighbour loses its write permission */
	BUG_SPLIT,		/* what a huge leaf maps outside the range stays, as 4K leaves */
	BUG_OTHER_FRAME,	/* an untouched leaf maps another frame */
	BUG_ROOT_SKIPPED,	/* the last root is left out */
	BUG_ROOT_LOST,		/* a root is freed */
	BUG_PREFETCH,		/* a page next to the range is mapped by nobody's touch */
	BUG_SPLIT_UNASKED,	/* a page table for execution where nobody fetched */
	BUG_REBUILD_SMALLER,	/* rebuilt at a smaller level than the host's */
	BUG_REBUILD_BIGGER,	/* rebuilt at a bigger one */
	BUG_REBUILD_READONLY,	/* rebuilt without write permission */
	BUG_REBUILD_NOT,	/* not rebuilt */
	BUG_REBUILD_LOSES,	/* a rebuild drops a neighbour */
	BUG_REBUILD_NO_EXEC,	/* a 4K leaf is rebuilt without execute permission */
	BUG_REBUILD_EXEC,	/* NX huge pages: a huge leaf is rebuilt with it */
	NBUGS
};

const char *fake_bug_name(enum fake_bug bug);

/* One root: of each page, the first page and level of its leaf, level 0: none. */
struct fake_root {
	struct {
		uint32_t first;
		uint8_t level;
		uint8_t flags;
		uint8_t end_level; /* where the walk ends without a leaf */
		bool nx[4];	   /* by level: the table below that entry is for execution */
		uint32_t frame;	   /* of the leaf's first page */
	} page[FAKE_MAX_PAGES];
};

struct fake_mmu {
	uint64_t npages; /* the memslot is [0, npages) */
	enum backing backing;
	unsigned nroots;
	uint8_t host_level[FAKE_MAX_PAGES]; /* at which the host maps each page now */
	bool host_page[FAKE_MAX_PAGES];	    /* is there a page behind it? */
	int max_level;			    /* of a leaf, whatever the host has */
	bool nx;			    /* NX huge pages are in force */
	bool nx_tables;			    /* and any page table keeps huge leaves out */
	bool executed[FAKE_MAX_PAGES];
	struct fake_root root[2];
};

/* A host of @backing with no leaf in KVM. */
void fake_init(struct fake_mmu *mmu, enum backing backing, uint64_t npages, unsigned nroots);
/* A touch of @gfn through @root; maps it. */
void fake_touch(struct fake_mmu *mmu, unsigned root, uint64_t gfn, enum fake_bug bug);
/* Splits the host's huge page at @gfn as a DISCARD of another page of it does. */
void fake_split(struct fake_mmu *mmu, uint64_t gfn);
/* A fetch from @gfn through @root; maps it. */
void fake_execute(struct fake_mmu *mmu, unsigned root, uint64_t gfn);
/* Calls the 2M (or the leaf) around @page one with a page table for execution. */
void fake_mark(struct fake_mmu *mmu, unsigned root, unsigned page);
/* Was anything fetched that could be in one page of the host with @page? */
bool fake_fetched(const struct fake_mmu *mmu, unsigned page);
/* NX recovery, of the n-th marked table that it may take if bit n of @which says so. */
void fake_recover(struct fake_mmu *mmu, uint64_t which);
/* Is @page of @root below a page table that recovery may take? */
bool fake_is_nx(const struct fake_mmu *mmu, unsigned root, unsigned page);
/*
 * Does the operations.  @widen: where stock may zap more than the range, it does, as far as
 * bit n of it says for the n-th such leaf.
 */
void fake_do(struct fake_mmu *mmu, const struct oracle_op *ops, unsigned nops, uint64_t widen,
	     enum fake_bug bug);

/*
 * By pages alone: may @after, untouched since, be what the operations on @before have left?
 */
bool fake_allows(const struct fake_mmu *before, const struct oracle_op *ops, unsigned nops,
		 const struct fake_mmu *after);

/* The map of all pages. */
struct fake_walk {
	struct leafzap_root roots[2];
	struct leafzap_span spans[2 * FAKE_MAX_PAGES];
	struct oracle_map map;
};
void fake_map(const struct fake_mmu *mmu, struct fake_walk *walk, enum fake_bug bug);

#endif
