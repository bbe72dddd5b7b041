/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual machine control block of AMD's SVM, as far as it is used here:
 * APM volume 2, appendix B.
 */
#ifndef LEAFZAP_SVM_H
#define LEAFZAP_SVM_H

#include <stddef.h>
#include <stdint.h>

/* Intercepts, word 4 (offset 0x010). */
#define SVM_INTERCEPT_VMRUN (1u << 0) /* KVM and the CPU refuse a VMCB without it */
#define SVM_INTERCEPT_VMMCALL (1u << 1)
/* Intercepts, word 3 (offset 0x00c). */
#define SVM_INTERCEPT_SHUTDOWN (1u << 31)
/* All exceptions; vector 2 has no bit of its own (15.12.3). */
#define SVM_INTERCEPT_EXCEPTIONS (~(1u << 2))

#define SVM_EXIT_EXCEPTION 0x40
#define SVM_EXIT_EXCEPTION_LAST 0x5f
#define SVM_EXIT_SHUTDOWN 0x7f
#define SVM_EXIT_VMMCALL 0x81
#define SVM_EXIT_NPF 0x400
#define SVM_EXIT_INVALID (~0ull)

#define VMMCALL_BYTES 3

#define SVM_NESTED_PAGING (1ull << 0)
#define SVM_FLUSH_ALL 1 /* TLB_CONTROL: all of the TLB at VMRUN */

struct vmcb_segment {
	uint16_t selector;
	uint16_t attributes; /* descriptor bits 40-47 and 52-55 */
	uint32_t limit;
	uint64_t base;
};

#define SEGMENT_CODE64 0x0a9b /* present, code, readable, accessed; L, G */
#define SEGMENT_DATA 0x0c93   /* present, data, writable, accessed; B, G */

struct vmcb {
	uint32_t intercept_cr, intercept_dr, intercept_exceptions;
	uint32_t intercept3, intercept4, intercept5;
	uint8_t pad0[0x058 - 0x018];
	uint32_t asid;
	uint32_t tlb_control;
	uint8_t pad1[0x070 - 0x060];
	uint64_t exit_code, exit_info1, exit_info2;
	uint8_t pad2[0x090 - 0x088];
	uint64_t nested_control;
	uint8_t pad10[0x0b0 - 0x098];
	uint64_t nested_cr3;
	uint8_t pad11[0x400 - 0x0b8];
	struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	uint8_t pad3[0x4cb - 0x4a0];
	uint8_t cpl;
	uint32_t pad4;
	uint64_t efer;
	uint8_t pad5[0x548 - 0x4d8];
	uint64_t cr4, cr3, cr0, dr7, dr6, rflags, rip;
	uint8_t pad6[0x5d8 - 0x580];
	uint64_t rsp;
	uint8_t pad7[0x5f8 - 0x5e0];
	uint64_t rax;
	uint8_t pad8[0x668 - 0x600];
	uint64_t g_pat;
	uint8_t pad9[4096 - 0x670];
};

_Static_assert(offsetof(struct vmcb, asid) == 0x058, "APM 2, table B-1");
_Static_assert(offsetof(struct vmcb, exit_code) == 0x070, "APM 2, table B-1");
_Static_assert(offsetof(struct vmcb, nested_control) == 0x090, "APM 2, table B-1");
_Static_assert(offsetof(struct vmcb, nested_cr3) == 0x0b0, "APM 2, table B-1");
_Static_assert(offsetof(struct vmcb, es) == 0x400, "APM 2, table B-2");
_Static_assert(offsetof(struct vmcb, cpl) == 0x4cb, "APM 2, table B-2");
_Static_assert(offsetof(struct vmcb, efer) == 0x4d0, "APM 2, table B-2");
_Static_assert(offsetof(struct vmcb, cr4) == 0x548, "APM 2, table B-2");
_Static_assert(offsetof(struct vmcb, rip) == 0x578, "APM 2, table B-2");
_Static_assert(offsetof(struct vmcb, rsp) == 0x5d8, "APM 2, table B-2");
_Static_assert(offsetof(struct vmcb, rax) == 0x5f8, "APM 2, table B-2");
_Static_assert(offsetof(struct vmcb, g_pat) == 0x668, "APM 2, table B-2");
_Static_assert(sizeof(struct vmcb) == 4096, "one page");

#endif
