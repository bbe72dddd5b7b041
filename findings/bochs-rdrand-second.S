/* SPDX-License-Identifier: GPL-2.0-only */
/* A boot sector: four numbers of RDRAND on the first serial port, one a line, and the power goes off. */
	.code16
	.globl	_start
_start:
	ljmp	$0, $start
start:
	xor	%ax, %ax
	mov	%ax, %ds
	mov	%ax, %ss
	mov	$0x7c00, %sp
	mov	$0x3fb, %dx		/* eight bits a byte */
	mov	$3, %al
	out	%al, %dx
	mov	$4, %si
number:
	rdrand	%eax
	jnc	number
	mov	$8, %di
digit:
	rol	$4, %eax
	push	%eax
	and	$15, %al
	cmp	$10, %al
	sbb	$0x69, %al	/* 0-15 to '0'-'9', 'A'-'F' */
	das
	call	put
	pop	%eax
	dec	%di
	jnz	digit
	mov	$'\n', %al
	call	put
	dec	%si
	jnz	number
	/* The last byte has left the port: QEMU's and Bochs' registers of ACPI, sleep type of "soft off". */
drain:
	mov	$0x3fd, %dx
	in	%dx, %al
	test	$0x40, %al
	jz	drain
	mov	$0x2000, %ax
	mov	$0x604, %dx
	out	%ax, %dx
	mov	$0xb004, %dx
	out	%ax, %dx
	cli
	hlt

put:
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
	.section .note.GNU-stack, "", @progbits
