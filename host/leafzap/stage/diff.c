// SPDX-License-Identifier: GPL-2.0-only
/* Which files a diff names. */
#include <stdlib.h>
#include <string.h>

#include "stage.h"

/* As diff writes them, a tab and a date may follow the name. */
static void add(struct words *words, const char *name)
{
	char *bare = format("%.*s", (int)strcspn(name, "\t"), name);

	if (strcmp(bare, "/dev/null"))
		words_add(words, "%s", bare);
	free(bare);
}

static const char *number(const char *text)
{
	size_t n = strspn(text, "0123456789,");

	return n ? text + n : NULL;
}

/* "@@ -1,2 +3,4 @@". */
static bool hunk(const char *line)
{
	const char *at = begins(line, "@@ -") ? number(line + strlen("@@ -")) : NULL;

	at = at && begins(at, " +") ? number(at + strlen(" +")) : NULL;
	return at && begins(at, " @@");
}

/* What follows in a line of git's about a file that has another name now; NULL in another. */
static const char *renamed(const char *line)
{
	static const char *const starts[] = { "rename from ", "rename to ", "copy from ",
					      "copy to " };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (begins(line, starts[i]))
			return line + strlen(starts[i]);
	return NULL;
}

void diff_names(struct diff_names *names, const char *text)
{
	char *lines = copy(text), *rest = lines, *line;
	const char *from = NULL, *to = NULL, *name;
	bool git = false;

	*names = (struct diff_names){ 0 };
	while ((line = strsep(&rest, "\n"))) {
		if (ends(line, "\r"))
			line[strlen(line) - 1] = '\0';
		/* Only in front of a hunk: words of a message, or lines taken out and put in, may
		 * look the same. */
		if (begins(line, "--- ")) {
			from = line + strlen("--- ");
			to = NULL;
			continue;
		}
		if (from && begins(line, "+++ ")) {
			to = line + strlen("+++ ");
			continue;
		}
		if (to && hunk(line)) {
			add(&names->headers, from);
			add(&names->headers, to);
		}
		if (begins(line, "diff --git "))
			git = true;
		else if (begins(line, "@@ "))
			git = false;
		name = git ? renamed(line) : NULL;
		if (name)
			add(&names->renames, name);
		from = to = NULL;
	}
	free(lines);
}
