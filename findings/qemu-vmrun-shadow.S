/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A boot sector. It enters one guest by VMRUN twice with a virtual interrupt waiting, and prints for each exit on
 * the first serial port: exit code, RIP from the start of the guest, interrupt shadow as the VMCB has it. The
 * VMCB's offsets are those of AMD's APM volume 2, appendix B.
 */
	.set	VMCB, 0x10000
	.set	HOST_SAVE, 0x11000
	.set	MSR_EFER, 0xc0000080
	.set	EFER_SVME, 1 << 12
	.set	MSR_VM_HSAVE_PA, 0xc0010117
	.set	VINTR, 1 << 4		/* intercepts, word 3 */
	.set	CPUID, 1 << 18
	.set	V_IRQ, 1 << 8 | 1 << 20	/* whatever the priority: V_IGN_TPR */

	.code16
	.globl	_start
_start:
	cli
	mov	$0xff, %al		/* no interrupt of the machine: the guest is only offered the virtual one */
	out	%al, $0x21
	out	%al, $0xa1
	xor	%ax, %ax
	mov	%ax, %ds
	lgdt	gdtr
	mov	%cr0, %eax
	or	$1, %al
	mov	%eax, %cr0
	ljmp	$8, $flat
	.code32
flat:
	mov	$16, %ax
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ax, %ss
	mov	$0x7c00, %esp
	mov	$0x3fb, %dx		/* eight bits a byte */
	mov	$3, %al
	out	%al, %dx

	cld
	mov	$VMCB, %edi
	mov	$0x2000 / 4, %ecx
	xor	%eax, %eax
	rep stosl
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_SVME, %eax
	wrmsr
	mov	%eax, VMCB + 0x4d0
	mov	$MSR_VM_HSAVE_PA, %ecx
	mov	$HOST_SAVE, %eax
	xor	%edx, %edx
	wrmsr
	movb	$1, VMCB + 0x10		/* VMRUN has to be intercepted */
	movb	$1, VMCB + 0x58		/* ASID */
	mov	$0x0c930010, %eax	/* selector and attributes of ES, SS and DS: all of memory, data */
	mov	%eax, VMCB + 0x400
	mov	%eax, VMCB + 0x420
	mov	%eax, VMCB + 0x430
	movl	$0x0c9b0008, VMCB + 0x410	/* CS: code */
	xor	%eax, %eax
	dec	%eax
	mov	%eax, VMCB + 0x404
	mov	%eax, VMCB + 0x414
	mov	%eax, VMCB + 0x424
	mov	%eax, VMCB + 0x434
	mov	%cr0, %eax
	mov	%eax, VMCB + 0x558
	movw	$0x400, VMCB + 0x560	/* DR7 and DR6 after reset */
	movl	$0xffff0ff0, VMCB + 0x568

	/* In one stay: STI's shadow, and then the interrupt. */
	call	start
	mov	$V_IRQ, %ecx
	mov	$VINTR, %ebx
	call	enter
	/* In two: an exit in the shadow, and in again, with nothing changed but the interrupt. */
	call	start
	xor	%ecx, %ecx
	mov	$CPUID, %ebx
	call	enter
	mov	$V_IRQ, %ecx
	mov	$VINTR, %ebx
	call	enter

drain:	/* The last byte has left the port: soft off, by the registers of QEMU's ACPI and of Bochs'. */
	mov	$0x3fd, %dx
	in	%dx, %al
	test	$0x40, %al
	jz	drain
	mov	$0x2000, %eax
	mov	$0x604, %dx
	out	%ax, %dx
	mov	$0xb004, %dx
	out	%ax, %dx
	hlt

guest:
	sti
	cpuid
	nop
	nop

start:	/* RFLAGS: interrupts off */
	movl	$2, VMCB + 0x570
	movl	$guest, VMCB + 0x578
	ret

enter:
	mov	%ecx, VMCB + 0x60
	mov	%ebx, VMCB + 0x0c
	mov	$VMCB, %eax
	vmrun	%eax
	mov	VMCB + 0x70, %eax
	aam	$16			/* the low byte into AH and AL, four bits each */
	push	%eax
	mov	%ah, %al
	call	put
	pop	%eax
	call	put
	mov	$' ' - '0', %al
	call	put
	mov	VMCB + 0x578, %eax
	sub	$guest, %eax
	call	put
	mov	$' ' - '0', %al
	call	put
	mov	VMCB + 0x68, %al
	call	put
	mov	$'\n' - '0', %al
put:
	add	$'0', %al
	mov	%al, %bl
full:
	mov	$0x3fd, %dx
	in	%dx, %al
	test	$0x20, %al
	jz	full
	mov	%bl, %al
	mov	$0x3f8, %dx
	out	%al, %dx
	ret

	.balign	8
gdt:
	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdtr:
	.word	gdtr - gdt - 1
	.long	gdt
	.org	510
	.word	0xaa55
	.section .note.GNU-stack, "", @progbits
