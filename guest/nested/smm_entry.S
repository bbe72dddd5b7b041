/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the entry to SMM (real mode, all segments 4 GiB, CS base SMBASE) to C in
 * long mode on the guest's own page tables, and out by RSM, which restores all
 * registers: none needs to be kept.
 */
#include "boot/boot.h"
#include "smm.h"

	/* Copied to SMM_ENTRY. */
	.section .rodata.smm, "a"
	.globl	smm_entry_start, smm_entry_end
	.code16
smm_entry_start:
	cli
	cld
	xorw	%ax, %ax
	movw	%ax, %ds
	addr32 lgdtl	SMM_CALL_GDTR
	addr32 movl	SMM_CALL_CR4, %eax
	movl	%eax, %cr4
	addr32 movl	SMM_CALL_CR3, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	movl	$EFER_LME, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$CR0_BOOT, %eax
	movl	%eax, %cr0
	ljmpl	$SEL_CODE64, $smm_long_mode
smm_entry_end:

	.text
	.code64
smm_long_mode:
	movl	$SEL_DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movq	SMM_CALL_STACK, %rsp
	lidt	SMM_CALL_IDTR
	movl	$0xc0000101, %ecx	/* GS base: this_cpu() */
	movl	SMM_CALL_GS_BASE, %eax
	movl	SMM_CALL_GS_BASE + 4, %edx
	wrmsr
	xorl	%ebp, %ebp
	call	smm_main
	rsm

	.section .note.GNU-stack, "", @progbits
