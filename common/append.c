// SPDX-License-Identifier: GPL-2.0-only
/* Text that grows in a buffer: who sums up snprintf() by hand writes behind its end one day. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "append.h"

bool append(char *buf, size_t bytes, const char *fmt, ...)
{
	size_t used = strnlen(buf, bytes);
	va_list args;
	int n;

	if (used == bytes)
		return false;
	va_start(args, fmt);
	n = vsnprintf(buf + used, bytes - used, fmt, args);
	va_end(args);
	if (n >= 0 && (size_t)n < bytes - used)
		return true;
	buf[used] = '\0';
	return false;
}
