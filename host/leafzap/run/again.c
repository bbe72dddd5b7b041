// SPDX-License-Identifier: GPL-2.0-only
/* Command lines for people to paste. */
#include <ctype.h>
#include <string.h>

#include "run.h"

/* What sh leaves alone. */
static bool plain(const char *word)
{
	if (!*word)
		return false;
	for (; *word; word++)
		if (!isalnum((unsigned char)*word) && !strchr("-_./,:=+@%", *word))
			return false;
	return true;
}

char *quoted(const char *word)
{
	struct buffer buffer;

	if (plain(word))
		return copy(word);
	buffer_open(&buffer);
	fputc('\'', buffer.file);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", buffer.file);
		else
			fputc(*word, buffer.file);
	}
	fputc('\'', buffer.file);
	return buffer_close(&buffer);
}

static void add(struct words *words, const char *option, const char *value)
{
	words_add(words, "--%s %s", option, quoted(value));
}

char *again_words(const struct run_options *options)
{
	struct words words = { 0 };

	if (strcmp(options->mode, "auto"))
		add(&words, "mode", options->mode);
	if (strcmp(options->engine, "auto"))
		add(&words, "engine", options->engine);
	if (options->vendor)
		add(&words, "vendor", options->vendor);
	if (options->series_tree) {
		add(&words, "tree", path_real(options->series_tree));
		add(&words, "series", options->series);
	} else if (options->tree)
		add(&words, "tree", path_real(options->tree));
	else if (strcmp(options->kernel, DEFAULT_KERNEL))
		add(&words, "kernel", options->kernel);
	if (strcmp(options->variant, "stock"))
		add(&words, "variant", options->variant);
	for (size_t i = 0; i < options->given.count; i++)
		add(&words, "patch", options->given.list[i]);
	return words_join(&words, " ");
}

void again_given(struct words *words, const struct run_options *options)
{
	words_append(words, options->guest_said.list);
	words_option(words, "vcpus", options->vcpus);
	words_option(words, "backing", options->backings);
	words_option(words, "variant", options->variant);
	if (options->accept_partial)
		words_add(words, "--accept-partial");
}
