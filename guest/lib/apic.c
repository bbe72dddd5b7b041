// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC, as x2APIC where the CPU has it (an MSR write instead of an
 * MMIO exit), else memory-mapped.  Only what starting and waking CPUs needs.
 */
#include <stdbool.h>
#include <stdint.h>

#include "io.h"
#include "percpu.h"

/* Intel SDM volume 3, 11.4 and 11.12; AMD APM volume 2, 16.3 and 16.9. */
#define MSR_APIC_BASE 0x1b
#define APIC_BASE_ENABLED 0x800
#define APIC_BASE_X2 0x400
#define APIC_BASE_MASK 0xffffff000ull
#define MSR_X2APIC 0x800
#define CPUID1_ECX_X2APIC (1u << 21)

#define APIC_ID 0x020
#define APIC_EOI 0x0b0
#define APIC_SPURIOUS 0x0f0
#define APIC_SOFTWARE_ENABLE 0x100
#define APIC_COMMAND 0x300
#define APIC_COMMAND_HIGH 0x310
#define APIC_COMMAND_PENDING 0x1000

#define PIC1_DATA 0x21
#define PIC2_DATA 0xa1
#define PIC_MASK_ALL 0xff

/* Set by the boot CPU; the same for all. */
static bool x2apic;
static volatile uint32_t *mmio;

static void apic_write(unsigned reg, uint32_t value)
{
	if (x2apic)
		wrmsr(MSR_X2APIC + (reg >> 4), value);
	else
		mmio[reg / 4] = value;
}

void apic_init(void)
{
	uint64_t base = rdmsr(MSR_APIC_BASE);

	if (this_cpu() == 0) {
		x2apic = cpuid(1, 0).ecx & CPUID1_ECX_X2APIC;
		mmio = (volatile uint32_t *)(uintptr_t)(base & APIC_BASE_MASK);
		outb(PIC1_DATA, PIC_MASK_ALL);
		outb(PIC2_DATA, PIC_MASK_ALL);
	}
	if (x2apic &&
	    (base & (APIC_BASE_X2 | APIC_BASE_ENABLED)) != (APIC_BASE_X2 | APIC_BASE_ENABLED))
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_ENABLED | APIC_BASE_X2);
	apic_write(APIC_SPURIOUS, APIC_SOFTWARE_ENABLE | VECTOR_SPURIOUS);
}

uint32_t apic_id(void)
{
	return x2apic ? (uint32_t)rdmsr(MSR_X2APIC + (APIC_ID >> 4)) : mmio[APIC_ID / 4] >> 24;
}

void apic_end_of_interrupt(void)
{
	apic_write(APIC_EOI, 0);
}

void apic_send(uint32_t id, uint32_t command)
{
	if (x2apic) {
		wrmsr(MSR_X2APIC + (APIC_COMMAND >> 4), (uint64_t)id << 32 | command);
		return;
	}
	while (mmio[APIC_COMMAND / 4] & APIC_COMMAND_PENDING)
		cpu_pause();
	mmio[APIC_COMMAND_HIGH / 4] = id << 24;
	mmio[APIC_COMMAND / 4] = command;
}
