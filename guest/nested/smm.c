// SPDX-License-Identifier: GPL-2.0-only
/*
 * smm_run(): an SMI that a CPU sends to itself, with code of ours at the entry.
 *
 * Every CPU but the boot CPU still has the SMBASE of its reset, 0x30000, which is
 * plain RAM: the firmware (SeaBIOS) moves only its own.  What is written there is
 * put back afterwards, since the loader may have left boot information in it.
 */
#include <string.h>

#include "cpu.h"
#include "hyper.h"
#include "io.h"
#include "lib/lock.h"
#include "nested.h"
#include "lib/percpu.h"
#include "smm.h"

/* Interrupt command: delivery mode SMI, assert. */
#define ICR_SMI 0x4200u
#define SMI_SECONDS 10
#define US_PER_SECOND 1000000ull
#define SMM_STACK_BYTES 16384

extern char smm_entry_start[], smm_entry_end[];

static struct lock smm_lock;
static uint8_t smm_stack[SMM_STACK_BYTES] __attribute__((aligned(16)));
static uint8_t kept_entry[SMM_ENTRY_BYTES], kept_state[SMM_STATE_BYTES];

static struct {
	void (*fn)(void *arg);
	void *arg;
	bool started, done;
} smm;

bool smm_available(const char **why)
{
	const char *reason = NULL;

	if (ncpus < 2)
		reason = "SMM needs a second vCPU: the boot CPU's SMRAM belongs to the firmware";
	else if (host_info.magic == LEAFZAP_MAGIC && !(host_info.features & LEAFZAP_F_SMM))
		reason = "KVM has no SMM address space (CONFIG_KVM_SMM)";
	if (why)
		*why = reason;
	return !reason;
}

/* Called in SMM by smm_entry.S. */
void smm_main(void);
void smm_main(void)
{
	__atomic_store_n(&smm.started, true, __ATOMIC_RELEASE);
	smm.fn(smm.arg);
	__atomic_store_n(&smm.done, true, __ATOMIC_RELEASE);
}

static void prepare(void)
{
	struct smm_call *call = (struct smm_call *)SMM_CALL;

	memcpy(kept_entry, (void *)SMM_ENTRY, SMM_ENTRY_BYTES);
	memcpy(kept_state, (void *)SMM_STATE, SMM_STATE_BYTES);
	memcpy((void *)SMM_ENTRY, smm_entry_start, (size_t)(smm_entry_end - smm_entry_start));
	call->stack = (uintptr_t)(smm_stack + SMM_STACK_BYTES);
	read_control_register("cr3", call->cr3);
	read_control_register("cr4", call->cr4);
	/* Not allowed in SMM: SDM volume 3, 32.14.1. */
	call->cr4 &= ~CR4_VMXE;
	call->gs_base = rdmsr(MSR_GS_BASE);
	__asm__ volatile("sgdt %0" : "=m"(call->gdtr));
	__asm__ volatile("sidt %0" : "=m"(call->idtr));
}

static void put_back(void)
{
	memcpy((void *)SMM_ENTRY, kept_entry, SMM_ENTRY_BYTES);
	memcpy((void *)SMM_STATE, kept_state, SMM_STATE_BYTES);
}

bool smm_run(void (*fn)(void *arg), void *arg)
{
	uint64_t limit;
	bool done;

	if (!smm_available(NULL) || !this_cpu())
		return false;
	lock_acquire(&smm_lock);
	prepare();
	smm.fn = fn;
	smm.arg = arg;
	smm.started = smm.done = false;
	limit = clock_us() + SMI_SECONDS * US_PER_SECOND;
	apic_send(apic_id(), ICR_SMI);
	/* It comes at once, unless the VM has no SMM; when it has come it may take its time. */
	while (!(done = __atomic_load_n(&smm.done, __ATOMIC_ACQUIRE))) {
		if (!__atomic_load_n(&smm.started, __ATOMIC_ACQUIRE) && clock_us() > limit)
			break;
		cpu_pause();
	}
	put_back();
	lock_release(&smm_lock);
	return done;
}
