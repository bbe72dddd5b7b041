// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: the calls that unmap.  ZAP goes the way of KVM's own zaps,
 * kvm_zap_gfn_range(); DISCARD goes the way of the host's memory management, a
 * hole punched into the file behind the memslot, so that the mmu_notifier
 * unmaps the range.
 *
 * Both work without kvm->srcu, which the vCPU holds while it handles an exit:
 * a change of memslots must not have to wait for a call over all memory.  What
 * is unmapped then has been looked up before; as with any hole punch, whoever
 * moves memory at the same time gets what he asked for.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/falloc.h>
#include <linux/hugetlb.h>
#include <linux/shmem_fs.h>

#include "leafzap.h"
#include "mmu_internal.h"

/*
 * A call is done in pieces between which it can be killed.  A piece ends on a
 * 1G boundary, lest a cut makes hugetlbfs see two halves of one page, and holds
 * any range of up to 3G whole: the zap under test is the one that was asked for.
 */
#define LEAFZAP_PIECE_ALIGN	((u64)SZ_1G)
#define LEAFZAP_PIECE_BYTES	(4 * LEAFZAP_PIECE_ALIGN)

/* A stretch of guest memory that is contiguous in the host too. */
struct leafzap_stretch {
	u64 bytes;
	struct file *file;	/* a reference, if asked for; else NULL */
	loff_t offset;
};

static u64 leafzap_piece_end(u64 start)
{
	return ALIGN_DOWN(start, LEAFZAP_PIECE_ALIGN) + LEAFZAP_PIECE_BYTES;
}

/* Anonymous and private memory has no file; others may write back or block. */
static bool leafzap_can_punch(struct vm_area_struct *vma)
{
	struct file *file = vma->vm_file;

	return file && vma->vm_flags & VM_SHARED && file->f_mode & FMODE_WRITE &&
	       (is_vm_hugetlb_page(vma) || shmem_file(file));
}

static int leafzap_look_at_vma(struct vm_area_struct *vma, unsigned long hva, u32 op,
			       struct leafzap_stretch *at)
{
	if (!vma || vma->vm_flags & (VM_IO | VM_PFNMAP))
		return -KVM_EFAULT;

	at->bytes = min(at->bytes, vma->vm_end - hva);
	if (op != LEAFZAP_OP_DISCARD)
		return 0;
	if (!leafzap_can_punch(vma))
		return -KVM_EOPNOTSUPP;

	at->file = get_file(vma->vm_file);
	at->offset = ((loff_t)vma->vm_pgoff << PAGE_SHIFT) + (hva - vma->vm_start);
	return 0;
}

/* Look up what backs [gpa, end) at its start.  kvm->srcu held. */
static int leafzap_look_up(struct kvm *kvm, u32 op, gpa_t gpa, gpa_t end,
			   struct leafzap_stretch *at)
{
	struct kvm_memory_slot *slot;
	gfn_t gfn = gpa_to_gfn(gpa);
	unsigned long hva;
	int r;

	r = leafzap_check_ram(kvm, gpa, PAGE_SIZE);
	if (r)
		return r;

	slot = gfn_to_memslot(kvm, gfn);
	hva = __gfn_to_hva_memslot(slot, gfn);
	at->file = NULL;
	at->bytes = min(end - gpa, gfn_to_gpa(slot->base_gfn + slot->npages) - gpa);

	if (mmap_read_lock_killable(kvm->mm))
		return -EINTR;
	r = leafzap_look_at_vma(vma_lookup(kvm->mm, hva), hva, op, at);
	mmap_read_unlock(kvm->mm);
	return r;
}

static int leafzap_check(struct kvm *kvm, u32 op, gpa_t gpa, u64 bytes)
{
	gpa_t end = gpa + bytes;
	struct leafzap_stretch at;
	int r;

	if (op > LEAFZAP_OP_DISCARD || !bytes || !PAGE_ALIGNED(gpa | bytes) || end < gpa)
		return -KVM_EINVAL;

	r = leafzap_check_ram(kvm, gpa, bytes);
	for (; !r && gpa < end; gpa += at.bytes) {
		r = leafzap_look_up(kvm, op, gpa, end, &at);
		if (!r && at.file)
			fput(at.file);
	}
	return r;
}

/* Sets *@done to how many bytes are unmapped, all from @gpa on: on failure, too. */
static int leafzap_zap(struct kvm_vcpu *vcpu, gpa_t gpa, gpa_t end, u64 *done)
{
	gpa_t start = gpa, next;

	kvm_vcpu_srcu_read_unlock(vcpu);
	for (; gpa < end && !fatal_signal_pending(current); gpa = next) {
		next = min(end, leafzap_piece_end(gpa));
		kvm_zap_gfn_range(vcpu->kvm, gpa_to_gfn(gpa), gpa_to_gfn(next));
		cond_resched();
	}
	kvm_vcpu_srcu_read_lock(vcpu);
	*done = gpa - start;
	return gpa < end ? -EINTR : 0;
}

static int leafzap_punch(struct leafzap_stretch *at)
{
	u64 bytes = min(at->bytes, leafzap_piece_end(at->offset) - at->offset);
	int r = vfs_fallocate(at->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at->offset,
			      bytes);

	at->bytes = bytes;
	fput(at->file);
	if (r == -ENOMEM)
		return -LEAFZAP_ENOMEM;
	/* A sealed memfd: as good as a backing that has no holes. */
	return r ? -KVM_EOPNOTSUPP : 0;
}

/* As leafzap_zap(). */
static int leafzap_discard(struct kvm_vcpu *vcpu, gpa_t gpa, gpa_t end, u64 *done)
{
	struct leafzap_stretch at;
	int r;

	for (*done = 0; gpa < end; gpa += at.bytes, *done += at.bytes) {
		if (fatal_signal_pending(current))
			return -EINTR;
		r = leafzap_look_up(vcpu->kvm, LEAFZAP_OP_DISCARD, gpa, end, &at);
		if (r)
			return r;
		kvm_vcpu_srcu_read_unlock(vcpu);
		r = leafzap_punch(&at);
		cond_resched();
		kvm_vcpu_srcu_read_lock(vcpu);
		if (r)
			return r;
	}
	return 0;
}

static int leafzap_do(struct kvm_vcpu *vcpu, u32 op, gpa_t gpa, u64 bytes, u64 *done)
{
	return op == LEAFZAP_OP_ZAP ? leafzap_zap(vcpu, gpa, gpa + bytes, done) :
				      leafzap_discard(vcpu, gpa, gpa + bytes, done);
}

/* 0, or a code if nothing was changed, or how many bytes were. */
long leafzap_unmap(struct kvm_vcpu *vcpu, u32 op, gpa_t gpa, u64 bytes, u64 flags)
{
	int r = flags ? -KVM_EINVAL : leafzap_check(vcpu->kvm, op, gpa, bytes);
	u64 done = 0;

	r = r ?: leafzap_do(vcpu, op, gpa, bytes, &done);
	return r && done ? done : r;
}

static int leafzap_check_batch(struct kvm *kvm, struct leafzap_range *ranges, u64 count)
{
	u64 i;
	int r;

	for (i = 0; i < count; i++) {
		r = leafzap_check(kvm, ranges[i].op, ranges[i].gpa, ranges[i].bytes);
		if (r)
			return r;
		ranges[i].result = LEAFZAP_NOT_DONE;
		ranges[i].done = 0;
	}
	return 0;
}

/* The array may be gone by now: each result goes to what is there instead. */
static int leafzap_write_results(struct kvm *kvm, gpa_t gpa, const struct leafzap_range *ranges,
				 u64 count)
{
	const size_t first = offsetof(struct leafzap_range, result);
	const size_t bytes = offsetofend(struct leafzap_range, done) - first;
	u64 i;

	for (i = 0; i < count; i++, gpa += sizeof(*ranges))
		if (kvm_write_guest(kvm, gpa + first, (u8 *)&ranges[i] + first, bytes))
			return -KVM_EFAULT;
	return 0;
}

static int leafzap_do_batch(struct kvm_vcpu *vcpu, struct leafzap_range *ranges, gpa_t gpa,
			    u64 count)
{
	int failed, r = 0;
	u64 i;

	for (i = 0; !r && i < count; i++) {
		r = leafzap_do(vcpu, ranges[i].op, ranges[i].gpa, ranges[i].bytes,
			       &ranges[i].done);
		ranges[i].result = r;
	}
	failed = leafzap_write_results(vcpu->kvm, gpa, ranges, count);
	return r ?: failed;
}

int leafzap_batch(struct kvm_vcpu *vcpu, gpa_t gpa, u64 count, u64 flags)
{
	struct leafzap_range *ranges;
	u64 bytes;
	int r;

	if (flags || !count)
		return -KVM_EINVAL;
	if (count > LEAFZAP_MAX_BATCH)
		return -KVM_E2BIG;

	bytes = count * sizeof(*ranges);
	r = leafzap_check_ram(vcpu->kvm, gpa, bytes);
	if (r)
		return r;

	ranges = kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
	if (!ranges)
		return -LEAFZAP_ENOMEM;

	r = kvm_read_guest(vcpu->kvm, gpa, ranges, bytes) ? -KVM_EFAULT : 0;
	r = r ?: leafzap_check_batch(vcpu->kvm, ranges, count);
	r = r ?: leafzap_do_batch(vcpu, ranges, gpa, count);
	kvfree(ranges);
	return r;
}
