/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A boot sector and one more. A guest under VMX counts down and then says so with VMCALL, while the timer ticks and the
 * host asks to be told of external interrupts. For each exit the first serial port gets its reason and RIP from the
 * guest's start: entered with RFLAGS.IF on, which the guest switches off itself; entered with it off; entered with it
 * on. Fields of the VMCS: Intel's SDM, volume 3, appendix "Field Encoding in VMCS".
 */
	.set	VMXON, 0x10000
	.set	VMCS, 0x11000
	.set	TABLES, 0x12000
	.set	COUNT, 20000000		/* a few ticks of the PIT: it is left as the firmware has it */
	.set	CR4_PSE, 1 << 4
	.set	CR4_VMXE, 1 << 13
	.set	RFLAGS_OFF, 0x002
	.set	RFLAGS_ON, 0x202

	.code16
	.globl	_start
_start:
	xor	%ax, %ax
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ax, %ss
	mov	$0x7c00, %sp
	mov	$0x0201, %ax		/* the sector after this one */
	mov	$0x7e00, %bx
	mov	$2, %cx
	xor	%dh, %dh
	int	$0x13
	cli
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
	mov	$VMXON, %edi
	mov	$0x3000 / 4, %ecx
	xor	%eax, %eax
	rep stosl
	movb	$0x83, TABLES		/* one page of 4 MiB, present, writable */
	mov	$TABLES, %eax
	mov	%eax, %cr3
	mov	$CR4_PSE | CR4_VMXE, %eax
	mov	%eax, %cr4
	mov	%cr0, %eax
	or	$0x80000020, %eax	/* PG, NE */
	mov	%eax, %cr0
	mov	$0x3a, %ecx		/* IA32_FEATURE_CONTROL: VMX, and locked, if the firmware has not done so */
	rdmsr
	test	$1, %al
	jnz	locked
	or	$5, %al
	wrmsr
locked:
	mov	$0x480, %ecx		/* IA32_VMX_BASIC: the revision */
	rdmsr
	mov	%eax, VMXON
	mov	%eax, VMCS
	vmxon	vmxon
	vmclear	vmcs
	vmptrld	vmcs

	/* Controls: what has to be on (the MSRs' lower halves), and external-interrupt exiting. */
	mov	$controls, %esi
	mov	$0x481, %ecx
control:
	rdmsr
	movzwl	(%esi), %edx
	cmp	$0x481, %ecx
	jne	1f
	or	$1, %al
1:	vmwrite	%eax, %edx
	inc	%esi
	inc	%esi
	inc	%ecx
	cmp	$0x485, %ecx
	jne	control
	/* CR0 and CR4 of both sides are the present ones; what is not written is nought. */
	mov	%cr0, %eax
	mov	$0x6800, %edx
	vmwrite	%eax, %edx
	mov	$0x6c00, %edx
	vmwrite	%eax, %edx
	mov	%cr4, %eax
	mov	$0x6804, %edx
	vmwrite	%eax, %edx
	mov	$0x6c04, %edx
	vmwrite	%eax, %edx
field:
	xor	%eax, %eax
	lodsw
	mov	%eax, %edx
	lodsl
	vmwrite	%eax, %edx
	cmp	$fields_end, %esi
	jne	field

	mov	$RFLAGS_ON, %ebx
	mov	$guest, %eax
	call	enter
	mov	$RFLAGS_OFF, %ebx
	mov	$guest_count, %eax
	call	enter
	mov	$RFLAGS_ON, %ebx
	mov	$guest_count, %eax
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
	cli
guest_count:
	loop	guest_count
	vmcall

enter:
	mov	$0x681e, %edx
	vmwrite	%eax, %edx
	mov	$0x6820, %edx
	vmwrite	%ebx, %edx
	mov	$0x6c14, %edx
	vmwrite	%esp, %edx
	mov	$COUNT, %ecx
	testb	$1, launched
	jnz	again
	incb	launched
	vmlaunch
again:
	vmresume
	mov	$0xee, %al		/* neither was done */
	jmp	print
exit:
	mov	$0x4402, %edx
	vmread	%edx, %eax
print:
	aam	$16
	push	%eax
	mov	%ah, %al
	call	put
	pop	%eax
	call	put
	mov	$' ' - '0', %al
	call	put
	mov	$0x681e, %edx
	vmread	%edx, %eax
	sub	$guest, %eax
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

	.org	510
	.word	0xaa55
gdt:
	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00008b0000000067
gdtr:
	.word	gdtr - gdt - 1
	.long	gdt
vmxon:	.quad	VMXON
vmcs:	.quad	VMCS
launched:
	.byte	0
controls:
	.word	0x4000, 0x4002, 0x400c, 0x4012

	.macro	field encoding, value
	.word	\encoding
	.long	\value
	.endm
	field	0x2800, 0xffffffff
	field	0x2801, 0xffffffff
	field	0x0802, 8
	field	0x080e, 0x18
	field	0x4802, 0xffffffff
	field	0x480e, 0x67
	field	0x4814, 0x10000
	field	0x4816, 0xc09b
	field	0x4818, 0x10000
	field	0x481a, 0x10000
	field	0x481c, 0x10000
	field	0x481e, 0x10000
	field	0x4820, 0x10000
	field	0x4822, 0x8b
	field	0x6802, TABLES
	field	0x681a, 0x400
	field	0x0c00, 16
	field	0x0c02, 8
	field	0x0c04, 16
	field	0x0c06, 16
	field	0x0c0c, 0x18
	field	0x6c02, TABLES
	field	0x6c0c, gdt
	field	0x6c16, exit
fields_end:

	.section .note.GNU-stack, "", @progbits
