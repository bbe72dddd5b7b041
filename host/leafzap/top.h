/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the repository is.  The program lies in the cache and serves every checkout, so it is told:
 * leafzap --top DIR SUBCOMMAND...
 */
#ifndef LEAFZAP_TOP_H
#define LEAFZAP_TOP_H

/* From main(), before anything else. */
void top_set(const char *folder);

/* A path in the repository, absolute: top_path("host/mutants/%s.edit", name). */
char *top_path(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
