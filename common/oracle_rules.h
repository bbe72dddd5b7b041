/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the oracle share. */
#ifndef LEAFZAP_ORACLE_RULES_H
#define LEAFZAP_ORACLE_RULES_H

#include "oracle.h"

#define SPAN_RIGHTS (LEAFZAP_SPAN_READ | LEAFZAP_SPAN_WRITE | LEAFZAP_SPAN_EXEC)

uint64_t span_end(const struct leafzap_span *span);
bool span_is_leaf(const struct leafzap_span *span);
/* Is it under a page table that NX recovery may zap? */
bool span_may_recover(const struct leafzap_span *span);

/* May a page table for execution be above @gfn? */
bool may_be_split(const struct oracle_case *c, uint64_t gfn);

/* oracle_fate(), and in *@decided the operation that brings it, untouched if none does. */
enum oracle_fate fate_and_op(const struct oracle_case *c, const struct leafzap_span *leaf,
			     struct oracle_op *decided);

#endif
