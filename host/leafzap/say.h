/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages, in the words that host/lib.sh has for the scripts. */
#ifndef LEAFZAP_SAY_H
#define LEAFZAP_SAY_H

/* Exit codes of ./run.sh and its parts (docs/architecture.md). */
#define EXIT_PASS 0
#define EXIT_FAIL 1
#define EXIT_SETUP 2 /* no verdict on the MMU */
#define EXIT_CRASH 3
#define EXIT_PARTIAL 4
#define EXIT_INTERRUPTED 130 /* SIGINT, as a shell has it */
#define EXIT_TERMINATED 143  /* SIGTERM and SIGHUP */

/* "leafzap: TEXT" and the end of the line, on standard error. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * "leafzap: error: TEXT" on standard error, then exit(EXIT_SETUP).  TEXT says what was tried, what
 * came back, and the way out.
 */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
