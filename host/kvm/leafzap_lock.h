/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leafzap: who holds mmu_lock?  KVM can assert that with lockdep only, and the
 * books have to know it on any kernel, from whatever a rwlock is there.
 */
#ifndef __KVM_X86_MMU_LEAFZAP_LOCK_H
#define __KVM_X86_MMU_LEAFZAP_LOCK_H

#include <linux/spinlock.h>

/*
 * Is @lock held for write, by whomever?  On PREEMPT_RT a writer has it when all
 * readers have gone, and only then is the count of readers WRITER_BIAS
 * (kernel/locking/rwbase_rt.c); elsewhere when its byte is full: before that it
 * waits, with another bit (include/asm-generic/qrwlock.h).
 */
static inline bool leafzap_held_for_write(rwlock_t *lock)
{
#if defined(CONFIG_PREEMPT_RT)
	return atomic_read(&lock->rwbase.readers) == WRITER_BIAS;
#elif defined(CONFIG_QUEUED_RWLOCKS)
	return (atomic_read(&lock->raw_lock.cnts) & _QW_LOCKED) == _QW_LOCKED;
#else
#error "leafzap needs CONFIG_SMP or CONFIG_PREEMPT_RT: a rwlock has no state that says who holds it"
#endif
}

#endif
