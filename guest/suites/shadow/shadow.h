/* SPDX-License-Identifier: GPL-2.0-only */
/* The cases of tables.c, for the suite shadow. */
#ifndef LEAFZAP_SHADOW_H
#define LEAFZAP_SHADOW_H

#include <stddef.h>

unsigned shadow_tables_count(void);
void shadow_tables_title(unsigned n, char *buf, size_t bytes);
void shadow_tables_run(unsigned n);

#endif
