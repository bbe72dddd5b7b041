// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line: `suite=a,b vcpus=N seed=N case=N sample=N backing=NAME long
 * stop amplify bare`.  A loader may put the image's name in front.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

#define DEFAULT_SEED 1

struct options options = {
	.suites = "all", .backing = "unknown", .seed = DEFAULT_SEED, .vcpus = 1
};
unsigned vcpus_told;

static const char *value_of(const char *word, const char *key)
{
	size_t len = strlen(key);

	return !strncmp(word, key, len) && word[len] == '=' ? word + len + 1 : NULL;
}

static bool number(const char *text, uint64_t max, uint64_t *out)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*out = strtoull(text, &end, 0);
	return !*end && *out <= max;
}

static bool parse_flag(const char *word)
{
	if (!strcmp(word, "long"))
		options.long_run = true;
	else if (!strcmp(word, "stop"))
		options.stop = true;
	else if (!strcmp(word, "amplify"))
		options.amplify = true;
	else if (!strcmp(word, "bare"))
		options.bare = true;
	else
		return false;
	return true;
}

static bool parse_word(const char *word)
{
	const char *v;
	uint64_t n;

	if ((v = value_of(word, "suite")) && *v)
		options.suites = v;
	else if ((v = value_of(word, "backing")) && *v)
		options.backing = v;
	else if ((v = value_of(word, "seed")) && number(v, UINT64_MAX, &n))
		options.seed = n;
	else if ((v = value_of(word, "case")) && number(v, 1u << 30, &n))
		options.only_case = (long)n;
	else if ((v = value_of(word, "sample")) && number(v, 1u << 30, &n))
		options.sample = (unsigned)n;
	else if ((v = value_of(word, "vcpus")) && number(v, 1u << 10, &n))
		vcpus_told = (unsigned)n;
	else
		return parse_flag(word);
	return true;
}

const char *options_parse(char *text)
{
	char *rest, *word = strtok_r(text, " \t\n", &rest);

	/* The image's name, as QEMU and some boot loaders pass it. */
	if (word && !strchr(word, '=') && !parse_flag(word))
		word = strtok_r(NULL, " \t\n", &rest);
	for (; word; word = strtok_r(NULL, " \t\n", &rest))
		if (!parse_word(word))
			return word;
	return NULL;
}

bool option_list_has(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (*list) {
		size_t part = strcspn(list, ",");

		if (part == len && !strncmp(list, name, len))
			return true;
		list += part + (list[part] == ',');
	}
	return false;
}
