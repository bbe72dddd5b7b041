// SPDX-License-Identifier: GPL-2.0-only
/* Each piece that other suites stand on, tried by itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/bootinfo.h"
#include "cpu.h"
#include "io.h"
#include "lib/run.h"
#include "memory.h"
#include "page.h"
#include "test.h"

/* RAM below 64 MiB is the guest's own (memory.h): not written. */
#define OWN_GFNS (64ull << 8)
/* leafzap.ld */
#define LOAD_GFN 0x100
#define SAMPLES 64
#define MAX_SAMPLES (SAMPLES * 32)
#define WAIT_SECONDS 60

static void boot_information_holds_together(void)
{
	const struct boot_information *boot = &boot_information;

	check(boot->nregions >= 1, "%s: expected a memory map, got no region", boot->protocol);
	check(nram >= 1, "expected RAM in %u regions, got none", boot->nregions);
	for (unsigned i = 0; i < nram; i++) {
		check(ram[i].gfn < ram[i].end_gfn, "RAM %u: [%#lx, %#lx) is empty", i, ram[i].gfn,
		      ram[i].end_gfn);
		/* check() evaluates what it would print. */
		if (i)
			check(ram[i - 1].end_gfn < ram[i].gfn,
			      "RAM %u begins at %#lx, not above the end %#lx of the one before", i,
			      ram[i].gfn, ram[i - 1].end_gfn);
	}
	check(is_ram(LOAD_GFN, heap_end_gfn - LOAD_GFN),
	      "expected RAM from 1 MiB to gfn %#lx, the guest's own", heap_end_gfn);
	check(!(arena_start % level_pages(LEVEL_2M)) && !(arena_end % level_pages(LEVEL_2M)),
	      "arena [%#lx, %#lx) is not a multiple of 2M", arena_start, arena_end);
	check(arena_start == arena_end || is_ram(arena_start, arena_end - arena_start),
	      "arena [%#lx, %#lx) is not all RAM", arena_start, arena_end);
}

/* A sparse set of pages over all RAM: the ends of each piece, and between. */
static unsigned sample_pages(uint64_t *gfns)
{
	unsigned n = 0;

	for (unsigned i = 0; i < nram; i++) {
		uint64_t start = ram[i].gfn < OWN_GFNS ? OWN_GFNS : ram[i].gfn;
		uint64_t end = ram[i].end_gfn;

		if (start >= end)
			continue;
		gfns[n++] = start;
		if (end - start > 1)
			gfns[n++] = end - 1;
		for (unsigned s = 0; s < SAMPLES - 2 && end - start > SAMPLES; s++)
			gfns[n++] = start + 1 + (end - start - 2) / SAMPLES * s +
				    random_below((end - start - 2) / SAMPLES);
	}
	return n;
}

static uint64_t stamp_of(uint64_t gfn)
{
	return gfn * 0x9e3779b97f4a7c15 ^ option(seed);
}

static void every_piece_of_ram_keeps_what_is_written(void)
{
	uint64_t *gfns = malloc(MAX_SAMPLES * sizeof(*gfns));
	unsigned n, bad = 0;

	if (!gfns)
		error_case("no memory for %u samples", MAX_SAMPLES);
	n = sample_pages(gfns);
	for (unsigned i = 0; i < n; i++)
		*page_word(gfns[i]) = stamp_of(gfns[i]);
	for (unsigned i = 0; i < n; i++) {
		uint64_t got = *page_word(gfns[i]);

		if (!check(got == stamp_of(gfns[i]), "gfn %#lx: wrote %#lx, read %#lx", gfns[i],
			   stamp_of(gfns[i]), got))
			bad++;
	}
	for (unsigned i = 0; i < n; i++)
		*page_word(gfns[i]) = 0;
	free(gfns);
	check(n, "expected RAM above the guest's own 64 MiB, found none");
	if (!bad)
		note("%u pages written and read", n);
}

static void all_vcpus_started(void)
{
	check(ncpus >= 1 && ncpus <= MAX_CPUS, "expected 1 to %u vCPUs, got %u", MAX_CPUS, ncpus);
	if (vcpus_told && ncpus != vcpus_told)
		error_case("the command line says %u vCPUs, the firmware listed and started %u",
			   vcpus_told, ncpus);
}

struct visit {
	unsigned cpu;
	uint64_t sum;
};

static void visit_cpu(void *arg)
{
	struct visit *v = arg;
	char text[32];
	void *p = malloc(100 + this_cpu());

	v->cpu = this_cpu();
	snprintf(text, sizeof(text), "%u %.1f", this_cpu(), this_cpu() / 2.0);
	v->sum = strlen(text) + (p ? 1 : 0);
	free(p);
	errno = (int)this_cpu();
}

static void each_vcpu_runs_c_with_its_own_identity(void)
{
	struct visit visits[MAX_CPUS] = { 0 };

	errno = 0;
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		cpu_run(cpu, visit_cpu, &visits[cpu]);
	for (unsigned cpu = 1; cpu < ncpus; cpu++)
		if (check(cpu_wait(cpu, WAIT_SECONDS), "CPU %u did not finish in %u s", cpu,
			  WAIT_SECONDS))
			check(visits[cpu].cpu == cpu && visits[cpu].sum == 6,
			      "CPU %u: expected index %u and sum 6, got %u and %lu", cpu, cpu,
			      visits[cpu].cpu, visits[cpu].sum);
	check(errno == 0, "errno of CPU 0 is %d: another CPU wrote it", errno);
}

static volatile unsigned ping;

static void pong(void *arg)
{
	unsigned rounds = *(unsigned *)arg;

	for (unsigned i = 0; i < rounds; i++) {
		while (ping != 2 * i + 1)
			cpu_pause();
		ping = 2 * i + 2;
	}
}

static void vcpus_see_each_others_stores(void)
{
	unsigned rounds = 10;

	if (ncpus < 2)
		skip_case("one vCPU only");
	for (unsigned cpu = 1; cpu < ncpus; cpu++) {
		uint64_t start = clock_us();

		ping = 0;
		cpu_run(cpu, pong, &rounds);
		for (unsigned i = 0; i < rounds; i++) {
			ping = 2 * i + 1;
			while (ping != 2 * i + 2) {
				if (clock_us() - start > WAIT_SECONDS * 1000000ull)
					error_case("CPU %u does not answer a store", cpu);
				cpu_pause();
			}
		}
		check(cpu_wait(cpu, WAIT_SECONDS), "CPU %u did not finish", cpu);
	}
}

static void raise_ud(void *arg)
{
	(void)arg;
	__asm__ volatile("ud2");
}

static void raise_bp(void *arg)
{
	(void)arg;
	__asm__ volatile("int3");
}

static void raise_de(void *arg)
{
	__asm__ volatile("xorl %%edx, %%edx; movl $1, %%eax; divl %0" ::"r"(*(uint32_t *)arg)
			 : "eax", "edx");
}

static void raise_pf(void *arg)
{
	(void)arg;
	/* Above the identity map's 512 GiB. */
	*(volatile uint64_t *)(600ull << 30) = 1;
}

static void raise_gp(void *arg)
{
	(void)arg;
	/* Not a canonical address. */
	*(volatile uint64_t *)0x8000000000000000ull = 1;
}

static void raise_none(void *arg)
{
	(void)arg;
}

static void exceptions_arrive_with_their_vector(void)
{
	static uint32_t zero;
	static const struct {
		const char *name;
		void (*fn)(void *arg);
		int vector;
	} tries[] = {
		{ "nothing", raise_none, -1 },
		{ "UD2", raise_ud, 6 },
		{ "INT3", raise_bp, 3 },
		{ "a division by 0", raise_de, 0 },
		{ "a page fault", raise_pf, 14 },
		{ "a non-canonical address", raise_gp, 13 },
		{ "nothing again", raise_none, -1 },
	};

	for (unsigned i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		int got = cpu_try(tries[i].fn, &zero);

		check(got == tries[i].vector, "%s: expected vector %d, got %d", tries[i].name,
		      tries[i].vector, got);
	}
}

static long user_code(void *arg)
{
	uint16_t cs;

	__asm__ volatile("movw %%cs, %0" : "=r"(cs));
	*(unsigned *)arg = this_cpu();
	return cs & 3;
}

static long user_privileged(void *arg)
{
	(void)arg;
	__asm__ volatile("hlt");
	return 0;
}

static void run_user_privileged(void *arg)
{
	cpu_run_user(user_privileged, arg);
}

static void cpl3_is_cpl3(void)
{
	unsigned where = MAX_CPUS;
	long cpl = cpu_run_user(user_code, &where);
	int vector;

	check(cpl == 3, "cpu_run_user: expected CPL 3, got %ld", cpl);
	check(where == 0, "CPL 3 code saw CPU %u instead of 0", where);
	vector = cpu_try(run_user_privileged, NULL);
	check(vector == 13, "HLT at CPL 3: expected #GP (13), got %d", vector);
	cpl = cpu_run_user(user_code, &where);
	check(cpl == 3, "after a #GP at CPL 3: expected CPL 3 again, got %ld", cpl);
}

static void the_clock_runs(void)
{
	uint64_t us = clock_us(), tsc = cpu_tsc(), now = us, steps = 0;

	while (now == us && steps++ < 100000000)
		now = clock_us();
	check(now > us, "clock_us() stood at %lu us for %lu reads", us, steps);
	check(cpu_tsc() > tsc, "the TSC did not go forward from %lu", tsc);
}

static void libc_works(void)
{
	char text[64], *heap = calloc(1000, 100);
	int clean = 1;

	snprintf(text, sizeof(text), "%d %s %#llx %5.2f %-4c|", -7, "s", 0x123456789abcull, 3.14159,
		 'c');
	check(!strcmp(text, "-7 s 0x123456789abc  3.14 c   |"), "printf gave \"%s\"", text);
	if (!check(heap, "calloc of 100,000 bytes failed"))
		return;
	for (unsigned i = 0; i < 100000; i++)
		clean &= !heap[i];
	check(clean, "calloc gave memory that is not zero");
	free(heap);
	check(strtol("-0x7f", NULL, 0) == -127, "strtol: expected -127, got %ld",
	      strtol("-0x7f", NULL, 0));
}

static const struct {
	const char *title;
	void (*run)(void);
} cases[] = {
	{ "boot_information_holds_together", boot_information_holds_together },
	{ "every_piece_of_ram_keeps_what_is_written", every_piece_of_ram_keeps_what_is_written },
	{ "all_vcpus_started", all_vcpus_started },
	{ "each_vcpu_runs_c_with_its_own_identity", each_vcpu_runs_c_with_its_own_identity },
	{ "vcpus_see_each_others_stores", vcpus_see_each_others_stores },
	{ "exceptions_arrive_with_their_vector", exceptions_arrive_with_their_vector },
	{ "cpl3_is_cpl3", cpl3_is_cpl3 },
	{ "the_clock_runs", the_clock_runs },
	{ "libc_works", libc_works },
};

static unsigned boot_start(void)
{
	return sizeof(cases) / sizeof(cases[0]);
}

static void boot_title(unsigned n, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s", cases[n].title);
}

static void boot_run(unsigned n)
{
	cases[n].run();
}

const struct cases boot_cases = {
	.start = boot_start,
	.title = boot_title,
	.run = boot_run,
};
