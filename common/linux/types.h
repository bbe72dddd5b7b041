/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's integer types for those who are not in a kernel: what
 * kvm_leafzap_abi.h includes by this name, so that it can be the same file for both.
 */
#ifndef LEAFZAP_LINUX_TYPES_H
#define LEAFZAP_LINUX_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef uint64_t __u64;
typedef int32_t __s32;

#endif
