/* SPDX-License-Identifier: GPL-2.0-only */
/* What each CPU has of its own; GS base points to it. */
#ifndef LEAFZAP_PERCPU_H
#define LEAFZAP_PERCPU_H

#include <reent.h>
#include <setjmp.h>
#include <stdint.h>

#include "cpu.h"

#define IST_STACK_BYTES 8192
#define USER_STACK_BYTES 16384
#define AP_STACK_BYTES 65536

/* 64-bit TSS: AMD APM volume 2, 12.2.5; Intel SDM volume 3, 8.7. */
struct tss {
	uint32_t zero0;
	uint64_t rsp[3];
	uint64_t zero1;
	uint64_t ist[7];
	uint64_t zero2;
	uint16_t zero3, io_map;
} __attribute__((packed));

struct percpu {
	struct percpu *self;  /* gs:0 */
	uint64_t user_return; /* gs:8, stack pointer of cpu_run_user(): user.S */
	unsigned index;
	uint32_t apic_id;

	/* Work: the boot CPU sets fn, the CPU clears it when it is done. */
	void (*fn)(void *arg);
	void *arg;
	jmp_buf *bail; /* where error_case() and the like lead to */
	jmp_buf *try;  /* where an exception leads to, NULL: it is reported */
	int try_vector;

	struct _reent reent;
	struct tss tss;
	uint8_t ist_stack[IST_STACK_BYTES] __attribute__((aligned(16)));
	uint8_t user_stack[USER_STACK_BYTES] __attribute__((aligned(16)));
};

extern struct percpu percpu[MAX_CPUS];

static inline struct percpu *this_percpu(void)
{
	struct percpu *p;

	__asm__("movq %%gs:0, %0" : "=r"(p));
	return p;
}

/* GS base, TSS, IDT of CPU @index: first thing in C on each CPU. */
void percpu_init(unsigned index);

/* The local APIC. */
void apic_init(void);
uint32_t apic_id(void);
void apic_end_of_interrupt(void);
void apic_send(uint32_t apic_id, uint32_t command);

/* A CPU that waits for work is woken by this vector; its handler does nothing. */
#define VECTOR_WAKE 0xf0
#define VECTOR_SPURIOUS 0xff

/* Starts the other CPUs; @rsdp is 0 if the loader did not tell. */
void smp_start(uint64_t rsdp);

/* APIC ids of the CPUs that the firmware's MADT lists, at most @max; 0 if there is none. */
unsigned acpi_cpus(uint64_t rsdp, uint32_t *apic_ids, unsigned max);

void clock_init(void);

#endif
