// SPDX-License-Identifier: GPL-2.0-only
/* What to run, from "key=value" words of argv or of the kernel's command line. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lab.h"

#define PREFIX "leafzap."

const struct settings settings_default = {
	.elf = "/leafzap-guest.elf",
	.qemu = "qemu-system-x86_64",
	.guest = "",
	.memory_mib = GUEST_MIB,
	.silence_s = 180,
	.limit_s = 3600,
};

static const struct {
	const char *key;
	size_t offset; /* of an uint64_t in struct settings */
	uint64_t max;
} numbers[] = {
	{ "vcpus", offsetof(struct settings, vcpus), 64 },
	{ "anywhere", offsetof(struct settings, anywhere), 1 },
	{ "memory", offsetof(struct settings, memory_mib), 1 << 20 },
	{ "pool", offsetof(struct settings, pool_mib), 1 << 20 },
	{ "silence", offsetof(struct settings, silence_s), 86400 },
	{ "limit", offsetof(struct settings, limit_s), 86400 },
};

static const struct {
	const char *key;
	size_t offset; /* of a const char * in struct settings */
} words[] = {
	{ "elf", offsetof(struct settings, elf) },
	{ "guest", offsetof(struct settings, guest) },
	{ "qemu", offsetof(struct settings, qemu) },
	{ "exec", offsetof(struct settings, exec) },
};

static bool parse_number(const char *key, const char *value, uint64_t max, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(value, &end, 0);
	if (!errno && *value >= '0' && *value <= '9' && !*end && *number <= max)
		return true;
	tell_error("%s=%s: not a number from 0 to %llu", key, value, (unsigned long long)max);
	return false;
}

static bool parse_one(struct settings *settings, const char *key, const char *value)
{
	if (!strcmp(key, "plan")) {
		if (plan_parse(&settings->plan, value))
			return true;
		tell_error("plan=%s: not a plan", value);
		return false;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!strcmp(key, words[i].key)) {
			*(const char **)((char *)settings + words[i].offset) = value;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!strcmp(key, numbers[i].key))
			return parse_number(key, value, numbers[i].max,
					    (uint64_t *)((char *)settings + numbers[i].offset));
	}
	tell_error("%s=%s: unknown option", key, value);
	return false;
}

bool settings_parse(struct settings *settings, char **list, bool prefixed)
{
	for (; *list; list++) {
		char *key = *list, *value;

		if (!strncmp(key, PREFIX, strlen(PREFIX)))
			key += strlen(PREFIX);
		else if (prefixed)
			continue;
		value = strchr(key, '=');
		if (!value) {
			tell_error("%s: expected key=value", key);
			return false;
		}
		*value++ = '\0';
		if (!parse_one(settings, key, value))
			return false;
	}
	if (settings->memory_mib % GIB_MIB) {
		tell_error("memory=%llu: not whole GiB", (unsigned long long)settings->memory_mib);
		return false;
	}
	if (settings->plan.nguests || settings->exec)
		return true;
	tell_error("plan= is missing");
	return false;
}
