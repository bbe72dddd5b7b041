// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a boot image says, on the serial port and on the screen at once. A
 * console that is not there, or that takes nothing for a while, must not keep
 * the other from being read.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "image.h"

#define NCONSOLES 2
/* A line needs 10 ms at 115200 baud. */
#define PATIENCE_MS 5000
#define SAY_BYTES 768

static struct {
	const char *path;
	int fd; /* -1: given up */
} consoles[NCONSOLES] = { { "/dev/ttyS0", -1 }, { "/dev/tty0", -1 } };

/* What somebody types must not be seen among the results. */
static void no_echo(int fd)
{
	struct termios mode;

	if (tcgetattr(fd, &mode))
		return;
	mode.c_lflag &= ~(ECHO | ICANON | ISIG);
	mode.c_cflag |= CLOCAL;
	tcsetattr(fd, TCSANOW, &mode);
}

void consoles_open(void)
{
	for (unsigned i = 0; i < NCONSOLES; i++) {
		consoles[i].fd =
			open(consoles[i].path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (consoles[i].fd >= 0)
			no_echo(consoles[i].fd);
	}
}

static bool write_one(int fd, const char *text, size_t bytes)
{
	while (bytes) {
		ssize_t n = write(fd, text, bytes);
		struct pollfd ready = { .fd = fd, .events = POLLOUT };

		if (n > 0) {
			text += n;
			bytes -= n;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			return false;
		} else if (poll(&ready, 1, PATIENCE_MS) == 0) {
			return false;
		}
	}
	return true;
}

void consoles_write(const char *text, size_t bytes)
{
	for (unsigned i = 0; i < NCONSOLES; i++) {
		if (consoles[i].fd < 0 || write_one(consoles[i].fd, text, bytes))
			continue;
		close(consoles[i].fd);
		consoles[i].fd = -1;
	}
}

void consoles_say(const char *fmt, ...)
{
	char text[SAY_BYTES];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(text, sizeof(text) - 1, fmt, args);
	va_end(args);
	if (n < 0)
		return;
	if (n > (int)sizeof(text) - 2)
		n = sizeof(text) - 2;
	text[n] = '\n';
	consoles_write(text, n + 1);
}

void consoles_drain(void)
{
	for (unsigned i = 0; i < NCONSOLES; i++)
		if (consoles[i].fd >= 0)
			tcdrain(consoles[i].fd);
}
