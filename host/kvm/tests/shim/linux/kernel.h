/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Of the kernel what leafzap's files without KVM in them need: the ledger's entries and the lock
 * probe, compiled and run in userspace.  Each header that they include leads here.
 */
#ifndef LEAFZAP_SHIM_KERNEL_H
#define LEAFZAP_SHIM_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef u64 gfn_t;
typedef u64 hpa_t;

typedef struct {
	int counter;
} atomic_t;
typedef struct {
	int64_t counter;
} atomic64_t;
typedef struct {
	int unused;
} raw_spinlock_t;

/* include/linux/rwbase_rt.h and rwlock_types.h, include/asm-generic/qrwlock.h: their numbers. */
#ifdef CONFIG_PREEMPT_RT
#define READER_BIAS (1U << 31)
#define WRITER_BIAS (1U << 30)
typedef struct {
	struct {
		atomic_t readers;
	} rwbase;
} rwlock_t;
#else
#define _QW_WAITING 0x100
#define _QW_LOCKED 0x0ff
#define _QR_BIAS (1U << 9)
typedef struct {
	struct {
		atomic_t cnts;
	} raw_lock;
} rwlock_t;
#endif

struct kvm;
struct kvm_vcpu;
struct task_struct;

#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]
#define BIT(n) (1UL << (n))
#define WRITE_ONCE(x, value) ((x) = (value))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define lockdep_assert_held(lock) ((void)(lock))
#define pr_err(...) fprintf(stderr, __VA_ARGS__)

static inline int atomic_read(const atomic_t *v)
{
	return v->counter;
}

#endif
