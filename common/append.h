/* SPDX-License-Identifier: GPL-2.0-only */
/* Text that grows in a buffer. */
#ifndef LEAFZAP_APPEND_H
#define LEAFZAP_APPEND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Adds to the string in @buf, which has room for @bytes bytes, its NUL included.
 * False if the whole addition does not fit; @buf is then as it was.
 */
bool append(char *buf, size_t bytes, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
