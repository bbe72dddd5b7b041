// SPDX-License-Identifier: GPL-2.0-only
/* The options of a boot image: leafzap.txt, which GRUB has put beside us, and the command line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/append.h"
#include "image.h"
#include "lab.h"

#define FILE_NAME "leafzap.txt"
#define FILE_BYTES 16384
#define PREFIX "leafzap."
#define BLANKS " \t\r"

/* Who takes a key: GRUB has had its own, this program, the runner, or the guest as one of two
 * kinds. */
enum taker { GRUB, IMAGE, RUNNER, NUMBER, FLAG };

static const struct {
	const char *key;
	enum taker taker;
	uint64_t min, max; /* of the guest's */
} keys[] = {
	{ "suite", IMAGE, 0, 0 },  { "backing", IMAGE, 0, 0 },	{ "end", IMAGE, 0, 0 },
	{ "kernel", GRUB, 0, 0 },  { "linux", GRUB, 0, 0 },	{ "image", GRUB, 0, 0 },
	{ "vcpus", RUNNER, 0, 0 },
#define OPTION(name, kind, min, max, value, help) { #name, kind, min, max },
#include "../../guest/options.def"
#undef OPTION
	{ "limit", RUNNER, 0, 0 }, { "silence", RUNNER, 0, 0 }, { "memory", RUNNER, 0, 0 },
};

#define NKEYS (sizeof(keys) / sizeof(*keys))

_Static_assert(NKEYS <= IMAGE_KEYS, "image.h has room for all keys");

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

/* A flag is 1 or 0 here, since GRUB wants a value. */
static bool take_guest(struct image_options *options, size_t key, const char *value)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(value, &end, 0);
	if (errno || *value < '0' || *value > '9' || *end || n < keys[key].min || n > keys[key].max)
		return false;
	options->said[key] = value;
	return true;
}

/* Takes "key=value"; false if nobody knows the key, or if the value cannot be. */
static bool take(struct image_options *options, char *word)
{
	char *value = strchr(word, '=');

	for (size_t i = 0; value && i < NKEYS; i++) {
		size_t n = strlen(keys[i].key);

		if (n != (size_t)(value - word) || strncmp(word, keys[i].key, n))
			continue;
		if (keys[i].taker == NUMBER || keys[i].taker == FLAG)
			return take_guest(options, i, value + 1);
		if (keys[i].taker == RUNNER && options->nwords < IMAGE_WORDS)
			options->words[options->nwords++] = word;
		if (keys[i].taker != IMAGE)
			return true;
		*value = '\0';
		return take_image(options, word, value + 1);
	}
	return false;
}

/* The guest's options in one word. The last that was said of one prevails. */
static bool make_guest_word(struct image_options *options)
{
	bool fits = append(options->guest, sizeof(options->guest), "guest=");
	const char *comma = "";

	for (size_t i = 0; i < NKEYS; i++) {
		const char *value = options->said[i];

		if (!value || (keys[i].taker == FLAG && !strtoull(value, NULL, 0)))
			continue;
		fits = append(options->guest, sizeof(options->guest), "%s%s%s%s", comma,
			      keys[i].key, keys[i].taker == FLAG ? "" : "=",
			      keys[i].taker == FLAG ? "" : value) &&
		       fits;
		comma = ",";
	}
	return fits;
}

static void complain(char *why, size_t bytes, const char *where, const char *word)
{
	snprintf(why, bytes,
		 "%s: '%s' is not an option with a value that it can have; there are:", where,
		 word);
	for (size_t i = 0; i < NKEYS; i++)
		if (strcmp(keys[i].key, "image"))
			append(why, bytes, " %s", keys[i].key);
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

bool image_options_read(struct image_options *options, const char *path, const char *cmdline,
			char *why, size_t bytes)
{
	static char text[FILE_BYTES], copy[4096];
	char *word, *save;

	*options = (struct image_options){ .suites = "all", .backings = "all" };
	if (file_read(path, text, sizeof(text)) && !read_text(options, text, why, bytes))
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
	if (make_guest_word(options))
		return true;
	snprintf(why, bytes, "the guest's options are longer than %zu bytes together",
		 sizeof(options->guest) - 1);
	return false;
}
