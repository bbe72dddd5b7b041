// SPDX-License-Identifier: GPL-2.0-only
/* Where definitions begin and end. */
#include <ctype.h>
#include <string.h>

#include "../leafzap/text.h"
#include "source.h"

/* What begins in column 0 and is neither a directive, a label's blank nor a comment. */
static bool in_column_0(const char *line)
{
	return *line == '_' || isalnum((unsigned char)*line);
}

/* Does @line begin the definition or declaration of @name? */
static bool opens(const char *line, const char *name)
{
	const char *at;

	if (!in_column_0(line))
		return false;
	at = source_word(line, name);
	if (!at)
		return false;
	at += strlen(name);
	return begins(name, "struct ") ? !strcmp(at, " {") : *at == '(';
}

/* The line in which the body opens; lines->n if what begins in line @from has none. */
static size_t body_of(const struct lines *lines, size_t from)
{
	for (size_t i = from; i < lines->n; i++) {
		if (strchr(lines->line[i], '{'))
			return i;
		/* A declaration ends before it. */
		if (strchr(lines->line[i], ';'))
			break;
	}
	return lines->n;
}

bool source_definition(const struct lines *lines, const char *name, size_t from, struct span *where)
{
	for (size_t i = from; i < lines->n; i++) {
		if (!opens(lines->line[i], name))
			continue;
		for (size_t last = body_of(lines, i); last < lines->n; last++) {
			if (*lines->line[last] != '}')
				continue;
			*where = (struct span){ i, last + 1 };
			return true;
		}
	}
	return false;
}

static bool in_head(const char *line)
{
	return *line && !strchr("#}/* ", *line) && !ends(line, ";") && !ends(line, "}") &&
	       !ends(line, "\\") && !ends(line, "*/");
}

/* The first line of the function whose body opens in line @brace, or @brace itself. */
static size_t head_of(const struct lines *lines, size_t brace)
{
	bool takes = false;
	size_t i = brace;

	while (i && in_head(lines->line[i - 1])) {
		i--;
		takes |= strchr(lines->line[i], '(') != NULL;
	}
	return takes && in_column_0(lines->line[i]) ? i : brace;
}

/* Its last line, or 0 if conditionals do not end within. */
static size_t tail_of(const struct lines *lines, size_t brace)
{
	unsigned depth = 0;

	for (size_t i = brace + 1; i < lines->n; i++) {
		const char *line = lines->line[i];

		if (!strcmp(line, "}"))
			return depth ? 0 : i;
		if (source_directive(line, "if")) {
			depth++;
		} else if (source_directive(line, "endif")) {
			if (!depth)
				return 0;
			depth--;
		} else if (*line && !strchr("\t #/*", *line) && !ends(line, ":")) {
			return 0;
		}
	}
	return 0;
}

bool source_function(const struct lines *lines, size_t brace, struct span *where)
{
	size_t head, tail;

	if (strcmp(lines->line[brace], "{"))
		return false;
	head = head_of(lines, brace);
	tail = tail_of(lines, brace);
	if (head == brace || !tail)
		return false;
	*where = (struct span){ head, tail + 1 };
	return true;
}
