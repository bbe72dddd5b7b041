// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: WALK, how each live root maps a range.  It reads the page tables
 * itself: KVM's own iterator may be what the patch under test has broken.
 */
#include <linux/siphash.h>

#include <asm/vmx.h>

#include "leafzap.h"
#include "leafzap_compat.h"
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"
#include "tdp_mmu.h"

/* Second word of a hash, so that no frame has the hash of a root. */
enum leafzap_hash { LEAFZAP_HASH_FRAME = 1, LEAFZAP_HASH_ROOT };

struct leafzap_walker {
	struct kvm_vcpu *vcpu;
	struct kvm_mmu_page *roots[LEAFZAP_MAX_ROOTS];
	struct leafzap_walk walk;	/* the guest's, and what it gets back */
	struct leafzap_span *spans;	/* the first @room of walk.nspans */
	struct leafzap_span last;	/* number walk.nspans - 1 */
	u32 room;
};

static u64 leafzap_hash(struct kvm *kvm, u64 what, enum leafzap_hash kind)
{
	return siphash_2u64(what, kind, &kvm->arch.leafzap->key);
}

u64 leafzap_live_roots(struct kvm *kvm)
{
	struct kvm_mmu_page *root;
	u64 nroots = 0;

	if (!leafzap_has_tdp_mmu(kvm))
		return 0;

	read_lock(&kvm->mmu_lock);
	rcu_read_lock();
	list_for_each_entry_rcu(root, &kvm->arch.tdp_mmu_roots, link)
		nroots += !root->role.invalid;
	rcu_read_unlock();
	read_unlock(&kvm->mmu_lock);
	return nroots;
}

static u64 leafzap_count_tables(const u64 *spt, int level)
{
	struct kvm_mmu_page *table;
	u64 spte, n = 0;
	int i;

	for (i = 0; i < SPTE_ENT_PER_PAGE; i++) {
		spte = READ_ONCE(spt[i]);
		if (!is_shadow_present_pte(spte) || is_last_spte(spte, level))
			continue;
		table = spte_to_child_sp(spte);
		n += !leafzap_is_nx_table(table) + leafzap_count_tables(table->spt, level - 1);
	}
	return n;
}

/*
 * The page tables that no NX recovery may take.  A fault links a table, and marks it for
 * recovery, with mmu_lock held for read.
 */
u64 leafzap_nr_lasting_tables(struct kvm *kvm)
{
	struct kvm_mmu_page *root;
	u64 n = 0;

	if (!leafzap_has_tdp_mmu(kvm))
		return 0;

	write_lock(&kvm->mmu_lock);
	list_for_each_entry(root, &kvm->arch.tdp_mmu_roots, link)
		n += leafzap_count_tables(root->spt, root->role.level);
	write_unlock(&kvm->mmu_lock);
	return n;
}

/* References keep the roots while a walk gives mmu_lock up. */
static void leafzap_get_roots(struct leafzap_walker *w)
{
	struct kvm *kvm = w->vcpu->kvm;
	struct kvm_mmu_page *root;
	u32 n = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(root, &kvm->arch.tdp_mmu_roots, link) {
		if (root->role.invalid)
			continue;
		if (n < LEAFZAP_MAX_ROOTS) {
			if (!kvm_tdp_mmu_get_root(root))
				continue;
			w->roots[n] = root;
		}
		n++;
	}
	rcu_read_unlock();
	w->walk.nroots = n;
}

static u32 leafzap_held_roots(struct leafzap_walker *w)
{
	return min_t(u32, w->walk.nroots, LEAFZAP_MAX_ROOTS);
}

static void leafzap_put_roots(struct leafzap_walker *w)
{
	u32 i;

	for (i = 0; i < leafzap_held_roots(w); i++)
		leafzap_put_root(w->vcpu->kvm, w->roots[i]);
}

static void leafzap_describe_root(struct leafzap_walker *w, u32 i)
{
	struct leafzap_root *out = &w->walk.roots[i];
	struct kvm_mmu_page *root = w->roots[i];
	hpa_t hpa = __pa(root->spt);

	out->id = leafzap_hash(w->vcpu->kvm, hpa, LEAFZAP_HASH_ROOT);
	out->role = root->role.word;
	out->level = root->role.level;
	if (root->role.guest_mode)
		out->flags |= LEAFZAP_ROOT_GUEST_MODE;
	if (root->role.smm)
		out->flags |= LEAFZAP_ROOT_SMM;
	if (w->vcpu->arch.mmu->root.hpa == hpa)
		out->flags |= LEAFZAP_ROOT_CURRENT;
}

/*
 * The entry that decides how @gfn is mapped: a leaf, or one that is not there.
 * @span gets what the way to it says: the level, and LEAFZAP_SPAN_NX_SPLIT.
 */
static u64 leafzap_last_spte(struct kvm_mmu_page *root, gfn_t gfn, struct leafzap_span *span)
{
	const u64 *table = root->spt;
	u64 spte;

	for (span->level = root->role.level;; span->level--) {
		spte = READ_ONCE(table[SPTE_INDEX(gfn_to_gpa(gfn), span->level)]);
		if (!is_shadow_present_pte(spte) || is_last_spte(spte, span->level))
			return spte;
		table = __va(spte & SPTE_BASE_ADDR_MASK);
		if (leafzap_is_nx_table(spte_to_child_sp(spte)))
			span->flags |= LEAFZAP_SPAN_NX_SPLIT;
	}
}

/*
 * Without accessed bits a leaf is aged by taking its rights away; KVM keeps them
 * beside, and gives them back at the next touch (fast_page_fault()).
 */
static u64 leafzap_rights_kept(u64 spte)
{
	bool writable = is_mmu_writable_spte(spte);

	if (!is_access_track_spte(spte))
		return spte;
	return restore_acc_track_spte(spte) | (writable ? PT_WRITABLE_MASK : 0);
}

/* NPT has a bit that forbids execution, EPT one that allows it. */
static bool leafzap_is_executable(u64 spte)
{
	return shadow_nx_mask ? !(spte & shadow_nx_mask) : spte & VMX_EPT_EXECUTABLE_MASK;
}

/* The right to write stands for it where the CPU keeps no dirty bits. */
static bool leafzap_is_dirty(u64 spte)
{
	return spte & (leafzap_ad_enabled() ? shadow_dirty_mask : PT_WRITABLE_MASK);
}

static u8 leafzap_leaf_flags(u64 spte)
{
	u8 flags = LEAFZAP_SPAN_LEAF;

	if (is_accessed_spte(spte))
		flags |= LEAFZAP_SPAN_ACCESSED;
	spte = leafzap_rights_kept(spte);
	/* NPT's user bit; some kernels have no mask for what it is with EPT. */
	if (spte & (shadow_user_mask ?: VMX_EPT_READABLE_MASK))
		flags |= LEAFZAP_SPAN_READ;
	if (is_writable_pte(spte))
		flags |= LEAFZAP_SPAN_WRITE;
	if (leafzap_is_executable(spte))
		flags |= LEAFZAP_SPAN_EXEC;
	if (leafzap_is_dirty(spte))
		flags |= LEAFZAP_SPAN_DIRTY;
	return flags;
}

/* @gfn, rounded down to where an entry of @level begins. */
static gfn_t leafzap_floor(gfn_t gfn, int level)
{
	return gfn & -KVM_PAGES_PER_HPAGE(level);
}

static void leafzap_leaf(struct kvm *kvm, u64 spte, gfn_t gfn, struct leafzap_span *span)
{
	span->npages = KVM_PAGES_PER_HPAGE(span->level);
	span->gfn = leafzap_floor(gfn, span->level);
	span->frame = leafzap_hash(kvm, spte_to_pfn(spte), LEAFZAP_HASH_FRAME);
	span->flags |= leafzap_leaf_flags(spte);
}

static void leafzap_gap(struct kvm *kvm, u64 spte, gfn_t gfn, gfn_t end, struct leafzap_span *span)
{
	gfn_t next = leafzap_floor(gfn, span->level) + KVM_PAGES_PER_HPAGE(span->level);

	span->gfn = gfn;
	span->npages = min(end, next) - gfn;
	span->flags |= leafzap_is_mmio(kvm, spte) ? LEAFZAP_SPAN_MMIO : 0;
}

static bool leafzap_extends(const struct leafzap_span *last, const struct leafzap_span *span)
{
	return !((last->flags | span->flags) & LEAFZAP_SPAN_LEAF) && last->flags == span->flags &&
	       last->root == span->root && last->level == span->level &&
	       last->gfn + last->npages == span->gfn;
}

static void leafzap_add_span(struct leafzap_walker *w, const struct leafzap_span *span)
{
	if (w->walk.nspans && leafzap_extends(&w->last, span)) {
		w->last.npages += span->npages;
	} else {
		w->last = *span;
		w->walk.nspans++;
	}
	if (w->walk.nspans <= w->room)
		w->spans[w->walk.nspans - 1] = w->last;
}

static void leafzap_walk_root(struct leafzap_walker *w, u32 i, gfn_t gfn, gfn_t end)
{
	struct kvm *kvm = w->vcpu->kvm;
	struct leafzap_span span;
	u64 spte;

	rcu_read_lock();
	while (gfn < end && !fatal_signal_pending(current)) {
		span = (struct leafzap_span){ .root = i };
		spte = leafzap_last_spte(w->roots[i], gfn, &span);
		if (is_shadow_present_pte(spte))
			leafzap_leaf(kvm, spte, gfn, &span);
		else
			leafzap_gap(kvm, spte, gfn, end, &span);
		leafzap_add_span(w, &span);
		gfn = span.gfn + span.npages;

		if (need_resched() || rwlock_needbreak(&kvm->mmu_lock)) {
			rcu_read_unlock();
			cond_resched_rwlock_read(&kvm->mmu_lock);
			rcu_read_lock();
		}
	}
	rcu_read_unlock();
}

static void leafzap_walk_roots(struct leafzap_walker *w)
{
	gfn_t start = gpa_to_gfn(w->walk.gpa);
	gfn_t end = min(start + gpa_to_gfn(w->walk.bytes), kvm_mmu_max_gfn() + 1);
	struct kvm *kvm = w->vcpu->kvm;
	gfn_t reach;
	u32 i;

	read_lock(&kvm->mmu_lock);
	leafzap_get_roots(w);
	for (i = 0; i < leafzap_held_roots(w); i++) {
		leafzap_describe_root(w, i);
		reach = KVM_PAGES_PER_HPAGE(w->roots[i]->role.level + 1);
		leafzap_walk_root(w, i, start, min(end, reach));
	}
	leafzap_put_roots(w);
	read_unlock(&kvm->mmu_lock);
}

static int leafzap_read_walk(struct leafzap_walker *w, gpa_t gpa)
{
	struct leafzap_walk *walk = &w->walk;
	struct kvm *kvm = w->vcpu->kvm;

	if (kvm_read_guest(kvm, gpa, walk, sizeof(*walk)))
		return -KVM_EFAULT;
	if (walk->flags || !walk->bytes || !PAGE_ALIGNED(walk->gpa | walk->bytes) ||
	    walk->gpa + walk->bytes < walk->gpa)
		return -KVM_EINVAL;

	walk->nspans = 0;
	memset(walk->roots, 0, sizeof(walk->roots));
	w->room = min_t(u32, walk->capacity, LEAFZAP_MAX_SPANS);
	return leafzap_check_ram(kvm, walk->spans, w->room * sizeof(*w->spans));
}

static int leafzap_write_walk(struct leafzap_walker *w, gpa_t gpa)
{
	struct leafzap_walk *walk = &w->walk;
	struct kvm *kvm = w->vcpu->kvm;
	bool fits = walk->nspans <= w->room && walk->nroots <= LEAFZAP_MAX_ROOTS;

	if (fits && kvm_write_guest(kvm, walk->spans, w->spans, walk->nspans * sizeof(*w->spans)))
		return -KVM_EFAULT;
	if (kvm_write_guest(kvm, gpa, walk, sizeof(*walk)))
		return -KVM_EFAULT;
	return fits ? 0 : -KVM_E2BIG;
}

static int leafzap_walk_with(struct leafzap_walker *w, gpa_t gpa)
{
	int r = leafzap_read_walk(w, gpa);

	if (r)
		return r;
	w->spans = kvmalloc_array(w->room, sizeof(*w->spans), GFP_KERNEL_ACCOUNT);
	if (!w->spans && w->room)
		return -LEAFZAP_ENOMEM;

	leafzap_walk_roots(w);
	r = leafzap_write_walk(w, gpa);
	kvfree(w->spans);
	return r;
}

int leafzap_walk(struct kvm_vcpu *vcpu, gpa_t gpa, u64 bytes)
{
	struct leafzap_walker *w;
	int r = leafzap_check_struct(vcpu->kvm, gpa, bytes, sizeof(w->walk));

	if (r)
		return r;
	if (!leafzap_has_tdp_mmu(vcpu->kvm))
		return -KVM_EOPNOTSUPP;

	w = kzalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	if (!w)
		return -LEAFZAP_ENOMEM;
	w->vcpu = vcpu;
	r = leafzap_walk_with(w, gpa);
	kfree(w);
	return r;
}
