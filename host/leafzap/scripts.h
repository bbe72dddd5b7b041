/* SPDX-License-Identifier: GPL-2.0-only */
/* Scripts that this program has in common with other scripts. */
#ifndef LEAFZAP_SCRIPTS_H
#define LEAFZAP_SCRIPTS_H

/*
 * host/packages.sh: installs what is missing of the groups, which NULL ends.  At the terminal,
 * since sudo may ask; ends the program with its status if that is not 0.
 */
void script_packages(const char *const *groups);

/*
 * host/cached.sh: the path of @file, which make in @folder of the repository makes; @inputs is
 * what it is made of beside @folder, with blanks between.  Ends the program where that fails.
 */
const char *script_cached(const char *folder, const char *file, const char *inputs);

/*
 * host/explain.sh: shows why a step failed, on standard error: the lines of @log that match
 * @pattern (of grep -E), or its last ones if none does or @pattern is NULL.
 */
void script_explain(const char *log, const char *pattern);

#endif
