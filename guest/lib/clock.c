// SPDX-License-Identifier: GPL-2.0-only
/*
 * Microseconds from the TSC.  Its rate comes from kvmclock, which KVM fills in
 * at once, or from a measurement of 10 ms against the PIT.
 */
#include "hyper.h"
#include "io.h"
#include "percpu.h"
#include "run.h"

/* Documentation/virt/kvm/x86/msr.rst, cpuid.rst. */
#define MSR_KVM_SYSTEM_TIME_NEW 0x4b564d01
#define KVM_SYSTEM_TIME_ON 1
#define KVM_CPUID_FEATURES 1
#define KVM_FEATURE_CLOCKSOURCE2 (1u << 3)

/* Intel 8254, channel 2, whose gate and output are in port 0x61. */
#define PIT_HZ 1193182
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
#define PIT_CHANNEL2_MODE0 0xb0
#define PORT_B 0x61
#define PORT_B_GATE2 0x01
#define PORT_B_SPEAKER 0x02
#define PORT_B_OUT2 0x20
#define CALIBRATE_HZ 100
#define ABSENT 0xff

/*
 * No TSC is faster.  On a machine without a PIT it is taken for this fast: the
 * clock then runs slow, and limits are only more generous.
 */
#define FASTEST_HZ 6000000000ull

#define NSEC_PER_USEC 1000
#define NSEC_PER_SEC 1000000000ull

struct kvmclock {
	uint32_t version, pad;
	uint64_t tsc_timestamp, system_time;
	uint32_t mul; /* ns = ((ticks << shift) * mul) >> 32 */
	int8_t shift;
	uint8_t flags, pad2[2];
};

static struct kvmclock kvmclock __attribute__((aligned(64)));
static uint32_t mul;
static int shift;
static uint64_t tsc_at_boot;

static uint64_t ticks_to_ns(uint64_t ticks)
{
	ticks = shift < 0 ? ticks >> -shift : ticks << shift;
	return (uint64_t)((unsigned __int128)ticks * mul >> 32);
}

uint64_t clock_us(void)
{
	uint64_t now = cpu_tsc();

	return now < tsc_at_boot ? 0 : ticks_to_ns(now - tsc_at_boot) / NSEC_PER_USEC;
}

static bool from_kvmclock(void)
{
	volatile struct kvmclock *k = &kvmclock;

	if (!kvm_cpuid_base() ||
	    !(cpuid(kvm_cpuid_base() + KVM_CPUID_FEATURES, 0).eax & KVM_FEATURE_CLOCKSOURCE2))
		return false;
	wrmsr(MSR_KVM_SYSTEM_TIME_NEW, (uintptr_t)&kvmclock | KVM_SYSTEM_TIME_ON);
	mul = k->mul;
	shift = k->shift;
	wrmsr(MSR_KVM_SYSTEM_TIME_NEW, 0);
	return mul;
}

static void from_pit(void)
{
	unsigned count = PIT_HZ / CALIBRATE_HZ;
	bool no_pit = inb(PORT_B) == ABSENT;
	uint64_t start, hz;

	outb(PORT_B, (inb(PORT_B) & ~PORT_B_SPEAKER) | PORT_B_GATE2);
	outb(PIT_COMMAND, PIT_CHANNEL2_MODE0);
	outb(PIT_CHANNEL2, count & 0xff);
	start = cpu_tsc();
	outb(PIT_CHANNEL2, count >> 8);
	while (!(inb(PORT_B) & PORT_B_OUT2))
		cpu_pause();
	hz = (cpu_tsc() - start) * CALIBRATE_HZ;
	if (!hz)
		run_error("the TSC stands still");
	if (no_pit || hz > FASTEST_HZ)
		hz = FASTEST_HZ;
	/* mul = 2^32 * 10^9 / hz must fit into 32 bits. */
	for (shift = 0; hz <= NSEC_PER_SEC; shift++)
		hz <<= 1;
	mul = (uint32_t)((NSEC_PER_SEC << 32) / hz);
}

void clock_init(void)
{
	tsc_at_boot = cpu_tsc();
	if (!from_kvmclock())
		from_pit();
}
