// SPDX-License-Identifier: GPL-2.0-only
/* Files as text and as lines. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("error: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(2);
}

void *need(void *memory)
{
	if (!memory)
		die("out of memory");
	return memory;
}

char *printed(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die("out of memory");
	va_end(args);
	return text;
}

void add(struct text *text, const char *from, size_t bytes)
{
	/* In steps, so that a file of many lines is not moved for each. */
	size_t have = (text->bytes + 1 + 0xffff) & ~(size_t)0xffff;

	if (!text->at || text->bytes + bytes + 1 > have)
		text->at = need(realloc(text->at, text->bytes + bytes + 1 + 0x10000));
	memcpy(text->at + text->bytes, from, bytes);
	text->bytes += bytes;
	text->at[text->bytes] = '\0';
}

void add_line(struct text *text, const char *line)
{
	add(text, line, strlen(line));
	add(text, "\n", 1);
}

bool read_text(const char *path, struct text *text)
{
	FILE *file = fopen(path, "r");
	char part[0x4000];
	size_t n;

	if (!file)
		return false;
	*text = (struct text){ 0 };
	add(text, "", 0);
	while ((n = fread(part, 1, sizeof(part), file)))
		add(text, part, n);
	if (ferror(file))
		die("cannot read %s: %s", path, strerror(errno));
	fclose(file);
	return true;
}

void write_text(const char *path, const struct text *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text->at, 1, text->bytes, file) != text->bytes || fclose(file))
		die("cannot write %s: %s", path, strerror(errno));
}

/* Without their newlines. What follows the last newline is a line if it is not empty. */
struct lines split(const struct text *text)
{
	char *copy = need(malloc(text->bytes + 1));
	struct lines lines = { 0 };

	memcpy(copy, text->at, text->bytes + 1);
	lines.line = need(malloc((text->bytes + 1) * sizeof(*lines.line)));
	for (char *at = copy, *end = copy + text->bytes; at < end;) {
		char *newline = memchr(at, '\n', end - at);

		lines.line[lines.n++] = at;
		if (!newline)
			break;
		*newline = '\0';
		at = newline + 1;
	}
	return lines;
}

static bool of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += n)
		if ((at == text || !of_word(at[-1])) && !of_word(at[n]))
			return true;
	return false;
}
