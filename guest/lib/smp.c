// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts the other CPUs and hands them work.  An idle CPU halts, so that it
 * costs the host nothing; an interrupt wakes it.
 */
#include <malloc.h>
#include <stdbool.h>
#include <string.h>

#include "../boot/boot.h"
#include "io.h"
#include "memory.h"
#include "percpu.h"
#include "run.h"
#include "test.h"
#include "trap.h"

/* Interrupt command register: Intel SDM volume 3, 11.6.1. */
#define ICR_INIT 0x4500
#define ICR_SIPI 0x4600
#define ICR_FIXED 0x4000

/* A CPU that has not come after so long gets a second SIPI, and is given up in the end. */
#define START_RETRY_US 2000000
#define START_LIMIT_US 30000000
#define INIT_DELAY_US 100

#define USEC_PER_SEC 1000000ull

unsigned ncpus = 1;
/* For ap_start64: entry.S. */
unsigned ap_index;
uint64_t ap_stack_end;
static unsigned ap_here;

extern const char trampoline_start[], trampoline_end[];
_Noreturn void ap_main(unsigned index);

static void wait_for_work(const struct percpu *p)
{
	while (!__atomic_load_n(&p->fn, __ATOMIC_ACQUIRE))
		idle();
}

_Noreturn void ap_main(unsigned index)
{
	struct percpu *p = &percpu[index];
	jmp_buf here;

	percpu_init(index);
	apic_init();
	p->apic_id = apic_id();
	__atomic_store_n(&ap_here, index, __ATOMIC_RELEASE);
	for (;;) {
		wait_for_work(p);
		p->bail = &here;
		if (!setjmp(here))
			p->fn(p->arg);
		p->bail = NULL;
		__atomic_store_n(&p->fn, NULL, __ATOMIC_RELEASE);
	}
}

static bool wait_here(unsigned index, uint64_t limit_us)
{
	uint64_t start = clock_us();

	while (__atomic_load_n(&ap_here, __ATOMIC_ACQUIRE) != index) {
		if (clock_us() - start > limit_us)
			return false;
		cpu_pause();
	}
	return true;
}

static bool start_cpu(unsigned index, uint32_t id, uint64_t limit_us)
{
	uint8_t *stack = memalign(16, AP_STACK_BYTES);

	if (!stack)
		run_error("no memory for the stack of CPU %u", index);
	ap_index = index;
	ap_stack_end = (uintptr_t)(stack + AP_STACK_BYTES);
	apic_send(id, ICR_SIPI | TRAMPOLINE >> 12);
	if (wait_here(index, START_RETRY_US))
		return true;
	apic_send(id, ICR_SIPI | TRAMPOLINE >> 12);
	return wait_here(index, limit_us);
}

static unsigned find_cpus(uint64_t rsdp, uint32_t *ids, bool *listed)
{
	unsigned n = acpi_cpus(rsdp, ids, MAX_CPUS);

	*listed = n;
	if (n)
		return n;
	/* Without a MADT: as many ids as CPUID counts for this package, from 0 up. */
	n = cpuid(1, 0).ebx >> 16 & 0xff;
	if (!n)
		n = 1;
	if (n > MAX_CPUS)
		n = MAX_CPUS;
	for (unsigned i = 0; i < n; i++)
		ids[i] = i;
	return n;
}

bool cpu_pause_takes_interrupts;

void smp_start(uint64_t rsdp)
{
	uint32_t ids[MAX_CPUS], me;
	bool listed;
	unsigned n = find_cpus(rsdp, ids, &listed);
	uint64_t start;

	apic_init();
	me = apic_id();
	percpu[0].apic_id = me;
	if (n == 1)
		return;
	memcpy((void *)TRAMPOLINE, trampoline_start, trampoline_end - trampoline_start);
	for (unsigned i = 0; i < n; i++)
		if (ids[i] != me)
			apic_send(ids[i], ICR_INIT);
	for (start = clock_us(); clock_us() - start < INIT_DELAY_US;)
		cpu_pause();
	for (unsigned i = 0; i < n && ncpus < MAX_CPUS; i++) {
		if (ids[i] == me)
			continue;
		if (!start_cpu(ncpus, ids[i], listed ? START_LIMIT_US : START_RETRY_US)) {
			/* CPUID counts ids, not CPUs. */
			if (!listed)
				break;
			run_error("the CPU with APIC id %u did not start", ids[i]);
		}
		ncpus++;
	}
}

void cpu_run(unsigned cpu, void (*fn)(void *arg), void *arg)
{
	struct percpu *p = &percpu[cpu];

	if (!cpu || cpu >= ncpus || __atomic_load_n(&p->fn, __ATOMIC_ACQUIRE))
		error_case("cpu_run(%u): no such CPU, or it is busy", cpu);
	p->arg = arg;
	__atomic_store_n(&p->fn, fn, __ATOMIC_RELEASE);
	apic_send(p->apic_id, ICR_FIXED | VECTOR_WAKE);
}

bool cpu_wait(unsigned cpu, unsigned seconds)
{
	const struct percpu *p = &percpu[cpu];
	uint64_t start = clock_us();

	while (__atomic_load_n(&p->fn, __ATOMIC_ACQUIRE)) {
		if (clock_us() - start > seconds * USEC_PER_SEC)
			return false;
		cpu_pause();
	}
	return true;
}
