/* SPDX-License-Identifier: GPL-2.0-only */
/* static_assert() for those who are not in a kernel: see types.h. */
#ifndef LEAFZAP_LINUX_BUILD_BUG_H
#define LEAFZAP_LINUX_BUILD_BUG_H

#include <assert.h>

#endif
