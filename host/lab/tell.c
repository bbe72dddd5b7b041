// SPDX-License-Identifier: GPL-2.0-only
/* Whole lines to stdout: each is one write(), so that lines of two sources never mix. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"

#define LINE_BYTES 4096

static void write_all(const char *buf, size_t bytes)
{
	while (bytes) {
		ssize_t n = write(STDOUT_FILENO, buf, bytes);

		if (n > 0) {
			buf += n;
			bytes -= n;
		} else if (n < 0 && errno == EAGAIN) {
			struct pollfd fd = { .fd = STDOUT_FILENO, .events = POLLOUT };

			poll(&fd, 1, -1);
		} else if (n < 0 && errno != EINTR) {
			/* Nobody listens any more: the supervisor sees that by itself. */
			return;
		}
	}
}

void tell_line(char kind, const char *text, size_t bytes)
{
	char line[LINE_BYTES];
	size_t used = 0;

	line[used++] = kind;
	line[used++] = ' ';
	for (size_t i = 0; i < bytes && used < sizeof(line) - 1; i++) {
		unsigned char c = text[i];

		if (c == '\r' && i == bytes - 1)
			break;
		/* A console must not be steered, and a line must stay one line. */
		line[used++] = c == '\t' || (c >= ' ' && c < 0x7f) ? c : '?';
	}
	line[used++] = '\n';
	write_all(line, used);
}

static void vtell(const char *prefix, const char *fmt, va_list args)
{
	char text[LINE_BYTES - 8];
	int used = snprintf(text, sizeof(text), "%s", prefix);
	int more = vsnprintf(text + used, sizeof(text) - used, fmt, args);

	if (more > 0)
		tell_line('@', text, strlen(text));
}

void tell(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vtell("", fmt, args);
	va_end(args);
}

void tell_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vtell("event=error text=", fmt, args);
	va_end(args);
}
