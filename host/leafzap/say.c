// SPDX-License-Identifier: GPL-2.0-only
/* Messages to the user. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "say.h"

static void print(const char *prefix, const char *fmt, va_list args)
{
	/* One write a line, so that lines of other processes do not come between. */
	static char line[8192];
	int used = snprintf(line, sizeof(line), "%s", prefix);

	vsnprintf(line + used, sizeof(line) - (size_t)used, fmt, args);
	fflush(stdout);
	fprintf(stderr, "%s\n", line);
	fflush(stderr);
}

void say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print("leafzap: ", fmt, args);
	va_end(args);
}

void die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print("leafzap: error: ", fmt, args);
	va_end(args);
	exit(EXIT_SETUP);
}
