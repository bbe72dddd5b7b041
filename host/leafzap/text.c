// SPDX-License-Identifier: GPL-2.0-only
/* Strings and lists of words. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "text.h"

static _Noreturn void no_memory(void)
{
	die("out of memory; end other programs and run again");
}

void *allocate(size_t count, size_t bytes)
{
	void *memory = calloc(count ? count : 1, bytes);

	if (!memory)
		no_memory();
	return memory;
}

void *grow(void *array, size_t count, size_t bytes)
{
	/* To the next power of two, so that adding one by one stays cheap. */
	if (count & (count - 1))
		return array;
	array = reallocarray(array, count ? 2 * count : 1, bytes);
	if (!array)
		no_memory();
	return array;
}

char *vformat(const char *fmt, va_list args)
{
	char *text;

	if (vasprintf(&text, fmt, args) < 0)
		no_memory();
	return text;
}

char *format(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = vformat(fmt, args);
	va_end(args);
	return text;
}

char *copy(const char *text)
{
	return format("%s", text);
}

void buffer_open(struct buffer *buffer)
{
	buffer->file = open_memstream(&buffer->text, &buffer->bytes);
	if (!buffer->file)
		no_memory();
}

char *buffer_close(struct buffer *buffer)
{
	if (fclose(buffer->file))
		no_memory();
	buffer->file = NULL;
	return buffer->text;
}

static void words_take(struct words *words, char *word)
{
	words->list = reallocarray(words->list, words->count + 2, sizeof(*words->list));
	if (!words->list)
		no_memory();
	words->list[words->count++] = word;
	words->list[words->count] = NULL;
}

void words_add(struct words *words, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	words_take(words, vformat(fmt, args));
	va_end(args);
}

void words_append(struct words *words, char *const *list)
{
	for (; list && *list; list++)
		words_take(words, copy(*list));
}

void words_split(struct words *words, const char *text, const char *separators)
{
	char *parts = copy(text), *save;

	for (char *part = strtok_r(parts, separators, &save); part;
	     part = strtok_r(NULL, separators, &save))
		words_take(words, copy(part));
	free(parts);
}

void words_option(struct words *words, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	words_add(words, "--%s", name);
	words_add(words, "%s", value);
}

bool words_has(const struct words *words, const char *name)
{
	for (size_t i = 0; i < words->count; i++)
		if (!strcmp(words->list[i], name))
			return true;
	return false;
}

char *words_join(const struct words *words, const char *between)
{
	struct buffer buffer;

	buffer_open(&buffer);
	for (size_t i = 0; i < words->count; i++)
		fprintf(buffer.file, "%s%s", i ? between : "", words->list[i]);
	return buffer_close(&buffer);
}

bool begins(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

bool ends(const char *text, const char *end)
{
	size_t bytes = strlen(text), n = strlen(end);

	return n <= bytes && !strcmp(text + bytes - n, end);
}

char *chomp(char *text)
{
	size_t bytes = strlen(text);

	while (bytes && strchr(" \t\r\n", text[bytes - 1]))
		text[--bytes] = '\0';
	return text;
}
