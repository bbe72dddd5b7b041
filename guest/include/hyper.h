/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The leafzap hypercalls as C functions.  VMMCALL or VMCALL is chosen from
 * CPUID at start.  All return 0 or a negative KVM_E* code; hyper_zap() and
 * hyper_discard() also how many bytes were done, if that is not all
 * (common/kvm_leafzap_abi.h has the contract).  A host that is out of memory is
 * no result: the case ends in an error.  Any CPU may call them, also several at
 * once.
 */
#ifndef LEAFZAP_HYPER_H
#define LEAFZAP_HYPER_H

#include <stdint.h>

#include "kvm_leafzap_abi.h"

#define KVM_EPERM 1
#define KVM_E2BIG 7
#define KVM_EFAULT 14
#define KVM_EINVAL 22
#define KVM_EOPNOTSUPP 95
#define KVM_ENOSYS 1000

/* "KVM_EINVAL" and so on; "0" for 0, "a part done" for a number of bytes. */
const char *hyper_error(long code);

long hypercall(uint64_t nr, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3);

long hyper_info(struct leafzap_info *info);
/* Of pages; the results of ranges are their bytes, as the ABI has them. */
long hyper_zap(uint64_t gfn, uint64_t npages);
long hyper_discard(uint64_t gfn, uint64_t npages);
long hyper_batch(struct leafzap_range *ranges, unsigned count);
long hyper_walk(struct leafzap_walk *walk);
long hyper_stats(struct leafzap_stats *stats);
long hyper_tune(const struct leafzap_tune *tune);

/* Is there a leafzap host?  INFO was asked once at boot; zeroed if not. */
extern struct leafzap_info host_info;

#endif
