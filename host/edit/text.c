// SPDX-License-Identifier: GPL-2.0-only
/* Files as lines, and what the program says and allocates. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit.h"

void die(const char *format, ...)
{
	va_list args;

	fputs("leafzap: error: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

void *grow(void *array, size_t n, size_t bytes)
{
	/* To the next power of two, so that adding one by one stays cheap. */
	if (n & (n - 1))
		return array;
	array = realloc(array, (n ? 2 * n : 1) * bytes);
	if (!array)
		die("out of memory");
	return array;
}

char *copy_of(const char *from, size_t bytes)
{
	char *copy = strndup(from, bytes);

	if (!copy)
		die("out of memory");
	return copy;
}

char *print_new(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die("out of memory");
	va_end(args);
	return text;
}

bool text_read(struct text *text, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t bytes;
	bool ok;

	*text = (struct text){ 0 };
	if (!file)
		return false;
	while ((bytes = getline(&line, &size, file)) >= 0) {
		if (bytes && line[bytes - 1] == '\n')
			bytes--;
		text->line = grow(text->line, text->n, sizeof(*text->line));
		text->line[text->n++] = copy_of(line, bytes);
	}
	ok = !ferror(file);
	free(line);
	fclose(file);
	return ok;
}

static bool in_word(char c)
{
	return c == '_' || isalnum((unsigned char)c);
}

/* Where @name is in @line as a whole word, or NULL. */
static const char *find_word(const char *line, const char *name)
{
	size_t bytes = strlen(name);

	for (const char *p = line; (p = strstr(p, name)); p++)
		if ((p == line || !in_word(p[-1])) && !in_word(p[bytes]))
			return p;
	return NULL;
}

bool text_has_word(const struct text *text, const char *name)
{
	for (size_t i = 0; i < text->n; i++)
		if (find_word(text->line[i], name))
			return true;
	return false;
}

/* Does @line, in column 0, begin the definition or declaration of @name? */
static bool begins(const char *line, const char *name)
{
	const char *at;

	if (!in_word(*line))
		return false;
	at = find_word(line, name);
	if (!at)
		return false;
	at += strlen(name);
	return strncmp(name, "struct ", 7) == 0 ? strcmp(at, " {") == 0 : *at == '(';
}

bool text_definition(const struct text *text, const char *name, size_t from, size_t *start,
		     size_t *end)
{
	for (size_t i = from; i < text->n; i++) {
		size_t body = i;

		if (!begins(text->line[i], name))
			continue;
		/* The body of a function opens in column 0; a declaration ends before it. */
		while (body < text->n && text->line[body][0] != '{' &&
		       !strpbrk(text->line[body], ";{"))
			body++;
		if (body == text->n || !strchr(text->line[body], '{'))
			continue;
		for (size_t last = body; last < text->n; last++) {
			if (text->line[last][0] != '}')
				continue;
			*start = i;
			*end = last + 1;
			return true;
		}
	}
	return false;
}
