/* SPDX-License-Identifier: GPL-2.0-only */
/* Between process.c and step.c. */
#ifndef LEAFZAP_STEP_H
#define LEAFZAP_STEP_H

#include <stdbool.h>
#include <sys/types.h>

/* Waits at most @timeout_ms for the end of @pid: true if it came, and its status in @status. */
bool process_wait_for(pid_t pid, int *status, int timeout_ms);

#endif
