/* SPDX-License-Identifier: GPL-2.0-only */
/* Exceptions and interrupts. */
#ifndef LEAFZAP_TRAP_H
#define LEAFZAP_TRAP_H

#define VECTOR_NMI 2
#define VECTOR_DOUBLE_FAULT 8
#define VECTOR_PAGE_FAULT 14
#define VECTOR_MACHINE_CHECK 18
#define NEXCEPTIONS 32
/* How cpu_run_user() comes back to CPL 0. */
#define VECTOR_USER_RETURN 0x81
#define NVECTORS 256
#define TRAP_STUB_BYTES 16

#ifndef __ASSEMBLER__
#include <stdint.h>

/* As trap.S pushes it. */
struct trap_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss;
};

/*
 * Halts until an interrupt comes; interrupts are on only meanwhile.  STI takes effect after the
 * next instruction (Intel SDM volume 2, STI), so that none can come between it and the HLT, and be
 * slept over.  QEMU's VMRUN forgets this when it enters a guest there (docs/architecture.md, "What
 * the emulated CPU forgets"), so the handler of an interrupt that finds the HLT ahead steps over
 * it.
 */
void idle(void);
extern const char idle_hlt[];

/* Loads the IDT, which the first call fills. */
void trap_init(void);
#endif

#endif
