/* SPDX-License-Identifier: GPL-2.0-only */
/* One stay in a nested guest under VMX, and the nested guest's own first and last lines. */
#include "regs.h"
#include "vmx.h"

	.text

/*
 * bool vmx_enter(struct nested_regs *regs, uint64_t *rax, bool launched)
 *
 * Returns false if the nested guest was not entered.  A VM exit loads RSP and RIP,
 * and RFLAGS with 2; all other registers are the caller's to keep.
 */
	.globl	vmx_enter
vmx_enter:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rsi
	push	%rdi
	mov	$VMCS_HOST_RSP, %eax
	vmwrite	%rsp, %rax
	test	%edx, %edx		/* kept up to the jump: MOV leaves flags alone */
	mov	(%rsi), %rax
	mov	REGS_RBX(%rdi), %rbx
	mov	REGS_RCX(%rdi), %rcx
	mov	REGS_RDX(%rdi), %rdx
	mov	REGS_RSI(%rdi), %rsi
	mov	REGS_RBP(%rdi), %rbp
	mov	REGS_R8(%rdi), %r8
	mov	REGS_R9(%rdi), %r9
	mov	REGS_R10(%rdi), %r10
	mov	REGS_R11(%rdi), %r11
	mov	REGS_R12(%rdi), %r12
	mov	REGS_R13(%rdi), %r13
	mov	REGS_R14(%rdi), %r14
	mov	REGS_R15(%rdi), %r15
	mov	REGS_RDI(%rdi), %rdi
	jnz	1f
	vmlaunch
	jmp	2f
1:	vmresume
2:	add	$16, %rsp
	xor	%eax, %eax
	jmp	3f

/* VMCS_HOST_RIP */
	.globl	vmx_exit
vmx_exit:
	xchg	%rdi, (%rsp)
	mov	%rbx, REGS_RBX(%rdi)
	mov	%rcx, REGS_RCX(%rdi)
	mov	%rdx, REGS_RDX(%rdi)
	mov	%rsi, REGS_RSI(%rdi)
	mov	%rbp, REGS_RBP(%rdi)
	mov	%r8, REGS_R8(%rdi)
	mov	%r9, REGS_R9(%rdi)
	mov	%r10, REGS_R10(%rdi)
	mov	%r11, REGS_R11(%rdi)
	mov	%r12, REGS_R12(%rdi)
	mov	%r13, REGS_R13(%rdi)
	mov	%r14, REGS_R14(%rdi)
	mov	%r15, REGS_R15(%rdi)
	pop	%rcx
	mov	%rcx, REGS_RDI(%rdi)
	pop	%rsi
	mov	%rax, (%rsi)
	mov	$1, %eax
3:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

/* Where the nested guest starts: RBX is the function, RDI its argument. */
	.globl	vmx_nested_start
vmx_nested_start:
	call	*%rbx
	mov	$NESTED_DONE, %eax
	vmcall
	ud2

	.section .note.GNU-stack, "", @progbits
