// SPDX-License-Identifier: GPL-2.0-only
/* From the entry in long mode to the suites, in order. */
#include <stdarg.h>

#include "../boot/bootinfo.h"
#include "console.h"
#include "hyper.h"
#include "io.h"
#include "memory.h"
#include "page.h"
#include "percpu.h"
#include "run.h"

/* isa-debug-exit of host/lab's QEMU, whose status is value << 1 | 1. */
#define EXIT_PORT 0xf4

extern uint32_t boot_magic, boot_info;
struct boot_information boot_information;

void kmain(void);

void machine_exit(int value)
{
	console_flush();
	if (!options.bare)
		outl(EXIT_PORT, (uint32_t)value);
	for (;;)
		__asm__ volatile("cli; hlt");
}

static unsigned long long ram_mib(void)
{
	uint64_t npages = 0;

	for (unsigned i = 0; i < nram; i++)
		npages += ram[i].end_gfn - ram[i].gfn;
	return npages >> 8;
}

/*
 * Of what the oracle asks the host for, what is not as on most machines: a word for programs, and
 * words for people.
 */
static void tell_in_force(void)
{
	static const struct {
		uint64_t feature;
		bool set;
		const char *name, *words;
	} told[] = {
		{ LEAFZAP_F_NX_HUGE, true, "nx_huge", "NX huge pages" },
		{ LEAFZAP_F_AD, false, "ad", "no accessed and dirty bits" },
		{ LEAFZAP_F_MMIO_CACHE, false, "mmio_cache", "no MMIO caching" },
		{ LEAFZAP_F_EAGER_SPLIT, false, "eager_split", "no eager page split" },
		{ LEAFZAP_F_1G, false, "1g", "no leaves of 1G" },
		{ LEAFZAP_F_2M, false, "2m", "no leaves of 2M" },
	};

	for (unsigned i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (!(host_info.features & told[i].feature) == !told[i].set)
			note("host: %s=%d: %s", told[i].name, told[i].set, told[i].words);
}

static void greet(const char *console, const char *screen)
{
	note("leafzap guest: %s, %s%s, %u vCPUs, %llu MiB RAM, arena [%#llx, %#llx), cpu=%s",
	     boot_information.protocol, console, screen, ncpus, ram_mib(),
	     (unsigned long long)arena_start, (unsigned long long)arena_end,
	     cpu_is_amd() ? "AMD" : "Intel");
	if (host_info.magic)
		note("host: %.64s, leafzap ABI %u, features %#llx", host_info.kernel, host_info.abi,
		     (unsigned long long)host_info.features);
	if (host_info.magic)
		tell_in_force();
	else
		note("host: no leafzap%s", kvm_cpuid_base() ? " (KVM)" : ", not KVM");
}

/* C's start on the boot CPU. */
void kmain(void)
{
	uint64_t limit;
	const char *console, *wrong, *screen = "";
	int parsed;

	percpu_init(0);
	/* Before the heap is used: loaders put it where the heap will be. */
	parsed = bootinfo_parse(&boot_information, boot_magic, (const void *)(uintptr_t)boot_info);
	clock_init();
	limit = memory_map();
	wrong = options_parse(boot_information.cmdline);
	if (screen_init(&boot_information, gfn_to_gpa(limit)))
		screen = ", screen";
	console = console_init(options.bare);
	console_write("KTAP version 1\n", sizeof("KTAP version 1\n") - 1);
	if (parsed)
		run_error("unknown loader: EAX was %#x at entry", boot_magic);
	if (boot_information.cmdline_cut)
		run_error("the command line is longer than %u bytes", BOOT_CMDLINE_BYTES - 1);
	if (wrong)
		run_error("the command line has an unknown or wrong option: %s", wrong);
	hyper_init();
	memory_init(&boot_information, limit);
	smp_start(boot_information.rsdp);
	/* All interrupts have handlers now.  Why a loop takes them: cpu_pause(). */
	cpu_pause_takes_interrupts = host_info.magic && !cpu_is_amd();
	options.vcpus = ncpus;
	greet(console, screen);
	note("ready %llu us after entry", (unsigned long long)clock_us());
	run_suites();
}
