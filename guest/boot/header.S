/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The three ways in: Multiboot 1, Multiboot 2 and PVH headers in one ELF.
 *
 * Multiboot 1 gets the address fields (the "a.out kludge"), since QEMU refuses
 * a 64-bit ELF without them; they need one contiguous load segment, which
 * leafzap.ld makes.  Multiboot 2 loaders take the addresses from the ELF, and
 * PVH loaders the entry point from the ELF note.
 */
#include "boot.h"

#define MB1_PAGE_ALIGN 0x00000001
#define MB1_MEMORY_INFO 0x00000002
#define MB1_ADDRESSES 0x00010000
#define MB1_FLAGS (MB1_PAGE_ALIGN | MB1_MEMORY_INFO | MB1_ADDRESSES)
#define MB1_HEADER_MAGIC 0x1badb002

#define MB2_HEADER_MAGIC 0xe85250d6
#define MB2_ARCH_I386 0
#define MB2_TAG_END 0

#define XEN_ELFNOTE_PHYS32_ENTRY 18

	.section .header, "a"
	.balign 8
mb1_header:
	.long	MB1_HEADER_MAGIC
	.long	MB1_FLAGS
	.long	-(MB1_HEADER_MAGIC + MB1_FLAGS)
	.long	mb1_header
	.long	image_start
	.long	image_load_end
	.long	image_end
	.long	start_multiboot

	.balign 8
mb2_header:
	.long	MB2_HEADER_MAGIC
	.long	MB2_ARCH_I386
	.long	mb2_header_end - mb2_header
	.long	-(MB2_HEADER_MAGIC + MB2_ARCH_I386 + (mb2_header_end - mb2_header))
	.short	MB2_TAG_END, 0
	.long	8
mb2_header_end:

	.section .note.pvh, "a", @note
	.balign 4
	.long	2f - 1f			/* bytes of the name */
	.long	4f - 3f			/* bytes of the value */
	.long	XEN_ELFNOTE_PHYS32_ENTRY
1:	.asciz	"Xen"
2:	.balign 4
3:	.quad	start_pvh
4:	.balign 4

	.section .note.GNU-stack, "", @progbits
