/* SPDX-License-Identifier: GPL-2.0-only */
/* A log of labs whose guests say the same in other words. */
#ifndef LEAFZAP_REWORD_H
#define LEAFZAP_REWORD_H

#include <stdbool.h>

#include "../report.h"

/*
 * Reads the log @path again with every word of the guests' diagnoses replaced, tags and numbers of
 * cases left alone.  Are the verdict and results.tsv, but for its last column, those of @run?
 */
bool reworded_ok(const char *path, const struct run *run);

#endif
