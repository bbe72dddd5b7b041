// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line: what guest/options.def declares, and `suite=a,b backing=NAME
 * vcpus=N bare` from who starts the guest.  A loader may put the image's name in front.
 */
#include <stdlib.h>
#include <string.h>

#include "append.h"
#include "run.h"

#define DEFAULT_SEED 1
#define MAX_VCPUS 1024

struct options options = {
	.value[OPTION_seed] = DEFAULT_SEED, .suites = "all", .backing = "unknown", .vcpus = 1
};
unsigned vcpus_told;

enum option_kind { NUMBER, FLAG };

static const struct {
	const char *name;
	enum option_kind kind;
	uint64_t min, max;
} declared[NOPTIONS] = {
#define OPTION(name, kind, min, max, value, help) [OPTION_##name] = { #name, kind, min, max },
#include "options.def"
#undef OPTION
};

static const char *value_of(const char *word, const char *key)
{
	size_t len = strlen(key);

	return !strncmp(word, key, len) && word[len] == '=' ? word + len + 1 : NULL;
}

static bool number(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t n;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	n = strtoull(text, &end, 0);
	if (*end || n < min || n > max)
		return false;
	*out = n;
	return true;
}

static bool parse_flag(const char *word)
{
	bool known = !strcmp(word, "bare");

	options.bare |= known;
	for (unsigned i = 0; i < NOPTIONS; i++) {
		if (declared[i].kind != FLAG || strcmp(word, declared[i].name))
			continue;
		options.value[i] = 1;
		known = true;
	}
	return known;
}

static bool parse_number(const char *word)
{
	const char *v;

	for (unsigned i = 0; i < NOPTIONS; i++)
		if (declared[i].kind == NUMBER && (v = value_of(word, declared[i].name)))
			return number(v, declared[i].min, declared[i].max, &options.value[i]);
	return false;
}

static bool parse_word(const char *word)
{
	const char *v;
	uint64_t n;

	if ((v = value_of(word, "suite")) && *v)
		options.suites = v;
	else if ((v = value_of(word, "backing")) && *v)
		options.backing = v;
	else if ((v = value_of(word, "vcpus")) && number(v, 0, MAX_VCPUS, &n))
		vcpus_told = (unsigned)n;
	else
		return parse_flag(word) || parse_number(word);
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

void options_again(char *text, size_t bytes, const char *suite, unsigned number)
{
	*text = '\0';
	append(text, bytes, "./run.sh --suite %s --backing %s --vcpus %u", suite, options.backing,
	       options.vcpus);
	for (unsigned i = 0; i < NOPTIONS; i++) {
		unsigned long long value = options.value[i];

		if (i == OPTION_case)
			append(text, bytes, " --case %u", number);
		else if (i == OPTION_sample || i == OPTION_stop)
			continue; /* which cases run: the line says that already */
		else if (declared[i].kind == FLAG && value)
			append(text, bytes, " --%s", declared[i].name);
		else if (declared[i].kind == NUMBER && (value || !declared[i].min))
			append(text, bytes, " --%s %llu", declared[i].name, value);
	}
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
