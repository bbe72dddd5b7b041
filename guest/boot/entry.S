/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the loader's 32-bit protected mode to long mode, and the same for the
 * other CPUs from real mode (SIPI).  All end in C: kmain() and ap_main().
 */
#include "boot.h"

	.section .text.boot, "ax"
	.code32

	.globl	start_pvh, start_multiboot
start_pvh:
	movl	$PVH_BOOT_MAGIC, %eax
start_multiboot:
	cli
	cld
	movl	%eax, boot_magic
	movl	%ebx, boot_info
	movl	$boot_stack_end, %esp

	/* PML4[0] -> PDPT[0..3] -> 4 page directories of 2M pages. */
	movl	$page_pdpt + (PTE_PRESENT | PTE_WRITE | PTE_USER), page_pml4
	movl	$page_pd + (PTE_PRESENT | PTE_WRITE | PTE_USER), %eax
	xorl	%ecx, %ecx
1:	movl	%eax, page_pdpt(, %ecx, 8)
	addl	$4096, %eax
	incl	%ecx
	cmpl	$IDENTITY_2M_GIB, %ecx
	jb	1b
	movl	$(PTE_PRESENT | PTE_WRITE | PTE_USER | PTE_LARGE), %eax
	xorl	%ecx, %ecx
1:	movl	%eax, page_pd(, %ecx, 8)
	addl	$0x200000, %eax
	incl	%ecx
	cmpl	$(IDENTITY_2M_GIB * 512), %ecx
	jb	1b

	lgdt	gdt_pointer
	ljmp	$SEL_CODE32, $1f
1:	movl	$boot_start64, %edi
	/* Falls into it. */

/* Turns long mode on and goes on at EDI. */
enter_long_mode:
	movl	$SEL_DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	movl	$CR4_BOOT, %eax
	movl	%eax, %cr4
	movl	$page_pml4, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	movl	$EFER_LME, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$CR0_BOOT, %eax
	movl	%eax, %cr0
	ljmp	$SEL_CODE64, $1f
	.code64
1:	movl	%edi, %edi
	jmp	*%rdi

boot_start64:
	movl	$boot_stack_end, %esp
	xorl	%ebp, %ebp
	fninit
	call	kmain
1:	hlt
	jmp	1b

ap_start64:
	movq	ap_stack_end, %rsp
	xorl	%ebp, %ebp
	fninit
	movl	ap_index, %edi
	call	ap_main
1:	hlt
	jmp	1b

	.code32
ap_start32:
	movl	$ap_start64, %edi
	jmp	enter_long_mode

/* Copied to TRAMPOLINE, where a SIPI starts a CPU with CS = TRAMPOLINE >> 4. */
	.section .rodata.trampoline, "a"
	.globl	trampoline_start, trampoline_end
	.code16
trampoline_start:
	cli
	cld
	xorw	%ax, %ax
	movw	%ax, %ds
	lgdtl	TRAMPOLINE + (trampoline_gdt - trampoline_start)
	movl	%cr0, %eax
	orl	$CR0_PE, %eax
	movl	%eax, %cr0
	ljmpl	$SEL_CODE32, $ap_start32
	.balign 4
trampoline_gdt:
	.word	gdt_end - gdt - 1
	.long	gdt
trampoline_end:

	.section .data
	.balign 16
	.globl	gdt, gdt_end
gdt:
	.quad	0
	.quad	0x00cf9b000000ffff	/* SEL_CODE32 */
	.quad	0x00cf93000000ffff	/* SEL_DATA */
	.quad	0x00af9b000000ffff	/* SEL_CODE64 */
	.quad	0x00cff3000000ffff	/* SEL_USER_DATA */
	.quad	0x00affb000000ffff	/* SEL_USER_CODE64 */
	.fill	8 * 2, 8, 0		/* SEL_TSS, MAX_CPUS of them */
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	gdt

	.section .bss
	.balign 4096
	.globl	page_pml4, page_pdpt, page_pd
page_pml4:
	.skip	4096
page_pdpt:
	.skip	4096
page_pd:
	.skip	4096 * IDENTITY_2M_GIB
	.globl	boot_stack_end
boot_stack:
	.skip	32768
boot_stack_end:
	.globl	boot_magic, boot_info
boot_magic:
	.skip	4
boot_info:
	.skip	4

	.section .note.GNU-stack, "", @progbits
