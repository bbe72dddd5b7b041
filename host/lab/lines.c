// SPDX-License-Identifier: GPL-2.0-only
/* Cuts what comes from a pipe into lines and relays them. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"

static void relay(struct lines *lines, const char *text, size_t bytes)
{
	char line[sizeof(lines->buf) + 64];
	int n;

	for (size_t i = 0; i < sizeof(lines->watch) / sizeof(*lines->watch); i++)
		if (lines->watch[i] &&
		    memmem(text, bytes, lines->watch[i], strlen(lines->watch[i])))
			lines->seen = true;
	/* QEMU's monitor repeats what it was told, letter by letter. */
	if (lines->skip && bytes >= strlen(lines->skip) &&
	    !memcmp(text, lines->skip, strlen(lines->skip)))
		return;
	if (!*lines->prefix) {
		tell_line(lines->kind, text, bytes);
		return;
	}
	n = snprintf(line, sizeof(line), "%s%.*s", lines->prefix, (int)bytes, text);
	tell_line(lines->kind, line, n);
}

bool lines_relay(struct lines *lines)
{
	char *start = lines->buf, *newline;
	ssize_t n;

	if (lines->fd < 0)
		return false;
	n = read(lines->fd, lines->buf + lines->used, sizeof(lines->buf) - lines->used);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		if (lines->used)
			relay(lines, lines->buf, lines->used);
		lines->used = 0;
		close(lines->fd);
		lines->fd = -1;
		return false;
	}
	lines->used += n;
	while ((newline = memchr(start, '\n', lines->buf + lines->used - start))) {
		relay(lines, start, newline - start);
		start = newline + 1;
	}
	lines->used -= start - lines->buf;
	memmove(lines->buf, start, lines->used);
	if (lines->used == sizeof(lines->buf)) {
		relay(lines, lines->buf, lines->used);
		lines->used = 0;
	}
	return true;
}
