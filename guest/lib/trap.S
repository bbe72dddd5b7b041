/* SPDX-License-Identifier: GPL-2.0-only */
/* Entry points of all 256 vectors, and the way to CPL 3 and back. */
#include "../boot/boot.h"
#include "trap.h"

/* Vectors that push an error code: 8, 10-14, 17, 21, 29, 30. */
#define HAS_ERROR_CODE 0x60227d00

	.text
	.globl	trap_stubs
	.balign TRAP_STUB_BYTES
trap_stubs:
	.set	vector, 0
	.rept	NVECTORS
	.balign TRAP_STUB_BYTES
	.if	vector >= NEXCEPTIONS
	pushq	$0
	.elseif	!((HAS_ERROR_CODE >> vector) & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	trap_entry
	.set	vector, vector + 1
	.endr

	.globl	idle, idle_hlt
idle:
	sti
idle_hlt:
	hlt
	cli
	ret

trap_entry:
	cld
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rbx
	pushq	%rbp
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, %rdi
	movq	%rsp, %rbx
	andq	$-16, %rsp
	call	trap
	movq	%rbx, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rbp
	popq	%rbx
	popq	%rdx
	popq	%rcx
	popq	%rax
	addq	$16, %rsp
	iretq

/*
 * long user_call(long (*fn)(void *), void *arg, void *stack_end, void *rsp0):
 * to CPL 3 with IRETQ; back by INT VECTOR_USER_RETURN, whose handler is
 * user_return below.  *rsp0, in the TSS, is the stack that traps from CPL 3 use.
 */
	.globl	user_call, user_return
user_call:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, %gs:8
	movq	%rsp, %rax
	andq	$-16, %rax
	movq	%rax, (%rcx)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	pushq	$SEL_USER_DATA
	pushq	%rdx
	pushq	$2			/* RFLAGS: only the bit that is always 1 */
	pushq	$SEL_USER_CODE64
	pushq	$1f
	iretq
1:	call	*%rax
	int	$VECTOR_USER_RETURN

user_return:
	movq	%gs:8, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

	.section .note.GNU-stack, "", @progbits
