/* SPDX-License-Identifier: GPL-2.0-only */
/* The report as one page of HTML: its sections. */
#ifndef LEAFZAP_HTML_H
#define LEAFZAP_HTML_H

#include "report.h"

/* A result as it stands on the page: "thp: boundary 12: title". */
void write_name(const struct run *run, FILE *file, const struct result *r);

/* html_cases.c: failed ones and errors with all they said, skipped ones by reason, passed ones by
 * suite. */
void write_bad_cases(const struct run *run, FILE *file, enum verdict verdict, const char *heading);
void write_skipped(const struct run *run, FILE *file);
void write_passed(const struct run *run, FILE *file);
/* Leaf maps of passed cases: what happens to a leaf that a range cuts. */
void write_samples(const struct run *run, FILE *file);

#endif
