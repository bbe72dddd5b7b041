/* SPDX-License-Identifier: GPL-2.0-only */
/* One stay in a nested guest under SVM, and the nested guest's own first and last lines. */
#include "regs.h"

	.text

/*
 * void svm_enter(struct vmcb *vmcb, struct nested_regs *regs)
 *
 * VMRUN keeps RAX and RSP of both sides; all others are the caller's to keep.
 * #VMEXIT clears GIF, so nothing can interrupt before STGI.
 */
	.globl	svm_enter
svm_enter:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rsi
	mov	%rdi, %rax
	mov	REGS_RBX(%rsi), %rbx
	mov	REGS_RCX(%rsi), %rcx
	mov	REGS_RDX(%rsi), %rdx
	mov	REGS_RDI(%rsi), %rdi
	mov	REGS_RBP(%rsi), %rbp
	mov	REGS_R8(%rsi), %r8
	mov	REGS_R9(%rsi), %r9
	mov	REGS_R10(%rsi), %r10
	mov	REGS_R11(%rsi), %r11
	mov	REGS_R12(%rsi), %r12
	mov	REGS_R13(%rsi), %r13
	mov	REGS_R14(%rsi), %r14
	mov	REGS_R15(%rsi), %r15
	mov	REGS_RSI(%rsi), %rsi
	vmrun
	xchg	%rsi, (%rsp)
	mov	%rbx, REGS_RBX(%rsi)
	mov	%rcx, REGS_RCX(%rsi)
	mov	%rdx, REGS_RDX(%rsi)
	mov	%rdi, REGS_RDI(%rsi)
	mov	%rbp, REGS_RBP(%rsi)
	mov	%r8, REGS_R8(%rsi)
	mov	%r9, REGS_R9(%rsi)
	mov	%r10, REGS_R10(%rsi)
	mov	%r11, REGS_R11(%rsi)
	mov	%r12, REGS_R12(%rsi)
	mov	%r13, REGS_R13(%rsi)
	mov	%r14, REGS_R14(%rsi)
	mov	%r15, REGS_R15(%rsi)
	pop	%rax
	mov	%rax, REGS_RSI(%rsi)
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	cld
	stgi
	ret

/* Where the nested guest starts: RBX is the function, RDI its argument. */
	.globl	svm_nested_start
svm_nested_start:
	call	*%rbx
	mov	$NESTED_DONE, %eax
	vmmcall
	ud2

	.section .note.GNU-stack, "", @progbits
