// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a hang looked like: stacks of all CPUs and of blocked tasks from the
 * host's kernel, registers of all vCPUs and the first one's code and stack from QEMU.
 */
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define ANSWER_MS 3000

static void pause_ms(unsigned ms)
{
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

/* A QEMU whose vCPU never comes back does not answer: no more than ANSWER_MS between lines. */
static void ask_qemu(int monitor)
{
	/* Of CPU 0 also the code and the stack. */
	static const char question[] = "info status\ninfo registers -a\n"
				       "x /32xb $cs.base+$eip\nx /64xw $ss.base+$esp\n";
	struct lines answer = {
		.fd = dup(monitor), .kind = '!', .prefix = "qemu: ", .skip = "(qemu)"
	};
	struct pollfd fd = { .fd = monitor, .events = POLLIN };

	if (write(monitor, question, strlen(question)) < 0)
		return;
	while (answer.fd >= 0 && poll(&fd, 1, ANSWER_MS) > 0)
		lines_relay(&answer);
	if (answer.fd >= 0)
		close(answer.fd);
}

void hang_report(struct qemu *qemu)
{
	tell("event=dump-begin");
	/* Documentation/admin-guide/sysrq.rst: l is all CPUs' stacks, w the blocked tasks'. */
	for (const char *c = "lw"; *c; c++) {
		char command[2] = { *c, '\0' };

		file_write("/proc/sysrq-trigger", command);
		pause_ms(500);
		kmsg_relay();
	}
	ask_qemu(qemu->monitor);
	kmsg_relay();
	tell("event=dump-end");
}
