/* SPDX-License-Identifier: GPL-2.0-only */
/* static_assert() and offsetof() for those who are not in a kernel: see types.h. */
#ifndef LEAFZAP_LINUX_BUILD_BUG_H
#define LEAFZAP_LINUX_BUILD_BUG_H

#include <stddef.h>

#ifndef static_assert
#define static_assert _Static_assert
#endif

#endif
