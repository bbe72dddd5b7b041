// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap: lets a guest that tests the TDP MMU zap, discard and inspect its own
 * mappings.  This file: a VM's state, the hypercall switch, and the calls that
 * only report.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": leafzap: " fmt

#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/utsname.h>

#include <asm/vmx.h>

#include "leafzap.h"
#include "leafzap_compat.h"
#include "mmu.h"
#include "mmu_internal.h"
#include "spte.h"
#include "x86.h"

static bool __read_mostly leafzap;
module_param_unsafe(leafzap, bool, 0444);
MODULE_PARM_DESC(leafzap, "Let guests zap and inspect their own TDP mappings (for tests only)");

static_assert(sizeof_field(struct kvm_vm_stat, pages) / sizeof(u64) ==
	      sizeof_field(struct leafzap_stats, leaves) / sizeof(u64));

/* Out of memory, the VM is as it would be without kvm.leafzap=1. */
void __leafzap_init_vm(struct kvm *kvm)
{
	struct leafzap_vm *lz;

	if (!leafzap)
		return;

	lz = kvzalloc(sizeof(*lz), GFP_KERNEL_ACCOUNT);
	if (!lz || leafzap_ledger_init(&lz->ledger) || leafzap_faults_init(&lz->faults)) {
		pr_err("no memory: the VM runs without it\n");
		if (lz)
			leafzap_ledger_destroy(&lz->ledger);
		kvfree(lz);
		return;
	}
	get_random_bytes(&lz->key, sizeof(lz->key));
	kvm->arch.leafzap = lz;
}

void __leafzap_destroy_vm(struct kvm *kvm)
{
	struct leafzap_vm *lz = kvm->arch.leafzap;

	kvm->arch.leafzap = NULL;
	leafzap_tables_must_be_gone(&lz->ledger);
	leafzap_faults_destroy(&lz->faults);
	leafzap_ledger_destroy(&lz->ledger);
	kvfree(lz);
}

/*
 * Is all of [gpa, gpa + bytes) in writable memslots of address space 0 that
 * userspace made?  Asked before anything is done, so that no call has to stop
 * half-way at an address that it could have known to be bad.
 */
int leafzap_check_ram(struct kvm *kvm, gpa_t gpa, u64 bytes)
{
	gfn_t gfn = gpa_to_gfn(gpa);
	gfn_t end = gpa_to_gfn(gpa + bytes - 1) + 1;
	struct kvm_memory_slot *slot;

	if (!bytes)
		return 0;
	if (gpa + bytes - 1 < gpa)
		return -KVM_EFAULT;

	for (; gfn < end; gfn = slot->base_gfn + slot->npages) {
		slot = gfn_to_memslot(kvm, gfn);
		if (!slot || slot->id >= KVM_USER_MEM_SLOTS ||
		    slot->flags & (KVM_MEMSLOT_INVALID | KVM_MEM_READONLY))
			return -KVM_EFAULT;
	}
	return 0;
}

/* A guest's structure of @bytes, of which the guest says that it has @said. */
int leafzap_check_struct(struct kvm *kvm, gpa_t gpa, u64 said, u64 bytes)
{
	return said == bytes ? leafzap_check_ram(kvm, gpa, bytes) : -KVM_EINVAL;
}

static int leafzap_reply(struct kvm *kvm, gpa_t gpa, const void *data, unsigned long bytes)
{
	return kvm_write_guest(kvm, gpa, data, bytes) ? -KVM_EFAULT : 0;
}

/* Only EPT has no bit against execution; what its CPU can map is not known to kvm.ko. */
static u64 leafzap_page_sizes(void)
{
	u64 features = 0;
	u32 cap, unused;

	if (shadow_nx_mask)
		return LEAFZAP_F_NPT | LEAFZAP_F_2M |
		       (boot_cpu_has(X86_FEATURE_GBPAGES) ? LEAFZAP_F_1G : 0);

	if (!rdmsr_safe(MSR_IA32_VMX_EPT_VPID_CAP, &cap, &unused)) {
		features |= cap & VMX_EPT_2MB_PAGE_BIT ? LEAFZAP_F_2M : 0;
		features |= cap & VMX_EPT_1GB_PAGE_BIT ? LEAFZAP_F_1G : 0;
	}
	return LEAFZAP_F_EPT | features;
}

/* What the CPU and KVM's parameters make of leaves and page tables. */
static u64 leafzap_in_force(struct kvm *kvm)
{
	u64 features = 0;

	if (leafzap_ad_enabled())
		features |= LEAFZAP_F_AD;
	if (is_nx_huge_page_enabled(kvm))
		features |= LEAFZAP_F_NX_HUGE | leafzap_nx_tables;
	if (enable_mmio_caching)
		features |= LEAFZAP_F_MMIO_CACHE;
	if (READ_ONCE(eager_page_split))
		features |= LEAFZAP_F_EAGER_SPLIT;
	return features;
}

static u64 leafzap_features(struct kvm *kvm)
{
	u64 features = LEAFZAP_F_LEDGER | LEAFZAP_F_AMPLIFY;

	if (tdp_enabled)
		features |= leafzap_page_sizes();
	if (leafzap_has_tdp_mmu(kvm))
		features |= LEAFZAP_F_TDP_MMU;
	if (leafzap_nr_as_ids(kvm) > 1)
		features |= LEAFZAP_F_SMM;
	return features | leafzap_in_force(kvm) | (u64)LEAFZAP_UNCHECKED << LEAFZAP_UNCHECKED_SHIFT;
}

static int leafzap_info(struct kvm *kvm, gpa_t gpa, u64 bytes)
{
	struct leafzap_info info = {
		.magic = LEAFZAP_MAGIC,
		.abi = LEAFZAP_ABI_VERSION,
		.features = leafzap_features(kvm),
		.max_batch = LEAFZAP_MAX_BATCH,
		.max_spans = LEAFZAP_MAX_SPANS,
	};
	int r = leafzap_check_struct(kvm, gpa, bytes, sizeof(info));

	if (r)
		return r;
	strscpy(info.kernel, init_uts_ns.name.release, sizeof(info.kernel));
	return leafzap_reply(kvm, gpa, &info, sizeof(info));
}

/*
 * Page tables that come and go by what the caller does.  Those of
 * LEAFZAP_SPAN_NX_SPLIT do so by themselves: the guest's own code is one reason.
 */
static u64 leafzap_stable_tables(struct kvm *kvm)
{
	if (is_nx_huge_page_enabled(kvm))
		return leafzap_nr_lasting_tables(kvm);
	return atomic64_read(&kvm->arch.leafzap->ledger.tables);
}

static int leafzap_stats(struct kvm *kvm, gpa_t gpa, u64 bytes)
{
	struct leafzap_stats stats = {};
	int i, r = leafzap_check_struct(kvm, gpa, bytes, sizeof(stats));

	if (r)
		return r;
	for (i = 0; i < ARRAY_SIZE(stats.leaves); i++)
		stats.leaves[i] = atomic64_read(&kvm->stat.pages[i]);
	stats.tables = leafzap_stable_tables(kvm);
	stats.roots = leafzap_live_roots(kvm);
	leafzap_ledger_stats(&kvm->arch.leafzap->ledger, &stats);
	leafzap_faults_stats(&kvm->arch.leafzap->faults, &stats);
	return leafzap_reply(kvm, gpa, &stats, sizeof(stats));
}

static int leafzap_tune(struct kvm *kvm, gpa_t gpa, u64 bytes)
{
	struct leafzap_tune *now = &kvm->arch.leafzap->tune;
	struct leafzap_tune tune;
	int r = leafzap_check_struct(kvm, gpa, bytes, sizeof(tune));

	if (r)
		return r;
	if (kvm_read_guest(kvm, gpa, &tune, sizeof(tune)))
		return -KVM_EFAULT;
	if (tune.zero || tune.fault_delay_us > LEAFZAP_MAX_DELAY_US ||
	    tune.root_delay_us > LEAFZAP_MAX_DELAY_US)
		return -KVM_EINVAL;

	WRITE_ONCE(now->fault_delay_us, tune.fault_delay_us);
	WRITE_ONCE(now->root_delay_us, tune.root_delay_us);
	WRITE_ONCE(now->yield_every, tune.yield_every);
	return 0;
}

static long leafzap_call(struct kvm_vcpu *vcpu, unsigned long nr, u64 a0, u64 a1, u64 a2)
{
	struct kvm *kvm = vcpu->kvm;

	switch (nr) {
	case LEAFZAP_HC_INFO:
		return leafzap_info(kvm, a0, a1);
	case LEAFZAP_HC_ZAP:
		return leafzap_unmap(vcpu, LEAFZAP_OP_ZAP, a0, a1, a2);
	case LEAFZAP_HC_DISCARD:
		return leafzap_unmap(vcpu, LEAFZAP_OP_DISCARD, a0, a1, a2);
	case LEAFZAP_HC_BATCH:
		return leafzap_batch(vcpu, a0, a1, a2);
	case LEAFZAP_HC_WALK:
		return leafzap_walk(vcpu, a0, a1);
	case LEAFZAP_HC_STATS:
		return leafzap_stats(kvm, a0, a1);
	case LEAFZAP_HC_TUNE:
		return leafzap_tune(kvm, a0, a1);
	default:
		return -KVM_ENOSYS;
	}
}

bool __leafzap_hypercall(struct kvm_vcpu *vcpu, unsigned long nr, unsigned long a0,
			 unsigned long a1, unsigned long a2, unsigned long *ret)
{
	if (nr < LEAFZAP_HC_INFO || nr > LEAFZAP_HC_LAST || !is_64_bit_hypercall(vcpu))
		return false;

	*ret = leafzap_call(vcpu, nr, a0, a1, a2);
	return true;
}
