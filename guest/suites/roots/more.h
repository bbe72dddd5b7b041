/* SPDX-License-Identifier: GPL-2.0-only */
/* The cases of more.c, for the suite roots. */
#ifndef LEAFZAP_ROOTS_MORE_H
#define LEAFZAP_ROOTS_MORE_H

#include <stddef.h>

unsigned roots_more_count(void);
void roots_more_title(unsigned n, char *buf, size_t bytes);
void roots_more_run(unsigned n);

#endif
