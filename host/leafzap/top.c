// SPDX-License-Identifier: GPL-2.0-only
/* Where the repository is. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "say.h"
#include "text.h"
#include "top.h"

static char *top;

void top_set(const char *folder)
{
	top = path_real(folder);
	if (!top || !path_folder(top))
		die("--top %s: the folder of the repository was expected", folder);
}

char *top_path(const char *fmt, ...)
{
	char *name, *path;
	va_list args;

	va_start(args, fmt);
	name = vformat(fmt, args);
	va_end(args);
	if (!top)
		die("where the repository is was not said: leafzap --top DIR ...");
	path = format("%s/%s", top, name);
	free(name);
	return path;
}
