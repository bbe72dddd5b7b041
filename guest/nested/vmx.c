// SPDX-License-Identifier: GPL-2.0-only
/*
 * A nested guest by Intel's VMX: one VMCS a CPU, VMLAUNCH without EPT.  The nested
 * guest has this CPU's own control registers, descriptor tables, TSS and per-CPU
 * data: only the stack is another one.
 *
 * VMCALL ends it or asks for a hypercall; exceptions and a triple fault end it.
 * Interrupts, I/O and MSRs do not exit: KVM handles them while it stays nested.
 */
#include <stdio.h>

#include "cpu.h"
#include "hyper.h"
#include "io.h"
#include "lib/percpu.h"
#include "msr.h"
#include "regs.h"
#include "vendor.h"
#include "vmx.h"

#define CPUID1_ECX_VMX (1u << 5)
#define DR7_RESET 0x400
#define EXCEPTION_PAGE_FAULT 14
#define INTERRUPTION_VECTOR 0xff
#define NESTED_STACK_BYTES 16384

struct vmx_cpu {
	uint32_t vmxon[1024] __attribute__((aligned(4096)));
	uint32_t vmcs[1024] __attribute__((aligned(4096)));
	uint8_t stack[NESTED_STACK_BYTES] __attribute__((aligned(16)));
	struct nested_regs regs;
	uint64_t rax;
	bool enabled, launched;
};

static struct vmx_cpu vmx_cpus[MAX_CPUS];
/* All clear: no MSR exits. */
static const uint8_t msr_bitmaps[4096] __attribute__((aligned(4096)));

bool vmx_enter(struct nested_regs *regs, uint64_t *rax, bool launched);
extern char vmx_exit[], vmx_nested_start[];

static uint64_t vmread(uint64_t field)
{
	uint64_t value;

	__asm__ volatile("vmread %1, %0" : "=rm"(value) : "r"(field) : "cc");
	return value;
}

static void vmwrite(uint64_t field, uint64_t value)
{
	__asm__ volatile("vmwrite %1, %0" ::"r"(field), "rm"(value) : "cc");
}

static bool available(const char **why)
{
	uint64_t control;
	const char *reason = NULL;

	if (!(cpuid(1, 0).ecx & CPUID1_ECX_VMX)) {
		reason = "the vCPU has no VMX (kvm_intel.nested=0, or QEMU's -cpu without vmx)";
	} else {
		control = rdmsr(MSR_FEATURE_CONTROL);
		if (control & FEATURE_CONTROL_LOCKED && !(control & FEATURE_CONTROL_VMX))
			reason = "the firmware has locked VMX (IA32_FEATURE_CONTROL)";
	}
	if (why)
		*why = reason;
	return !reason;
}

static bool paging_available(const char **why)
{
	if (why)
		*why = "nested guests with nested paging are for SVM only here: the tables are "
		       "NPT's";
	return false;
}

/* The bits of @wanted, those that must be 1, and none that must be 0: SDM 3, A.3 to A.5. */
static uint32_t controls(uint32_t msr, uint32_t wanted)
{
	uint64_t allowed;

	if (rdmsr(MSR_VMX_BASIC) & VMX_BASIC_TRUE_CONTROLS)
		msr += MSR_VMX_TRUE;
	allowed = rdmsr(msr);
	return (wanted | (uint32_t)allowed) & (uint32_t)(allowed >> 32);
}

/* VMXON, VMCLEAR and VMPTRLD, 24.11: the VMCS stays this CPU's own for good. */
static void enable_vmx(struct vmx_cpu *cpu)
{
	uint64_t vmxon = (uintptr_t)cpu->vmxon, vmcs = (uintptr_t)cpu->vmcs, cr0, cr4;
	uint64_t control = rdmsr(MSR_FEATURE_CONTROL);

	if (!(control & FEATURE_CONTROL_LOCKED))
		wrmsr(MSR_FEATURE_CONTROL, control | FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMX);
	cpu->vmxon[0] = cpu->vmcs[0] = rdmsr(MSR_VMX_BASIC) & VMX_BASIC_REVISION;
	/* What VMX operation needs to be 1: A.7 and A.8. */
	read_control_register("cr0", cr0);
	read_control_register("cr4", cr4);
	__asm__ volatile("mov %0, %%cr0" ::"r"(cr0 | rdmsr(MSR_VMX_CR0_FIXED0)) : "memory");
	__asm__ volatile("mov %0, %%cr4" ::"r"(cr4 | rdmsr(MSR_VMX_CR4_FIXED0)) : "memory");
	__asm__ volatile("vmxon %0" ::"m"(vmxon) : "cc", "memory");
	__asm__ volatile("vmclear %0" ::"m"(vmcs) : "cc", "memory");
	__asm__ volatile("vmptrld %0" ::"m"(vmcs) : "cc", "memory");
	cpu->enabled = true;
}

static void set_controls(void)
{
	vmwrite(VMCS_PIN_CONTROLS, controls(MSR_VMX_PIN_CONTROLS, 0));
	vmwrite(VMCS_PROCESSOR_CONTROLS,
		controls(MSR_VMX_PROCESSOR_CONTROLS, PROCESSOR_MSR_BITMAPS));
	vmwrite(VMCS_EXIT_CONTROLS, controls(MSR_VMX_EXIT_CONTROLS, EXIT_HOST_64));
	vmwrite(VMCS_ENTRY_CONTROLS, controls(MSR_VMX_ENTRY_CONTROLS, ENTRY_GUEST_64));
	vmwrite(VMCS_MSR_BITMAPS, (uintptr_t)msr_bitmaps);
	vmwrite(VMCS_EXCEPTION_BITMAP, UINT32_MAX);
	vmwrite(VMCS_LINK_POINTER, UINT64_MAX); /* none: 25.4.2 */
}

static void set_segment(uint64_t segment, uint16_t selector, uint64_t base, uint32_t limit,
			uint32_t rights)
{
	vmwrite(segment, selector);
	vmwrite(segment + VMCS_SEGMENT_BASE, base);
	vmwrite(segment + VMCS_SEGMENT_LIMIT, limit);
	vmwrite(segment + VMCS_SEGMENT_RIGHTS, rights);
}

/* A system descriptor of 64-bit mode, two entries of the GDT: SDM 3, 8.2.3. */
static uint64_t base_of(const struct table_register *gdt, uint16_t selector)
{
	const uint64_t *entry = (const uint64_t *)(uintptr_t)(gdt->base + selector);

	return (entry[0] >> 16 & 0xffffff) | (entry[0] >> 56 & 0xff) << 24 | entry[1] << 32;
}

/* Both sides' state that is the same: 25.4 and 25.5. */
static void set_state(void)
{
	uint64_t gs_base = rdmsr(MSR_GS_BASE), tss, value;
	struct table_register gdt, idt;
	uint16_t cs, ss, tr;

	__asm__ volatile("mov %%cs, %0" : "=r"(cs));
	__asm__ volatile("mov %%ss, %0" : "=r"(ss));
	__asm__ volatile("str %0" : "=r"(tr));
	__asm__ volatile("sgdt %0" : "=m"(gdt));
	__asm__ volatile("sidt %0" : "=m"(idt));
	tss = base_of(&gdt, tr);
	set_segment(VMCS_GUEST_CS, cs, 0, UINT32_MAX, RIGHTS_CODE64);
	set_segment(VMCS_GUEST_SS, ss, 0, UINT32_MAX, RIGHTS_DATA);
	set_segment(VMCS_GUEST_DS, ss, 0, UINT32_MAX, RIGHTS_DATA);
	set_segment(VMCS_GUEST_ES, ss, 0, UINT32_MAX, RIGHTS_DATA);
	set_segment(VMCS_GUEST_FS, ss, 0, UINT32_MAX, RIGHTS_DATA);
	set_segment(VMCS_GUEST_GS, ss, gs_base, UINT32_MAX, RIGHTS_DATA);
	set_segment(VMCS_GUEST_LDTR, 0, 0, 0, RIGHTS_UNUSABLE);
	set_segment(VMCS_GUEST_TR, tr, tss, sizeof(struct tss) - 1, RIGHTS_TSS_BUSY);
	vmwrite(VMCS_GUEST_GDTR_BASE, gdt.base);
	vmwrite(VMCS_GUEST_GDTR_LIMIT, gdt.limit);
	vmwrite(VMCS_GUEST_IDTR_BASE, idt.base);
	vmwrite(VMCS_GUEST_IDTR_LIMIT, idt.limit);
	vmwrite(VMCS_GUEST_DR7, DR7_RESET);
	vmwrite(VMCS_HOST_CS, cs);
	vmwrite(VMCS_HOST_SS, ss);
	vmwrite(VMCS_HOST_DS, ss);
	vmwrite(VMCS_HOST_ES, ss);
	vmwrite(VMCS_HOST_TR, tr);
	vmwrite(VMCS_HOST_TR_BASE, tss);
	vmwrite(VMCS_HOST_GS_BASE, gs_base);
	vmwrite(VMCS_HOST_GDTR_BASE, gdt.base);
	vmwrite(VMCS_HOST_IDTR_BASE, idt.base);
	vmwrite(VMCS_HOST_RIP, (uintptr_t)vmx_exit);
	read_control_register("cr0", value);
	vmwrite(VMCS_GUEST_CR0, value);
	vmwrite(VMCS_HOST_CR0, value);
	read_control_register("cr3", value);
	vmwrite(VMCS_GUEST_CR3, value);
	vmwrite(VMCS_HOST_CR3, value);
	read_control_register("cr4", value);
	vmwrite(VMCS_GUEST_CR4, value);
	vmwrite(VMCS_HOST_CR4, value);
	__asm__ volatile("pushf; pop %0" : "=r"(value));
	vmwrite(VMCS_GUEST_RFLAGS, value);
}

static struct nested_exit read_exit(bool entered)
{
	if (!entered)
		return (struct nested_exit){ .code = EXIT_NOT_ENTERED,
					     .info1 = vmread(VMCS_INSTRUCTION_ERROR),
					     .rip = vmread(VMCS_GUEST_RIP) };
	return (struct nested_exit){
		.code = vmread(VMCS_EXIT_REASON),
		.info1 = vmread(VMCS_EXIT_QUALIFICATION),
		.info2 =
			vmread(VMCS_EXIT_INTERRUPTION_ERROR) << 32 | vmread(VMCS_EXIT_INTERRUPTION),
		.rip = vmread(VMCS_GUEST_RIP),
	};
}

/* Makes the hypercall that the nested guest asked for, and steps over it. */
static void pass_on(struct vmx_cpu *cpu)
{
	const struct nested_regs *regs = &cpu->regs;

	cpu->rax = (uint64_t)hypercall(cpu->rax, regs->rbx, regs->rcx, regs->rdx, regs->rsi);
	vmwrite(VMCS_GUEST_RIP, vmread(VMCS_GUEST_RIP) + vmread(VMCS_EXIT_INSTRUCTION_LENGTH));
}

static bool run(void (*fn)(void *arg), void *arg, uint64_t root, struct nested_exit *exit)
{
	struct vmx_cpu *cpu = &vmx_cpus[this_cpu()];
	bool entered;

	(void)root; /* none: paging_available() */
	if (!cpu->enabled) {
		enable_vmx(cpu);
		set_controls();
	}
	set_state();
	cpu->regs = (struct nested_regs){ .rbx = (uintptr_t)fn, .rdi = (uintptr_t)arg };
	vmwrite(VMCS_GUEST_RIP, (uintptr_t)vmx_nested_start);
	vmwrite(VMCS_GUEST_RSP, (uintptr_t)(cpu->stack + NESTED_STACK_BYTES));

	for (;;) {
		entered = vmx_enter(&cpu->regs, &cpu->rax, cpu->launched);
		cpu->launched |= entered;
		if (!entered || vmread(VMCS_EXIT_REASON) != EXIT_VMCALL)
			break;
		if (cpu->rax == NESTED_DONE)
			return true;
		pass_on(cpu);
	}
	if (exit)
		*exit = read_exit(entered);
	return false;
}

static void reason(const struct nested_exit *exit, char *buf, unsigned bytes)
{
	unsigned long rip = exit->rip, info1 = exit->info1, error = exit->info2 >> 32;
	unsigned vector = exit->info2 & INTERRUPTION_VECTOR;

	if (exit->code == EXIT_EXCEPTION && vector == EXCEPTION_PAGE_FAULT)
		snprintf(buf, bytes, "page fault at rip 0x%lx (error 0x%lx, address 0x%lx)", rip,
			 error, info1);
	else if (exit->code == EXIT_EXCEPTION)
		snprintf(buf, bytes, "exception %u at rip 0x%lx (error 0x%lx)", vector, rip, error);
	else if (exit->code == EXIT_TRIPLE_FAULT)
		snprintf(buf, bytes, "triple fault at rip 0x%lx", rip);
	else if (exit->code == EXIT_NOT_ENTERED)
		snprintf(buf, bytes, "VMLAUNCH refused the VMCS: VM-instruction error %lu", info1);
	else if (exit->code & EXIT_ENTRY_FAILED)
		snprintf(buf, bytes, "VM entry failed: reason 0x%lx, qualification 0x%lx",
			 (unsigned long)exit->code, info1);
	else
		snprintf(buf, bytes, "VM exit %lu at rip 0x%lx (qualification 0x%lx)",
			 (unsigned long)exit->code, rip, info1);
}

const struct nested_vendor nested_vmx = { available, paging_available, run, reason };
