/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a CPU finds itself in SMM, and what it needs there; C and smm.S share it.
 * SMBASE is 0x30000 until firmware moves it, the entry is at SMBASE + 0x8000,
 * the state is saved at SMBASE + 0xfe00: APM volume 2, 10.2.3.
 */
#ifndef LEAFZAP_SMM_H
#define LEAFZAP_SMM_H

#define SMM_ENTRY 0x38000
#define SMM_ENTRY_BYTES 4096
#define SMM_STATE 0x3f000 /* the page that the state is saved to */
#define SMM_STATE_BYTES 4096
/* struct smm_call, in the page of the entry: reached with a base of 0. */
#define SMM_CALL (SMM_ENTRY + 0x800)

#define SMM_CALL_STACK (SMM_CALL + 0)
#define SMM_CALL_CR3 (SMM_CALL + 8)
#define SMM_CALL_CR4 (SMM_CALL + 16)
#define SMM_CALL_GS_BASE (SMM_CALL + 24)
#define SMM_CALL_GDTR (SMM_CALL + 32)
#define SMM_CALL_IDTR (SMM_CALL + 48)

#ifndef __ASSEMBLER__
#include <stdint.h>

#include "msr.h"

struct smm_call {
	uint64_t stack, cr3, cr4, gs_base;
	struct table_register gdtr;
	uint8_t pad[6];
	struct table_register idtr;
};

_Static_assert(__builtin_offsetof(struct smm_call, gdtr) == SMM_CALL_GDTR - SMM_CALL, "smm.S");
_Static_assert(__builtin_offsetof(struct smm_call, idtr) == SMM_CALL_IDTR - SMM_CALL, "smm.S");
#endif

#endif
