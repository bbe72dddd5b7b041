// SPDX-License-Identifier: GPL-2.0-only
/* Sets up what a CPU needs before anything else: GS base, GDT entry, TSS, IDT. */
#include <string.h>

#include "../boot/boot.h"
#include "io.h"
#include "percpu.h"
#include "trap.h"

#define MSR_GS_BASE 0xc0000101
#define TSS_AVAILABLE 0x89

struct percpu percpu[MAX_CPUS];

extern uint64_t gdt[];

unsigned this_cpu(void)
{
	return this_percpu()->index;
}

static void load_tss(struct percpu *p)
{
	unsigned selector = SEL_TSS + 16 * p->index;
	uint64_t base = (uintptr_t)&p->tss, limit = sizeof(p->tss) - 1;

	p->tss.ist[0] = (uintptr_t)(p->ist_stack + sizeof(p->ist_stack));
	p->tss.io_map = sizeof(p->tss);
	gdt[selector / 8] = limit | (base & 0xffffff) << 16 | (uint64_t)TSS_AVAILABLE << 40 |
			    (base >> 24 & 0xff) << 56;
	gdt[selector / 8 + 1] = base >> 32;
	__asm__ volatile("ltr %w0" ::"r"(selector));
}

void percpu_init(unsigned index)
{
	struct percpu *p = &percpu[index];

	p->self = p;
	p->index = index;
	wrmsr(MSR_GS_BASE, (uintptr_t)p);
	_REENT_INIT_PTR(&p->reent);
	load_tss(p);
	trap_init();
}
