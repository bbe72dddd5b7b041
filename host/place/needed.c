// SPDX-License-Identifier: GPL-2.0-only
/* What a hook is needed for. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../common/kind.h"
#include "../leafzap/say.h"
#include "../source/source.h"
#include "place.h"

static unsigned bits_of(const char *path, const char *names)
{
	struct words words = { 0 };
	unsigned bits = 0, why;

	if (!strcmp(names, "-"))
		return 0;
	words_split(&words, names, ",");
	for (size_t i = 0; i < words.count; i++) {
		for (why = 0; why <= LEAFZAP_WHY_LAST; why++)
			if (!strcmp(unchecked_name(why), words.list[i]))
				break;
		if (why > LEAFZAP_WHY_LAST)
			die("%s: there is no rule %s", path, words.list[i]);
		bits |= 1u << why;
	}
	return bits;
}

unsigned hook_rules(const char *hooks, const char *hook)
{
	char *path = format("%s/rules", hooks), name[64], rules[128];
	struct lines l;

	if (!source_read(path, &l))
		die("cannot read %s: %s", path, strerror(errno));
	for (size_t i = 0; i < l.n; i++)
		if (*l.line[i] != '#' && sscanf(l.line[i], "%63s %127s", name, rules) == 2 &&
		    !strcmp(name, hook))
			return bits_of(path, rules);
	die("%s says nothing of hook %s", path, hook);
}

char *rules_names(unsigned bits)
{
	struct words words = { 0 };

	for (unsigned why = 0; why <= LEAFZAP_WHY_LAST; why++)
		if (bits & 1u << why)
			words_add(&words, "%s", unchecked_name(why));
	return words_join(&words, ",");
}
