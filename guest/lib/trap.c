// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions: those that a test provokes (cpu_try) lead back to it, all others
 * print the registers and fail the run.  Interrupts only wake an idle CPU.
 *
 * Compiled without SSE: an interrupt's handler saves general registers only.
 */
#include <stddef.h>
#include <string.h>

#include "../boot/boot.h"
#include "percpu.h"
#include "run.h"
#include "trap.h"

/* Interrupt gate: AMD APM volume 2, 4.8.4. */
#define GATE_KERNEL 0x8e
#define GATE_USER 0xee
#define HLT_BYTES 1

struct gate {
	uint16_t offset0, selector;
	uint8_t ist, type;
	uint16_t offset1;
	uint32_t offset2, zero;
};

extern const uint8_t trap_stubs[];
void user_return(void);
long user_call(long (*fn)(void *arg), void *arg, void *stack_end, void *rsp0);
void trap(struct trap_frame *frame);

static struct gate idt[NVECTORS] __attribute__((aligned(16)));

static void set_gate(unsigned vector, const void *entry, uint8_t type, uint8_t ist)
{
	uint64_t offset = (uintptr_t)entry;

	idt[vector] = (struct gate){ .offset0 = offset,
				     .selector = SEL_CODE64,
				     .ist = ist,
				     .type = type,
				     .offset1 = offset >> 16,
				     .offset2 = offset >> 32 };
}

void trap_init(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) pointer = { sizeof(idt) - 1, (uintptr_t)idt };

	if (!idt[0].type) {
		for (unsigned v = 0; v < NVECTORS; v++)
			set_gate(v, trap_stubs + v * TRAP_STUB_BYTES, GATE_KERNEL, 0);
		set_gate(VECTOR_USER_RETURN, (const void *)user_return, GATE_USER, 0);
		/* Those that may come while the stack is unusable. */
		idt[VECTOR_NMI].ist = 1;
		idt[VECTOR_DOUBLE_FAULT].ist = 1;
		idt[VECTOR_MACHINE_CHECK].ist = 1;
	}
	__asm__ volatile("lidt %0" ::"m"(pointer));
}

static const char *exception_name(unsigned vector)
{
	static const char *const names[NEXCEPTIONS] = {
		[0] = "#DE divide error",
		[1] = "#DB debug",
		[2] = "NMI",
		[3] = "#BP breakpoint",
		[4] = "#OF overflow",
		[5] = "#BR bound range",
		[6] = "#UD invalid opcode",
		[7] = "#NM no FPU",
		[8] = "#DF double fault",
		[10] = "#TS invalid TSS",
		[11] = "#NP segment not present",
		[12] = "#SS stack fault",
		[13] = "#GP general protection",
		[14] = "#PF page fault",
		[16] = "#MF x87 error",
		[17] = "#AC alignment check",
		[18] = "#MC machine check",
		[19] = "#XM SIMD error",
	};

	return vector < NEXCEPTIONS && names[vector] ? names[vector] : "unknown";
}

static _Noreturn void report(const struct trap_frame *f)
{
	uint64_t cr0, cr2, cr3, cr4;

	__asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
	__asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
	__asm__ volatile("mov %%cr3, %0" : "=r"(cr3));
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	note("exception %lu (%s), error code %#lx, CPU %u, CPL %lu", f->vector,
	     exception_name(f->vector), f->error, this_cpu(), f->cs & 3);
	note("rip %04lx:%016lx rflags %08lx rsp %04lx:%016lx", f->cs, f->rip, f->rflags, f->ss,
	     f->rsp);
	note("rax %016lx rbx %016lx rcx %016lx rdx %016lx", f->rax, f->rbx, f->rcx, f->rdx);
	note("rsi %016lx rdi %016lx rbp %016lx r8  %016lx", f->rsi, f->rdi, f->rbp, f->r8);
	note("r9  %016lx r10 %016lx r11 %016lx r12 %016lx", f->r9, f->r10, f->r11, f->r12);
	note("r13 %016lx r14 %016lx r15 %016lx", f->r13, f->r14, f->r15);
	note("cr0 %016lx cr2 %016lx cr3 %016lx cr4 %016lx", cr0, cr2, cr3, cr4);
	run_abort("exception %lu (%s) at %#lx", f->vector, exception_name(f->vector), f->rip);
}

void trap(struct trap_frame *frame)
{
	struct percpu *p = this_percpu();
	jmp_buf *try = p->try;

	if (frame->vector >= NEXCEPTIONS) {
		if (frame->rip == (uintptr_t)idle_hlt)
			frame->rip += HLT_BYTES;
		if (frame->vector != VECTOR_SPURIOUS)
			apic_end_of_interrupt();
		return;
	}
	if (!try)
		report(frame);
	p->try = NULL;
	p->try_vector = (int)frame->vector;
	longjmp(*try, 1);
}

int cpu_try(void (*fn)(void *arg), void *arg)
{
	struct percpu *p = this_percpu();
	jmp_buf here;

	p->try_vector = -1;
	p->try = &here;
	if (!setjmp(here))
		fn(arg);
	p->try = NULL;
	return p->try_vector;
}

long cpu_run_user(long (*fn)(void *arg), void *arg)
{
	struct percpu *p = this_percpu();

	return user_call(fn, arg, p->user_stack + sizeof(p->user_stack),
			 (uint8_t *)&p->tss + offsetof(struct tss, rsp));
}
