// SPDX-License-Identifier: GPL-2.0-only
/* The hypercalls, and how to find out that there are none. */
#include <string.h>

#include "cpu.h"
#include "hyper.h"
#include "io.h"
#include "page.h"
#include "run.h"

/* Documentation/virt/kvm/x86/cpuid.rst; other interfaces may stand before KVM's. */
#define CPUID_HYPERVISOR_FIRST 0x40000000
#define CPUID_HYPERVISOR_LAST 0x40010000
#define CPUID_HYPERVISOR_STEP 0x100
#define CPUID1_ECX_HYPERVISOR (1u << 31)

#define CPUID_AMD_EBX 0x68747541 /* "Auth", of AuthenticAMD */
#define CPUID_HYGON_EBX 0x6f677948

struct leafzap_info host_info;
static bool use_vmmcall;

uint32_t kvm_cpuid_base(void)
{
	static uint32_t base;
	static bool asked;

	if (asked)
		return base;
	asked = true;
	if (!(cpuid(1, 0).ecx & CPUID1_ECX_HYPERVISOR))
		return 0;
	for (uint32_t leaf = CPUID_HYPERVISOR_FIRST; leaf < CPUID_HYPERVISOR_LAST;
	     leaf += CPUID_HYPERVISOR_STEP) {
		struct cpuid c = cpuid(leaf, 0);

		if (!memcmp(&c.ebx, "KVMKVMKVM\0\0\0", 12)) {
			base = leaf;
			break;
		}
		if (c.eax < leaf || c.eax > leaf + CPUID_HYPERVISOR_STEP)
			break;
	}
	return base;
}

bool cpu_is_amd(void)
{
	uint32_t vendor = cpuid(0, 0).ebx;

	return vendor == CPUID_AMD_EBX || vendor == CPUID_HYGON_EBX;
}

long hypercall(uint64_t nr, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3)
{
	long ret;

	if (use_vmmcall)
		__asm__ volatile("vmmcall"
				 : "=a"(ret)
				 : "a"(nr), "b"(a0), "c"(a1), "d"(a2), "S"(a3)
				 : "memory");
	else
		__asm__ volatile("vmcall"
				 : "=a"(ret)
				 : "a"(nr), "b"(a0), "c"(a1), "d"(a2), "S"(a3)
				 : "memory");
	if (ret == -LEAFZAP_ENOMEM)
		error_case("hypercall %#llx: the host is out of memory", (unsigned long long)nr);
	return ret;
}

static uint64_t gpa_of(const void *p)
{
	return (uintptr_t)p;
}

long hyper_info(struct leafzap_info *info)
{
	return hypercall(LEAFZAP_HC_INFO, gpa_of(info), sizeof(*info), 0, 0);
}

long hyper_zap(uint64_t gfn, uint64_t npages)
{
	return hypercall(LEAFZAP_HC_ZAP, gfn_to_gpa(gfn), gfn_to_gpa(npages), 0, 0);
}

long hyper_discard(uint64_t gfn, uint64_t npages)
{
	return hypercall(LEAFZAP_HC_DISCARD, gfn_to_gpa(gfn), gfn_to_gpa(npages), 0, 0);
}

long hyper_batch(struct leafzap_range *ranges, unsigned count)
{
	return hypercall(LEAFZAP_HC_BATCH, gpa_of(ranges), count, 0, 0);
}

long hyper_walk(struct leafzap_walk *walk)
{
	return hypercall(LEAFZAP_HC_WALK, gpa_of(walk), sizeof(*walk), 0, 0);
}

long hyper_stats(struct leafzap_stats *stats)
{
	return hypercall(LEAFZAP_HC_STATS, gpa_of(stats), sizeof(*stats), 0, 0);
}

long hyper_tune(const struct leafzap_tune *tune)
{
	return hypercall(LEAFZAP_HC_TUNE, gpa_of(tune), sizeof(*tune), 0, 0);
}

const char *hyper_error(long code)
{
	switch (code) {
	case 0:
		return "0";
	case -KVM_EPERM:
		return "KVM_EPERM";
	case -KVM_E2BIG:
		return "KVM_E2BIG";
	case -KVM_EFAULT:
		return "KVM_EFAULT";
	case -KVM_EINVAL:
		return "KVM_EINVAL";
	case -KVM_EOPNOTSUPP:
		return "KVM_EOPNOTSUPP";
	case -KVM_ENOSYS:
		return "KVM_ENOSYS";
	}
	return code > 0 ? "a part done" : "an unknown code";
}

static void ask(void *arg)
{
	*(long *)arg = hyper_info(&host_info);
}

void hyper_init(void)
{
	long ret = -KVM_ENOSYS;

	use_vmmcall = cpu_is_amd();
	if (!kvm_cpuid_base() || cpu_try(ask, &ret) >= 0 || ret ||
	    host_info.magic != LEAFZAP_MAGIC || host_info.abi != LEAFZAP_ABI_VERSION)
		memset(&host_info, 0, sizeof(host_info));
}
