// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's log, from /dev/kmsg (Documentation/ABI/testing/dev-kmsg):
 * "level,sequence,microseconds,flags;text", continued by " KEY=value" lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"

#define RECORD_BYTES 8192

static int kmsg = -1;

bool kmsg_open(bool from_boot)
{
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kmsg < 0) {
		tell_error("/dev/kmsg: %s (the kernel's log must be watched: be root)",
			   strerror(errno));
		return false;
	}
	if (!from_boot)
		lseek(kmsg, 0, SEEK_END);
	return true;
}

int kmsg_fd(void)
{
	return kmsg;
}

/* The kernel writes what cannot be printed as \xNN: only a newline matters here. */
static void relay_text(unsigned long long us, char *text)
{
	while (text) {
		char line[RECORD_BYTES];
		char *next = strstr(text, "\\x0a");
		int n;

		if (next) {
			*next = '\0';
			next += strlen("\\x0a");
		}
		n = snprintf(line, sizeof(line), "[%5llu.%06llu] %s", us / 1000000, us % 1000000,
			     text);
		tell_line('!', line, n < (int)sizeof(line) ? n : (int)sizeof(line) - 1);
		text = next;
	}
}

void kmsg_relay(void)
{
	char record[RECORD_BYTES];

	for (;;) {
		ssize_t n = read(kmsg, record, sizeof(record) - 1);
		char *fields, *text, *end;

		if (n < 0 && errno == EPIPE) {
			/* Records were overwritten before they were read: a splat may be lost. */
			tell_error("the kernel's log ran over, records were lost");
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		record[n] = '\0';
		text = strchr(record, ';');
		if (!text)
			continue;
		*text++ = '\0';
		end = strchr(text, '\n');
		if (end)
			*end = '\0';
		fields = strchr(record, ',');
		fields = fields ? strchr(fields + 1, ',') : NULL;
		relay_text(fields ? strtoull(fields + 1, NULL, 10) : 0, text);
	}
}
