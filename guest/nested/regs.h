/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * General registers that VMRUN, VMLAUNCH and their exits hand through from one
 * side to the other, all but RAX and RSP.  Included by assembly as well.
 */
#ifndef LEAFZAP_NESTED_REGS_H
#define LEAFZAP_NESTED_REGS_H

/* RAX of the hypercall by which a nested guest says that it is done. */
#define NESTED_DONE 0x6c7a646e

#define REGS_RBX 0
#define REGS_RCX 8
#define REGS_RDX 16
#define REGS_RSI 24
#define REGS_RDI 32
#define REGS_RBP 40
#define REGS_R8 48
#define REGS_R9 56
#define REGS_R10 64
#define REGS_R11 72
#define REGS_R12 80
#define REGS_R13 88
#define REGS_R14 96
#define REGS_R15 104

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct nested_regs {
	uint64_t rbx, rcx, rdx, rsi, rdi, rbp;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
};

_Static_assert(offsetof(struct nested_regs, rbp) == REGS_RBP, "svm_enter.S agrees");
_Static_assert(offsetof(struct nested_regs, r15) == REGS_R15, "svm_enter.S agrees");
#endif

#endif
