// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: amplifiers.  Most MMU bugs need a walk to give mmu_lock up, or a
 * fault to be slow, at the right moment.  These make it happen every time; all
 * that they do may happen to a correct KVM as well.
 */
#include <linux/delay.h>

#include "leafzap.h"
#include "mmu_internal.h"

/* How long a forced yield leaves mmu_lock to others: one spin of theirs is enough. */
#define LEAFZAP_YIELD_US	1

/* The last reference to an invalid root goes when the memslot update returns to the guest. */
#define LEAFZAP_INVALID_ROOT_DELAYS	20

bool __leafzap_want_yield(struct kvm *kvm)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;
	u32 every = READ_ONCE(lz->tune.yield_every);

	if (!every || atomic_inc_return(&lz->entries) < every)
		return false;

	atomic_set(&lz->entries, 0);
	return true;
}

/*
 * cond_resched_rwlock_*() keeps the lock if nobody waits for it, and then a
 * forced yield would be none.
 */
void leafzap_relock(struct kvm *kvm, bool shared)
{
	if (!READ_ONCE(kvm->arch.leafzap->tune.yield_every))
		return;

	rcu_read_unlock();
	if (shared)
		read_unlock(&kvm->mmu_lock);
	else
		write_unlock(&kvm->mmu_lock);

	cond_resched();
	udelay(LEAFZAP_YIELD_US);

	if (shared)
		read_lock(&kvm->mmu_lock);
	else
		write_lock(&kvm->mmu_lock);
	rcu_read_lock();
}

/*
 * Widens the time for which a root is zapped and not yet flushed, and the one in
 * which the next root may go before the walk has its reference: if that root is
 * on its way out, wait longer, but not for longer than it lives.  RCU keeps its
 * memory; where it does not, KASAN finds this wait.  mmu_lock is held: it has to
 * be a busy wait.
 */
void __leafzap_next_root(struct kvm *kvm, struct kvm_mmu_page *root)
{
	u32 us = READ_ONCE(kvm->arch.leafzap->tune.root_delay_us);
	u32 n = root->role.invalid ? LEAFZAP_INVALID_ROOT_DELAYS : 1;

	while (us && n-- && refcount_read(&root->tdp_mmu_root_count))
		udelay(us);
}

/* Sleep, so that another vCPU gets this CPU and does what the fault must notice. */
void leafzap_delay_fault(struct leafzap_vm *lz, const struct leafzap_vcpu *v,
			 enum leafzap_delay here)
{
	u32 us = READ_ONCE(lz->tune.fault_delay_us);

	if (us && v->when == here)
		usleep_range(us, us + us / 4 + 1);
}
