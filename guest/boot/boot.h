/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Constants that assembly and C share: selectors, control registers, the
 * magic numbers by which loaders say who they are.
 */
#ifndef LEAFZAP_BOOT_H
#define LEAFZAP_BOOT_H

/* EAX at entry.  PVH has none; start_pvh puts the magic of its structure there. */
#define MB1_BOOT_MAGIC 0x2badb002
#define MB2_BOOT_MAGIC 0x36d76289
#define PVH_BOOT_MAGIC 0x336ec578

/* The GDT. */
#define SEL_CODE32 0x08
#define SEL_DATA 0x10
#define SEL_CODE64 0x18
#define SEL_USER_DATA 0x23
#define SEL_USER_CODE64 0x2b
#define SEL_TSS 0x30 /* of CPU 0; 16 bytes for each CPU */

/* Where a CPU that gets a SIPI starts, in real mode: SIPI vector TRAMPOLINE >> 12. */
#define TRAMPOLINE 0x8000

#define CR0_PE 0x00000001
#define CR0_MP 0x00000002
#define CR0_ET 0x00000010
#define CR0_NE 0x00000020
#define CR0_WP 0x00010000
#define CR0_PG 0x80000000
#define CR0_BOOT (CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE)

#define CR4_PAE 0x00000020
#define CR4_OSFXSR 0x00000200
#define CR4_OSXMMEXCPT 0x00000400
#define CR4_BOOT (CR4_OSXMMEXCPT | CR4_OSFXSR | CR4_PAE)

#define MSR_EFER 0xc0000080
#define EFER_LME 0x00000100

#define PTE_PRESENT 0x01
#define PTE_WRITE 0x02
#define PTE_USER 0x04
#define PTE_LARGE 0x80

/* The identity map: 2M pages up to here, 1G pages above if the CPU has them. */
#define IDENTITY_2M_GIB 4

#endif
