/* SPDX-License-Identifier: GPL-2.0-only */
/* Nested page tables, for those who enter nested guests. */
#ifndef LEAFZAP_NESTED_TABLES_H
#define LEAFZAP_NESTED_TABLES_H

#include <stdint.h>

/* Address of the table at the top; a plain identity map if none was asked for. */
uint64_t nested_tables_root(void);

#endif
