/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The leafzap hypercall ABI: all that KVM's leafzap.c and a guest know of each other.
 *
 * This file stands once.  Guest, tests and kernel include it as it is, the
 * kernel as <linux/kvm_leafzap_abi.h>; <linux/...> is the kernel's there, and
 * common/linux elsewhere.  All integers are little endian; structures have no
 * implicit padding, which is asserted at the end.
 *
 * Calling convention (KVM's own, Documentation/virt/kvm/x86/hypercalls.rst):
 * VMCALL or VMMCALL in 64-bit mode at CPL 0, number in RAX, arguments in RBX,
 * RCX, RDX, RSI, result in RAX: 0, a negative KVM_E* code or -LEAFZAP_ENOMEM,
 * or, of ZAP and DISCARD, how many bytes were done of a call that stopped
 * half-way.  Structures are passed by guest physical address, in RAM, and may
 * cross pages.
 *
 * What is new in version 2: leafzap_stats.dropped, leafzap_range.done and the
 * result above 0 of ZAP and DISCARD, LEAFZAP_ENOMEM.
 */
#ifndef KVM_LEAFZAP_ABI_H
#define KVM_LEAFZAP_ABI_H

#include <linux/build_bug.h>
#include <linux/types.h>

#define LEAFZAP_ABI_VERSION	2
#define LEAFZAP_MAGIC		0x705a664c	/* "LfZp" */

/* Hypercall numbers: far from KVM's own, which count up from 1. */
#define LEAFZAP_HC_INFO		0x4c5a0000	/* rbx: gpa of leafzap_info, rcx: its bytes */
#define LEAFZAP_HC_ZAP		0x4c5a0001	/* rbx: gpa, rcx: bytes, rdx: flags */
#define LEAFZAP_HC_DISCARD	0x4c5a0002	/* rbx: gpa, rcx: bytes, rdx: flags */
#define LEAFZAP_HC_BATCH	0x4c5a0003	/* rbx: leafzap_range[], rcx: count, rdx: flags */
#define LEAFZAP_HC_WALK		0x4c5a0004	/* rbx: gpa of leafzap_walk, rcx: its bytes */
#define LEAFZAP_HC_STATS	0x4c5a0005	/* rbx: gpa of leafzap_stats, rcx: its bytes */
#define LEAFZAP_HC_TUNE		0x4c5a0006	/* rbx: gpa of leafzap_tune, rcx: its bytes */
#define LEAFZAP_HC_LAST		LEAFZAP_HC_TUNE

/*
 * Out of memory: of the host, and no fault of the call.  KVM has no code for it
 * (KVM_E2BIG is for a list that is too long); the number is that of ENOMEM.
 */
#define LEAFZAP_ENOMEM		12

/*
 * INFO.  rcx must be sizeof(struct leafzap_info).  The features are what is in
 * force for this VM at the time of the call.  A host that does not know a bit has
 * 0 there, so that a new bit is no new LEAFZAP_ABI_VERSION.
 */
#define LEAFZAP_F_TDP_MMU	0x001	/* KVM runs this VM on the TDP MMU */
#define LEAFZAP_F_NPT		0x002	/* AMD nested page tables */
#define LEAFZAP_F_EPT		0x004	/* Intel extended page tables */
#define LEAFZAP_F_2M		0x008	/* KVM may map at 2M */
#define LEAFZAP_F_1G		0x010	/* KVM may map at 1G */
#define LEAFZAP_F_LEDGER	0x020	/* the flush ledger is kept */
#define LEAFZAP_F_AMPLIFY	0x040	/* TUNE takes values other than 0 */
#define LEAFZAP_F_SMM		0x080	/* the VM has a second address space (SMM) */
#define LEAFZAP_F_AD		0x100	/* the CPU keeps accessed and dirty bits in SPTEs */
#define LEAFZAP_F_NX_HUGE	0x200	/* huge leaves are not executable (kvm.nx_huge_pages) */
#define LEAFZAP_F_MMIO_CACHE	0x400	/* MMIO leaves its mark in SPTEs (kvm.mmio_caching) */
#define LEAFZAP_F_EAGER_SPLIT	0x800	/* dirty logging splits them (kvm.eager_page_split) */
#define LEAFZAP_F_NX_TABLES	0x1000	/* with NX_HUGE, no huge leaf replaces a page table */

/*
 * What this host cannot check, since it was built without a place for one of leafzap's hooks: the
 * rule LEAFZAP_WHY_* of the ledger, or the counters of STATS.  A rule that is off reports nothing.
 */
#define LEAFZAP_UNCHECKED_STATS	0
#define LEAFZAP_UNCHECKED_SHIFT	32
#define LEAFZAP_F_UNCHECKED(why)	(1ULL << (LEAFZAP_UNCHECKED_SHIFT + (why)))

struct leafzap_info {
	__u32 magic;
	__u32 abi;
	__u64 features;			/* LEAFZAP_F_* */
	__u32 max_batch;		/* ranges in one BATCH */
	__u32 max_spans;		/* records in one WALK */
	char kernel[64];		/* the host's release, NUL-terminated */
};

/*
 * ZAP drops every SPTE that overlaps [gpa, gpa + bytes), through
 * kvm_zap_gfn_range(), and keeps the backing.  DISCARD gives the backing away:
 * it punches a hole into the file behind the memslot, so that the mmu_notifier
 * unmaps the range, and the bytes read as 0 afterwards.  Both: gpa and bytes
 * are multiples of 4096, bytes is not 0, flags is 0, every page of the range is
 * RAM of a writable memslot of address space 0; several adjacent slots are
 * fine.  All is checked before anything is changed, so a negative code of these
 * says that nothing was.
 *
 * A call that stops half-way all the same, since the second of two files
 * behind its range refuses a hole, returns how many bytes were done: all of
 * [gpa, gpa + result), and nothing behind it.  The same call for the rest says
 * why it stopped.
 *
 * KVM_EINVAL: length, alignment, wrap-around, flags.  KVM_EFAULT: a page that
 * no slot, or no RAM, backs; a read-only slot.  KVM_EPERM: CPL 3 (KVM's own
 * check).  KVM_EOPNOTSUPP: DISCARD on a backing without a file that has holes
 * to punch (anonymous memory, private mappings).  KVM_ENOSYS: leafzap is off.
 * DISCARD of part of a hugetlbfs page zeroes in place and unmaps nothing:
 * hugetlbfs_punch_hole().
 */

/*
 * BATCH: an array of ranges, done in order in one exit.  The whole array is
 * read, and every range checked, before the first is done; a bad one fails the
 * call with its code and nothing is changed.  Then `result` and `done` of each
 * range are written back: 0 and its bytes; a negative code, which the call
 * returns too, and the bytes that were done before it; LEAFZAP_NOT_DONE and 0
 * for those behind that one.  count is 1 to leafzap_info.max_batch,
 * else KVM_E2BIG (KVM_EINVAL for 0).  The array itself may lie inside one of
 * its ranges: it was copied first, and the results are written to what is
 * there afterwards.  KVM_EFAULT with every range done: they could not be written.
 */
#define LEAFZAP_OP_ZAP		0
#define LEAFZAP_OP_DISCARD	1
#define LEAFZAP_NOT_DONE	1

struct leafzap_range {
	__u64 gpa;
	__u64 bytes;
	__u32 op;			/* LEAFZAP_OP_* */
	__s32 result;
	__u64 done;			/* out: bytes from gpa on that were unmapped */
};

/*
 * WALK: how each live root maps [gpa, gpa + bytes).  Spans come root by root
 * in the order of roots[], inside a root in gfn order, clipped to nothing: a
 * leaf that reaches out of the range is given whole, with its own first gfn.
 * One record per leaf; neighbouring pages that no leaf maps and whose walk
 * ends at one level are one record, clipped to the range.  If there are more
 * than `capacity` records, or more roots than LEAFZAP_MAX_ROOTS, the call
 * fails with KVM_E2BIG, and nspans says how many records are needed.
 */
#define LEAFZAP_MAX_ROOTS	8

#define LEAFZAP_ROOT_GUEST_MODE	0x01	/* role.guest_mode: a nested guest runs on it */
#define LEAFZAP_ROOT_SMM	0x02	/* address space 1 */
#define LEAFZAP_ROOT_CURRENT	0x04	/* the calling vCPU is on it */

#define LEAFZAP_SPAN_LEAF	0x01
#define LEAFZAP_SPAN_READ	0x02
#define LEAFZAP_SPAN_WRITE	0x04
#define LEAFZAP_SPAN_EXEC	0x08
#define LEAFZAP_SPAN_ACCESSED	0x10
#define LEAFZAP_SPAN_DIRTY	0x20
#define LEAFZAP_SPAN_MMIO	0x40
/*
 * A page table on the way to it is there because the guest executed in what could
 * be a huge page; NX recovery zaps that table, with all below it, when it pleases.
 */
#define LEAFZAP_SPAN_NX_SPLIT	0x80

struct leafzap_root {
	__u64 id;			/* a keyed hash, the same for one root in every call */
	__u32 role;			/* kvm_mmu_page_role.word */
	__u8 level;			/* of the root: 4 or 5 */
	__u8 flags;			/* LEAFZAP_ROOT_* */
	__u16 zero;
};

struct leafzap_span {
	__u64 gfn;			/* first */
	__u64 npages;
	__u64 frame;			/* leaf: keyed hash of its first pfn, else 0 */
	__u8 root;			/* index into leafzap_walk.roots */
	__u8 level;			/* of the leaf, or at which the walk ended: 1 is 4K */
	__u8 flags;			/* LEAFZAP_SPAN_* */
	__u8 zero[5];
};

struct leafzap_walk {
	__u64 gpa;
	__u64 bytes;
	__u64 spans;			/* gpa of struct leafzap_span[capacity] */
	__u32 capacity;
	__u32 flags;			/* 0 */
	__u32 nspans;			/* out */
	__u32 nroots;			/* out */
	struct leafzap_root roots[LEAFZAP_MAX_ROOTS];	/* out */
};

/*
 * STATS.  Counters since the VM was made, all but the first four groups.
 * Violations are what the flush ledger and the fault book found.
 *
 * `dropped` is what they had no room for, by kind.  What was dropped is not
 * judged: whatever came of it was neither right nor wrong for the books, and a
 * guest must not take it for right.  What is reported as a violation is one,
 * also after something was dropped.
 */
#define LEAFZAP_WHY_YIELD	1	/* mmu_lock given up with zapped leaves not flushed */
#define LEAFZAP_WHY_END		2	/* an invalidation ended with zapped leaves not flushed */
#define LEAFZAP_WHY_ENTRY	3	/* a vCPU entered the guest without a flush it owed */
#define LEAFZAP_WHY_TABLE	4	/* a page table was freed before the flush that covers it */
#define LEAFZAP_WHY_STALE	5	/* a fault installed what an invalidation had outdated */
#define LEAFZAP_WHY_STAYED	6	/* an invalidation ended with its range still mapped */
#define LEAFZAP_WHY_KICK	7	/* a flush ended with a vCPU in the guest since before */
#define LEAFZAP_WHY_LAST	LEAFZAP_WHY_KICK

#define LEAFZAP_CALLER_OTHER	0
#define LEAFZAP_CALLER_ZAP	1	/* kvm_zap_gfn_range() */
#define LEAFZAP_CALLER_NOTIFIER	2	/* the mmu_notifier */
#define LEAFZAP_CALLER_FAULT	3	/* a page fault */
#define LEAFZAP_CALLER_ENTRY	4	/* guest entry */
#define LEAFZAP_CALLER_SLOT	5	/* a memslot that is removed, moved or changed */

#define LEAFZAP_DROP_ZAP	0	/* zapped, and nobody looks for its flush */
#define LEAFZAP_DROP_FLUSH	1	/* flushes, and the zaps that they may have covered */
#define LEAFZAP_DROP_OP		2	/* invalidations: no END, STALE, STAYED for them */
#define LEAFZAP_DROP_RANGE	3	/* memslots or huge leaves of one: no STALE, STAYED there */
#define LEAFZAP_NDROPS		4

#define LEAFZAP_MAX_VIOLATIONS	8

struct leafzap_violation {
	__u64 gfn;			/* first */
	__u64 npages;
	__u32 role;			/* of the root, kvm_mmu_page_role.word */
	__u8 why;			/* LEAFZAP_WHY_* */
	__u8 level;			/* of the zapped entry */
	__u8 caller;			/* LEAFZAP_CALLER_* */
	__u8 root_flags;		/* LEAFZAP_ROOT_* */
};

struct leafzap_stats {
	__u64 leaves[3];		/* leaves of both MMUs now: 4K, 2M, 1G (kvm->stat.pages) */
	__u64 tables;			/* TDP page tables in use, no roots, no NX_SPLIT ones */
	__u64 roots;			/* live roots now */
	__u64 pending;			/* zapped leaves that wait for a flush now */
	__u64 tables_made;		/* page tables ever linked */
	__u64 zapped[3];		/* leaves zapped on live roots: 4K, 2M, 1G */
	__u64 mapped[3];		/* leaves installed: 4K, 2M, 1G */
	__u64 flushes;			/* remote TLB flushes asked for, of any kind */
	__u64 yields;			/* times that a walk gave mmu_lock up */
	__u64 faults;			/* page faults that reached the TDP MMU */
	__u64 retried;			/* of these, dropped because an invalidation came between */
	__u64 invalidations;		/* kvm_mmu_invalidate_begin() */
	__u64 violations;		/* ever; the first few follow */
	__u64 dropped[LEAFZAP_NDROPS];	/* LEAFZAP_DROP_* */
	struct leafzap_violation first[LEAFZAP_MAX_VIOLATIONS];
};

/*
 * TUNE sets the amplifiers of this VM.  They widen windows; a correct KVM
 * passes with all of them on.  Values above the maximum: KVM_EINVAL.
 */
#define LEAFZAP_MAX_DELAY_US	1000

struct leafzap_tune {
	__u32 fault_delay_us;		/* between resolving a pfn and taking mmu_lock */
	/* Before each root of a walk, mmu_lock held; up to 20 times that if the root is invalid. */
	__u32 root_delay_us;
	__u32 yield_every;		/* force a yield every N entries of a walk; 0: never */
	__u32 zero;
};

/* Numbers that a guest has compiled in: a change here is a new LEAFZAP_ABI_VERSION. */
#define LEAFZAP_SIZE(type, sum_of_fields)						\
	static_assert(sizeof(struct type) == (sum_of_fields), #type ": size, or padding")
#define LEAFZAP_AT(type, field, offset)							\
	static_assert(offsetof(struct type, field) == (offset), #type "." #field)

LEAFZAP_SIZE(leafzap_info, 2 * 4 + 8 + 2 * 4 + 64);
LEAFZAP_AT(leafzap_info, features, 8);
LEAFZAP_AT(leafzap_info, max_spans, 20);
LEAFZAP_AT(leafzap_info, kernel, 24);

LEAFZAP_SIZE(leafzap_range, 2 * 8 + 2 * 4 + 8);
LEAFZAP_AT(leafzap_range, bytes, 8);
LEAFZAP_AT(leafzap_range, op, 16);
LEAFZAP_AT(leafzap_range, result, 20);

LEAFZAP_SIZE(leafzap_root, 8 + 4 + 2 * 1 + 2);
LEAFZAP_AT(leafzap_root, role, 8);
LEAFZAP_AT(leafzap_root, flags, 13);

LEAFZAP_SIZE(leafzap_span, 3 * 8 + 3 * 1 + 5);
LEAFZAP_AT(leafzap_span, frame, 16);
LEAFZAP_AT(leafzap_span, root, 24);
LEAFZAP_AT(leafzap_span, flags, 26);

LEAFZAP_SIZE(leafzap_walk, 3 * 8 + 4 * 4 + LEAFZAP_MAX_ROOTS * 16);
LEAFZAP_AT(leafzap_walk, capacity, 24);
LEAFZAP_AT(leafzap_walk, nroots, 36);
LEAFZAP_AT(leafzap_walk, roots, 40);

LEAFZAP_SIZE(leafzap_violation, 2 * 8 + 4 + 4 * 1);
LEAFZAP_AT(leafzap_violation, role, 16);
LEAFZAP_AT(leafzap_violation, caller, 22);

LEAFZAP_SIZE(leafzap_stats, 19 * 8 + LEAFZAP_NDROPS * 8 + LEAFZAP_MAX_VIOLATIONS * 24);
LEAFZAP_AT(leafzap_stats, tables, 24);
LEAFZAP_AT(leafzap_stats, zapped, 56);
LEAFZAP_AT(leafzap_stats, mapped, 80);
LEAFZAP_AT(leafzap_stats, flushes, 104);
LEAFZAP_AT(leafzap_stats, violations, 144);
LEAFZAP_AT(leafzap_stats, dropped, 152);

LEAFZAP_SIZE(leafzap_tune, 4 * 4);
LEAFZAP_AT(leafzap_tune, yield_every, 8);

static_assert(LEAFZAP_HC_LAST - LEAFZAP_HC_INFO == 6, "hypercall numbers");

#endif
