/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual CPUs.  CPU 0 is the boot CPU, on which suites run; the others wait
 * for work.  All share one identity map of the first 512 GiB by 2M pages, so
 * that a pointer is a guest physical address.
 */
#ifndef LEAFZAP_CPU_H
#define LEAFZAP_CPU_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_CPUS 8

/* vCPUs that run, the boot CPU included. */
extern unsigned ncpus;

/* Index of the CPU that asks, 0 to ncpus - 1 (GS base). */
unsigned this_cpu(void);

/*
 * Starts @fn(@arg) on CPU @cpu (1 to ncpus - 1), which must be idle.
 * cpu_wait() returns when it has come back from it; a CPU that needs more than
 * @seconds is an error of the case (or of KVM: the caller says which).
 */
void cpu_run(unsigned cpu, void (*fn)(void *arg), void *arg);
bool cpu_wait(unsigned cpu, unsigned seconds);

/*
 * To be called in every spin loop: PAUSE.  Under emulation on one thread the
 * other CPUs run only when this one pauses, halts or exits.  Under VMX on Bochs
 * the host gets a CPU that makes no exits back only if it takes interrupts now and then
 * (docs/architecture.md, "What the emulated CPU forgets"); elsewhere they are off,
 * but where a CPU is idle.
 */
extern bool cpu_pause_takes_interrupts;

static inline void cpu_pause(void)
{
	__asm__ volatile("pause" ::: "memory");
	if (cpu_pause_takes_interrupts)
		__asm__ volatile("sti; nop; cli" ::: "memory");
}

static inline uint64_t cpu_tsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi)::"memory");
	return (uint64_t)hi << 32 | lo;
}

/* Microseconds since boot, from the TSC, calibrated against the PIT or kvmclock. */
uint64_t clock_us(void);

/* Vendor of the (virtual) CPU, which decides VMMCALL/SVM or VMCALL/VMX. */
bool cpu_is_amd(void);

/* Runs @fn(@arg) at CPL 3 on this CPU and returns what it returned. */
long cpu_run_user(long (*fn)(void *arg), void *arg);

/*
 * Runs @fn(@arg) and returns the vector of the exception that it raised, -1 if
 * none.  For tests that provoke one; any other exception reports registers and
 * fails the run.
 */
int cpu_try(void (*fn)(void *arg), void *arg);

#endif
