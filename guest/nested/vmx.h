/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Intel's VMX, as far as it is used here.  Fields of the VMCS: SDM volume 3,
 * appendix B; capability MSRs: appendix A; exit reasons: appendix C.
 */
#ifndef LEAFZAP_VMX_H
#define LEAFZAP_VMX_H

/* 16-bit fields. */
#define VMCS_GUEST_ES 0x0800
#define VMCS_GUEST_CS 0x0802
#define VMCS_GUEST_SS 0x0804
#define VMCS_GUEST_DS 0x0806
#define VMCS_GUEST_FS 0x0808
#define VMCS_GUEST_GS 0x080a
#define VMCS_GUEST_LDTR 0x080c
#define VMCS_GUEST_TR 0x080e
#define VMCS_HOST_ES 0x0c00
#define VMCS_HOST_CS 0x0c02
#define VMCS_HOST_SS 0x0c04
#define VMCS_HOST_DS 0x0c06
#define VMCS_HOST_TR 0x0c0c
/* From one of a guest's segments to its base, limit and access rights. */
#define VMCS_SEGMENT_BASE (0x6806 - VMCS_GUEST_ES)
#define VMCS_SEGMENT_LIMIT (0x4800 - VMCS_GUEST_ES)
#define VMCS_SEGMENT_RIGHTS (0x4814 - VMCS_GUEST_ES)

/* 64-bit fields. */
#define VMCS_MSR_BITMAPS 0x2004
#define VMCS_LINK_POINTER 0x2800

/* 32-bit fields. */
#define VMCS_PIN_CONTROLS 0x4000
#define VMCS_PROCESSOR_CONTROLS 0x4002
#define VMCS_EXCEPTION_BITMAP 0x4004
#define VMCS_EXIT_CONTROLS 0x400c
#define VMCS_ENTRY_CONTROLS 0x4012
#define VMCS_INSTRUCTION_ERROR 0x4400
#define VMCS_EXIT_REASON 0x4402
#define VMCS_EXIT_INTERRUPTION 0x4404
#define VMCS_EXIT_INTERRUPTION_ERROR 0x4406
#define VMCS_EXIT_INSTRUCTION_LENGTH 0x440c
#define VMCS_GUEST_GDTR_LIMIT 0x4810
#define VMCS_GUEST_IDTR_LIMIT 0x4812

/* Fields as wide as the machine. */
#define VMCS_EXIT_QUALIFICATION 0x6400
#define VMCS_GUEST_CR0 0x6800
#define VMCS_GUEST_CR3 0x6802
#define VMCS_GUEST_CR4 0x6804
#define VMCS_GUEST_GDTR_BASE 0x6816
#define VMCS_GUEST_IDTR_BASE 0x6818
#define VMCS_GUEST_DR7 0x681a
#define VMCS_GUEST_RSP 0x681c
#define VMCS_GUEST_RIP 0x681e
#define VMCS_GUEST_RFLAGS 0x6820
#define VMCS_HOST_CR0 0x6c00
#define VMCS_HOST_CR3 0x6c02
#define VMCS_HOST_CR4 0x6c04
#define VMCS_HOST_GS_BASE 0x6c08
#define VMCS_HOST_TR_BASE 0x6c0a
#define VMCS_HOST_GDTR_BASE 0x6c0c
#define VMCS_HOST_IDTR_BASE 0x6c0e
#define VMCS_HOST_RSP 0x6c14
#define VMCS_HOST_RIP 0x6c16

/* Primary processor-based controls, 25.6.2; exit controls, 25.7.1; entry controls, 25.8.1. */
#define PROCESSOR_MSR_BITMAPS (1u << 28)
#define EXIT_HOST_64 (1u << 9)
#define ENTRY_GUEST_64 (1u << 9)

/* Access rights of a segment, 25.4.1. */
#define RIGHTS_CODE64 0xa09b /* accessed, readable, code, present; L, G */
#define RIGHTS_DATA 0xc093   /* accessed, writable, data, present; B, G */
#define RIGHTS_TSS_BUSY 0x8b
#define RIGHTS_UNUSABLE 0x10000

#define EXIT_EXCEPTION 0
#define EXIT_TRIPLE_FAULT 2
#define EXIT_VMCALL 18
#define EXIT_ENTRY_FAILED 0x80000000u
/* Not a reason of the CPU's: VMLAUNCH or VMRESUME itself failed. */
#define EXIT_NOT_ENTERED 0xffffffffu

#define MSR_FEATURE_CONTROL 0x3a
#define FEATURE_CONTROL_LOCKED (1u << 0)
#define FEATURE_CONTROL_VMX (1u << 2) /* outside of SMX */
#define MSR_VMX_BASIC 0x480
#define VMX_BASIC_REVISION 0x7fffffff
#define VMX_BASIC_TRUE_CONTROLS (1ull << 55)
#define MSR_VMX_PIN_CONTROLS 0x481
#define MSR_VMX_PROCESSOR_CONTROLS 0x482
#define MSR_VMX_EXIT_CONTROLS 0x483
#define MSR_VMX_ENTRY_CONTROLS 0x484
#define MSR_VMX_CR0_FIXED0 0x486
#define MSR_VMX_CR4_FIXED0 0x488
/* From one of the four MSRs of controls to the one that knows which bits need not be 1. */
#define MSR_VMX_TRUE (0x48d - MSR_VMX_PIN_CONTROLS)

#endif
