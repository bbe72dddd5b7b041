// SPDX-License-Identifier: GPL-2.0-only
/* A kernel's configuration. */
#include <string.h>

#include "kernel.h"

char *config_value(const char *config, const char *name)
{
	char *start = format("CONFIG_%s=", name);

	for (const char *line = config; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (!begins(line, start))
			continue;
		line += strlen(start);
		line += *line == '"';
		return format("%.*s", (int)strcspn(line, "\" \n"), line);
	}
	return NULL;
}
