// SPDX-License-Identifier: GPL-2.0-only
/* The options of a boot image: leafzap.txt, which GRUB has put beside us, and the command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "lab.h"

#define FILE_NAME "leafzap.txt"
#define FILE_BYTES 16384
#define PREFIX "leafzap."
#define BLANKS " \t\r"

/* Who takes a key: GRUB has had its own, this program, or the runner. */
enum taker { GRUB, IMAGE, RUNNER };

static const struct {
	const char *key;
	enum taker taker;
} keys[] = {
	{ "suite", IMAGE },  { "backing", IMAGE },  { "end", IMAGE },	  { "kernel", GRUB },
	{ "linux", GRUB },   { "image", GRUB },	    { "vcpus", RUNNER },  { "seed", RUNNER },
	{ "case", RUNNER },  { "long", RUNNER },    { "stop", RUNNER },	  { "amplify", RUNNER },
	{ "limit", RUNNER }, { "silence", RUNNER }, { "memory", RUNNER },
};

#define NKEYS (sizeof(keys) / sizeof(*keys))

static bool take_image(struct image_options *options, const char *key, const char *value)
{
	if (!strcmp(key, "suite")) {
		options->suites = value;
	} else if (!strcmp(key, "backing")) {
		options->backings = value;
	} else {
		options->power_off = !strcmp(value, "poweroff");
		return options->power_off || !strcmp(value, "repeat");
	}
	return *value;
}

/* Takes "key=value"; false if nobody knows the key, or if the value cannot be. */
static bool take(struct image_options *options, char *word)
{
	char *value = strchr(word, '=');

	for (size_t i = 0; value && i < NKEYS; i++) {
		size_t n = strlen(keys[i].key);

		if (n != (size_t)(value - word) || strncmp(word, keys[i].key, n))
			continue;
		if (keys[i].taker == RUNNER && options->nwords < IMAGE_WORDS)
			options->words[options->nwords++] = word;
		if (keys[i].taker != IMAGE)
			return true;
		*value = '\0';
		return take_image(options, word, value + 1);
	}
	return false;
}

static void complain(char *why, size_t bytes, const char *where, const char *word)
{
	int used = snprintf(why, bytes,
			    "%s: '%s' is not an option with a value that it can have; "
			    "there are:",
			    where, word);

	for (size_t i = 0; i < NKEYS && used < (int)bytes; i++)
		if (strcmp(keys[i].key, "image"))
			used += snprintf(why + used, bytes - used, " %s", keys[i].key);
}

/* Cuts comments and blanks off, and the quotes that GRUB needs around a value with blanks. */
static char *trim(char *line)
{
	char *end, *value;

	line += strspn(line, BLANKS);
	line[strcspn(line, "#")] = '\0';
	end = line + strlen(line);
	while (end > line && strchr(BLANKS, end[-1]))
		*--end = '\0';
	value = strchr(line, '=');
	if (value && (value[1] == '"' || value[1] == '\'') && end > value + 2 &&
	    end[-1] == value[1]) {
		end[-1] = '\0';
		memmove(value + 1, value + 2, strlen(value + 2) + 1);
	}
	return line;
}

static bool read_text(struct image_options *options, char *text, char *why, size_t bytes)
{
	unsigned number = 0;

	for (char *line = text, *next; line; line = next) {
		char copy[128], where[64];
		char *word;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		word = trim(line);
		if (!*word)
			continue;
		snprintf(copy, sizeof(copy), "%s", word);
		if (take(options, word))
			continue;
		snprintf(where, sizeof(where), FILE_NAME ", line %u", number);
		complain(why, bytes, where, copy);
		return false;
	}
	return true;
}

bool image_options_read(struct image_options *options, const char *cmdline, char *why, size_t bytes)
{
	static char text[FILE_BYTES], copy[4096];
	char *word, *save;

	*options = (struct image_options){ .suites = "all", .backings = "all" };
	if (file_read("/" FILE_NAME, text, sizeof(text)) && !read_text(options, text, why, bytes))
		return false;
	snprintf(copy, sizeof(copy), "%s", cmdline);
	for (word = strtok_r(copy, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
		char said[128];

		if (strncmp(word, PREFIX, strlen(PREFIX)))
			continue;
		snprintf(said, sizeof(said), "%s", word);
		if (take(options, word + strlen(PREFIX)))
			continue;
		complain(why, bytes, "the kernel's command line", said);
		return false;
	}
	return true;
}
