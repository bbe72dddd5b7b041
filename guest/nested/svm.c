// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested guests by AMD's SVM: one VMCB a CPU, VMRUN without
 * nested paging or with it.  The nested guest has this CPU's own CR0, CR3, CR4,
 * EFER, GDT, IDT and, as VMRUN leaves FS, GS and TR alone, its per-CPU data: only
 * the stack is another one.
 *
 * Intercepted are VMMCALL, which ends it or asks for a hypercall, exceptions and
 * shutdown.  Interrupts and I/O are not: KVM handles them while it stays nested.
 */
#include <stdio.h>

#include "cpu.h"
#include "hyper.h"
#include "io.h"
#include "msr.h"
#include "regs.h"
#include "svm.h"
#include "tables.h"
#include "vendor.h"

#define CPUID_FEATURES 0x80000001u
#define CPUID_ECX_SVM (1u << 2)
#define CPUID_EDX_NX (1u << 20)
#define CPUID_SVM 0x8000000au
#define CPUID_EDX_NESTED_PAGING (1u << 0)

#define EXCEPTION_PAGE_FAULT 14
#define NESTED_STACK_BYTES 16384
#define NESTED_ASID 1

struct nested_cpu {
	struct vmcb vmcb __attribute__((aligned(4096)));
	uint8_t host_save[4096] __attribute__((aligned(4096)));
	uint8_t stack[NESTED_STACK_BYTES] __attribute__((aligned(16)));
	struct nested_regs regs;
	bool enabled;
};

static struct nested_cpu nested_cpus[MAX_CPUS];

void svm_enter(struct vmcb *vmcb, struct nested_regs *regs);
extern char svm_nested_start[];

static bool available(const char **why)
{
	const char *reason = NULL;

	if (!(cpuid(CPUID_FEATURES, 0).ecx & CPUID_ECX_SVM))
		reason = "the vCPU has no SVM (kvm_amd.nested=0, or QEMU's -cpu without svm)";
	else if (rdmsr(MSR_VM_CR) & VM_CR_SVMDIS)
		reason = "the firmware has locked SVM (VM_CR.SVMDIS)";
	if (why)
		*why = reason;
	return !reason;
}

static bool paging_available(const char **why)
{
	bool ok;

	if (!available(why))
		return false;
	ok = cpuid(CPUID_SVM, 0).edx & CPUID_EDX_NESTED_PAGING;
	if (!ok && why)
		*why = "the vCPU's SVM has no nested paging (kvm_amd.npt=0)";
	return ok;
}

/* Once a CPU: each of these costs an exit. */
static void enable_svm(struct nested_cpu *cpu)
{
	uint64_t efer;

	if (cpu->enabled)
		return;
	efer = rdmsr(MSR_EFER) | EFER_SVME;
	/* As every kernel has it: see docs/hypercalls.md, "stock KVM warns of its own NX bit". */
	if (cpuid(CPUID_FEATURES, 0).edx & CPUID_EDX_NX)
		efer |= EFER_NXE;
	wrmsr(MSR_EFER, efer);
	wrmsr(MSR_VM_HSAVE_PA, (uintptr_t)cpu->host_save);
	cpu->enabled = true;
}

static void set_segment(struct vmcb_segment *segment, uint16_t selector, uint16_t attributes)
{
	segment->selector = selector;
	segment->attributes = attributes;
	segment->limit = UINT32_MAX;
	segment->base = 0;
}

static void set_state(struct vmcb *vmcb)
{
	struct table_register table;
	uint16_t selector;

	__asm__ volatile("mov %%cs, %0" : "=r"(selector));
	set_segment(&vmcb->cs, selector, SEGMENT_CODE64);
	__asm__ volatile("mov %%ss, %0" : "=r"(selector));
	set_segment(&vmcb->ss, selector, SEGMENT_DATA);
	set_segment(&vmcb->ds, selector, SEGMENT_DATA);
	set_segment(&vmcb->es, selector, SEGMENT_DATA);
	__asm__ volatile("sgdt %0" : "=m"(table));
	vmcb->gdtr.limit = table.limit;
	vmcb->gdtr.base = table.base;
	__asm__ volatile("sidt %0" : "=m"(table));
	vmcb->idtr.limit = table.limit;
	vmcb->idtr.base = table.base;
	read_control_register("cr0", vmcb->cr0);
	read_control_register("cr3", vmcb->cr3);
	read_control_register("cr4", vmcb->cr4);
	vmcb->efer = rdmsr(MSR_EFER);
	vmcb->g_pat = rdmsr(MSR_PAT);
	vmcb->dr6 = 0xffff0ff0; /* reset values: APM 2, 13.1.1 */
	vmcb->dr7 = 0x400;
	__asm__ volatile("pushf; pop %0" : "=r"(vmcb->rflags));
	vmcb->cpl = 0;
}

static void set_intercepts(struct vmcb *vmcb)
{
	vmcb->intercept_exceptions = SVM_INTERCEPT_EXCEPTIONS;
	vmcb->intercept3 = SVM_INTERCEPT_SHUTDOWN;
	vmcb->intercept4 = SVM_INTERCEPT_VMRUN | SVM_INTERCEPT_VMMCALL;
	vmcb->asid = NESTED_ASID;
}

/* Makes the hypercall that the nested guest asked for, and steps over it. */
static void pass_on(struct vmcb *vmcb, const struct nested_regs *regs)
{
	vmcb->rax = (uint64_t)hypercall(vmcb->rax, regs->rbx, regs->rcx, regs->rdx, regs->rsi);
	vmcb->rip += VMMCALL_BYTES;
}

static void set_paging(struct vmcb *vmcb, uint64_t root)
{
	vmcb->nested_control = root ? SVM_NESTED_PAGING : 0;
	vmcb->nested_cr3 = root;
	/* The tables may have been changed since. */
	vmcb->tlb_control = root ? SVM_FLUSH_ALL : 0;
}

static bool run(void (*fn)(void *arg), void *arg, uint64_t root, struct nested_exit *exit)
{
	struct nested_cpu *cpu = &nested_cpus[this_cpu()];
	struct vmcb *vmcb = &cpu->vmcb;

	enable_svm(cpu);
	set_state(vmcb);
	set_intercepts(vmcb);
	set_paging(vmcb, root);
	cpu->regs = (struct nested_regs){ .rbx = (uintptr_t)fn, .rdi = (uintptr_t)arg };
	vmcb->rip = (uintptr_t)svm_nested_start;
	vmcb->rsp = (uintptr_t)(cpu->stack + NESTED_STACK_BYTES);

	for (;;) {
		svm_enter(vmcb, &cpu->regs);
		if (vmcb->exit_code != SVM_EXIT_VMMCALL)
			break;
		if (vmcb->rax == NESTED_DONE)
			return true;
		pass_on(vmcb, &cpu->regs);
	}
	if (exit)
		*exit = (struct nested_exit){
			.code = vmcb->exit_code,
			.info1 = vmcb->exit_info1,
			.info2 = vmcb->exit_info2,
			.rip = vmcb->rip,
		};
	return false;
}

static void reason(const struct nested_exit *exit, char *buf, unsigned bytes)
{
	unsigned long rip = exit->rip, info1 = exit->info1, info2 = exit->info2;

	if (exit->code == SVM_EXIT_EXCEPTION + EXCEPTION_PAGE_FAULT)
		snprintf(buf, bytes, "page fault at rip 0x%lx (error 0x%lx, address 0x%lx)", rip,
			 info1, info2);
	else if (exit->code >= SVM_EXIT_EXCEPTION && exit->code <= SVM_EXIT_EXCEPTION_LAST)
		snprintf(buf, bytes, "exception %u at rip 0x%lx (error 0x%lx)",
			 (unsigned)(exit->code - SVM_EXIT_EXCEPTION), rip, info1);
	else if (exit->code == SVM_EXIT_NPF)
		snprintf(buf, bytes, "nested page fault at rip 0x%lx (error 0x%lx, address 0x%lx)",
			 rip, info1, info2);
	else if (exit->code == SVM_EXIT_SHUTDOWN)
		snprintf(buf, bytes, "shutdown (triple fault)");
	else if (exit->code == SVM_EXIT_INVALID)
		snprintf(buf, bytes, "VMRUN refused the VMCB");
	else
		snprintf(buf, bytes, "#VMEXIT 0x%lx at rip 0x%lx (0x%lx, 0x%lx)",
			 (unsigned long)exit->code, rip, info1, info2);
}

const struct nested_vendor nested_svm = { available, paging_available, run, reason };
