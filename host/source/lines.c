// SPDX-License-Identifier: GPL-2.0-only
/* A source as lines and words. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../leafzap/text.h"
#include "source.h"

struct lines source_lines(const char *text)
{
	struct lines lines = { 0 };
	char *at = copy(text);

	while (*at) {
		char *newline = strchr(at, '\n');

		lines.line = grow(lines.line, lines.n, sizeof(*lines.line));
		lines.line[lines.n++] = at;
		if (!newline)
			break;
		*newline = '\0';
		at = newline + 1;
	}
	return lines;
}

bool source_read(const char *path, struct lines *lines)
{
	char *text = file_text(path);

	if (!text)
		return false;
	*lines = source_lines(text);
	free(text);
	return true;
}

static bool in_word(char c)
{
	return c == '_' || isalnum((unsigned char)c);
}

const char *source_word(const char *text, const char *word)
{
	size_t bytes = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at++)
		if ((at == text || !in_word(at[-1])) && !in_word(at[bytes]))
			return at;
	return NULL;
}

bool source_has_word(const struct lines *lines, const char *word)
{
	for (size_t i = 0; i < lines->n; i++)
		if (source_word(lines->line[i], word))
			return true;
	return false;
}

bool source_directive(const char *line, const char *word)
{
	return *line == '#' && begins(line + 1 + strspn(line + 1, " \t"), word);
}
