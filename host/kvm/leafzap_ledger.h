/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flush ledger and the fault book: what KVM owes, kept apart from KVM's own
 * books, so that an error in those is seen.  docs/ledger.md has the rules.
 *
 * Times are values of leafzap_ledger.clock, ranges are half-open, in gfns.
 * Tasks are compared and never followed: a task that has gone may be named.
 */
#ifndef __KVM_X86_MMU_LEAFZAP_LEDGER_H
#define __KVM_X86_MMU_LEAFZAP_LEDGER_H

#include <linux/bitmap.h>
#include <linux/kvm_host.h>
#include <linux/kvm_leafzap_abi.h>
#include <linux/spinlock.h>

struct kvm_mmu_page;
struct leafzap_vm;

/*
 * One task owes one entry for each run of neighbours that it zapped.  When
 * there is no entry left, runs of one invalidation become one that also spans
 * the gap between them: a flush has to cover more then, never less.  What can
 * join none is dropped, and counted.
 */
#define LEAFZAP_MAX_PENDING	256

/* Tasks inside a flush, and inside an invalidation, at one time. */
#define LEAFZAP_MAX_FLUSHES	64
#define LEAFZAP_MAX_OPS		64

/* Memslots in one notifier's range, counted in each address space. */
#define LEAFZAP_MAX_SEGMENTS	32

/* Huge leaves that reach into a range and that a fault beside it installed. */
#define LEAFZAP_MAX_EXCUSES	16

#define LEAFZAP_ANY_AS		(-1)

/*
 * Rules that cannot be judged, as BIT(LEAFZAP_WHY_*): a build that found no place
 * for a hook defines it.  They report nothing, and INFO names them.
 */
#ifndef LEAFZAP_UNCHECKED
#define LEAFZAP_UNCHECKED	0
#endif

static inline bool leafzap_is_checked(unsigned int why)
{
	return !(LEAFZAP_UNCHECKED & BIT(why));
}

struct leafzap_segment {
	gfn_t start;
	gfn_t end;
	int as_id;			/* or LEAFZAP_ANY_AS */
};

/* One invalidation: kvm_zap_gfn_range(), or start to end of an mmu_notifier. */
struct leafzap_op {
	struct task_struct *task;
	u64 clock;			/* of its start: a task's last is the innermost */
	unsigned long hva_start;	/* a notifier's range */
	unsigned long hva_end;
	u8 caller;			/* LEAFZAP_CALLER_ZAP or _NOTIFIER */
	bool walked;			/* the zap is over, pages may be freed */
	bool counted;			/* a zap: faults are outdated, the count has moved */
	u32 nsegments;
	u32 nexcuses;
	struct leafzap_segment segment[LEAFZAP_MAX_SEGMENTS];
	struct leafzap_segment excuse[LEAFZAP_MAX_EXCUSES];
};

/* Zapped, not flushed. */
struct leafzap_pending {
	struct task_struct *task;	/* who zapped */
	struct leafzap_op *op;		/* in which invalidation, or NULL */
	u64 first;			/* clock of the first and of the last zap in it */
	u64 last;
	gfn_t start;			/* what a flush has to cover yet */
	gfn_t end;
	u64 leaves;
	u32 segment;			/* op->nsegments then */
	u32 role;			/* the root's */
	u8 level;
	u8 caller;
	bool table;			/* a page table was cut out, with all that it maps */
	bool shared;			/* mmu_lock was held for read */
};

struct leafzap_flush {
	struct task_struct *task;
	u64 clock;			/* zaps up to here are covered */
	u64 number;			/* among the requests to the vCPUs; 0: none made yet */
	bool range;			/* asked for [start, end) only */
	gfn_t start;
	gfn_t end;
};

struct leafzap_ledger {
	raw_spinlock_t lock;		/* of the ledger and of the fault book */
	u64 clock;
	bool over;			/* the VM ends, nobody flushes any more */

	u32 npending;
	struct leafzap_pending *pending;

	DECLARE_BITMAP(flushing, LEAFZAP_MAX_FLUSHES);
	struct leafzap_flush flush[LEAFZAP_MAX_FLUSHES];
	u64 asked;			/* numbers of requests given out */
	u64 done;			/* every vCPU has been sent the requests up to here */

	u64 violations;
	struct leafzap_violation first[LEAFZAP_MAX_VIOLATIONS];
	u64 dropped[LEAFZAP_NDROPS];	/* what there was no room for */

	atomic64_t zapped[3];
	atomic64_t mapped[3];
	atomic64_t tables;		/* linked now */
	atomic64_t tables_made;
	atomic64_t flushes;
	atomic64_t yields;
};

/* Where a fault waits, one after the other: see leafzap_faults.c. */
enum leafzap_delay {
	LEAFZAP_DELAY_LOOKUP,		/* before its pfn is looked up */
	LEAFZAP_DELAY_PFN,		/* as soon as the pfn is known */
	LEAFZAP_DELAY_LOCK,		/* just before mmu_lock */
	LEAFZAP_NDELAYS
};

struct leafzap_vcpu {
	u64 flushed;			/* leafzap_ledger.asked at its last flush */
	struct task_struct *task;	/* whose fault is in kvm_tdp_mmu_map() now */
	u64 clock;			/* of the fault's begin; 0: no fault */
	gfn_t gfn;
	int as_id;
	bool entered;			/* ran before, so may have something in its TLB */
	bool cpu_owes;			/* the CPU has to flush at the next entry */
	bool asid_is_new;		/* nothing in the TLB has it */
	bool asid_is_first;		/* of those that are used again */
	int cpu;			/* of the last entry */
	u64 inside;			/* ledger.asked at entry, plus 1; 0: not in the guest */
	hpa_t root;			/* of the last entry */
	u8 when;			/* LEAFZAP_DELAY_*: where this fault is delayed */
	bool locked;			/* the fault went for mmu_lock and has not mapped yet */
	bool outdated;			/* an invalidation of gfn has ended since */
};

struct leafzap_faults {
	DECLARE_BITMAP(running, LEAFZAP_MAX_OPS);
	u32 nlost;			/* invalidations under way that found no record */
	struct leafzap_op *op;
	struct leafzap_vcpu *vcpu;	/* by vcpu_idx */
	atomic64_t faults;
	atomic64_t retried;
	atomic64_t invalidations;
};

/* leafzap_ledger.c */
int leafzap_ledger_init(struct leafzap_ledger *ledger);
void leafzap_ledger_destroy(struct leafzap_ledger *ledger);
void leafzap_tables_must_be_gone(struct leafzap_ledger *ledger);
void leafzap_ledger_stats(struct leafzap_ledger *ledger, struct leafzap_stats *stats);
void leafzap_report(struct leafzap_ledger *ledger, u8 why, u8 caller, u32 role, u8 level,
		    gfn_t start, gfn_t end);
void leafzap_must_be_flushed(struct leafzap_ledger *ledger, struct leafzap_op *op, u8 why);
void leafzap_own_must_be_flushed(struct leafzap_ledger *ledger, bool shared, u8 why);
void leafzap_mmu_lock_taken(struct kvm *kvm);
bool leafzap_write_locked(struct kvm *kvm);

/* leafzap_pending.c */
void leafzap_drop(struct leafzap_ledger *ledger, unsigned int kind);
void leafzap_strike(struct leafzap_ledger *ledger, u32 i);
void leafzap_settle(struct leafzap_ledger *ledger, gfn_t start, gfn_t end, u64 clock);
void leafzap_enter(struct leafzap_ledger *ledger, const struct leafzap_pending *new);

/* leafzap_flush.c */
void leafzap_table_cut(struct leafzap_vm *lz, struct kvm_mmu_page *table, u64 clock);
void leafzap_table_is_root(struct leafzap_vm *lz, struct kvm_mmu_page *root);

/* leafzap_vcpu.c */
void leafzap_vcpus_must_have_left(struct kvm *kvm, const struct leafzap_flush *f);
void leafzap_vcpus_must_have_reloaded(struct kvm *kvm, gfn_t start, gfn_t end);

/* leafzap_invalidate.c */
struct leafzap_op *leafzap_current_op(struct leafzap_faults *faults);
bool leafzap_op_touches(const struct leafzap_op *op, gfn_t start, gfn_t end, int as_id);

/* leafzap_faults.c */
int leafzap_faults_init(struct leafzap_faults *faults);
void leafzap_faults_destroy(struct leafzap_faults *faults);
void leafzap_faults_stats(struct leafzap_faults *faults, struct leafzap_stats *stats);
void leafzap_leaf_installed(struct kvm *kvm, struct kvm_mmu_page *root, gfn_t gfn, int level);
struct leafzap_vcpu *leafzap_current_fault(struct kvm *kvm);
void leafzap_outdate_faults(struct kvm *kvm, const struct leafzap_op *op);
void leafzap_fault_over(struct kvm_vcpu *vcpu);

#endif
