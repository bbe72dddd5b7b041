/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers that the nested code needs: APM volume 2, appendix A; SDM volume 3, 2.5. */
#ifndef LEAFZAP_NESTED_MSR_H
#define LEAFZAP_NESTED_MSR_H

#include <stdint.h>

#define MSR_PAT 0x277
#define MSR_EFER 0xc0000080
#define EFER_NXE (1ull << 11)
#define EFER_SVME (1ull << 12)
#define MSR_GS_BASE 0xc0000101
#define MSR_VM_CR 0xc0010114
#define VM_CR_SVMDIS (1ull << 4)
#define MSR_VM_HSAVE_PA 0xc0010117

#define CR4_VMXE (1ull << 13)

/* GDTR or IDTR as SGDT and SIDT store it. */
struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

#define read_control_register(name, value) __asm__ volatile("mov %%" name ", %0" : "=r"(value))

#endif
