// SPDX-License-Identifier: GPL-2.0-only
/* The tag in front of a diagnosis, "[KIND] text" or "[KIND gfn=0x...] text": common/kind.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

#define GFN " gfn=0x"

const char *tag_read(const char *text, struct tag *tag)
{
	size_t n = 1;
	char *end;

	*tag = (struct tag){ .gfn = NO_GFN };
	if (*text != '[')
		return NULL;
	while (isalnum((unsigned char)text[n]) || strchr("/-_", text[n] ?: ' '))
		n++;
	if (n == 1 || n > sizeof(tag->kind))
		return NULL;
	memcpy(tag->kind, text + 1, n - 1);
	if (!strncmp(text + n, GFN, strlen(GFN))) {
		tag->gfn = strtoull(text + n + strlen(GFN), &end, 16);
		n = end - text;
	}
	return strncmp(text + n, "] ", 2) ? NULL : text + n + 2;
}

void found_add(struct found *found, const char *kind, const char *text)
{
	for (unsigned i = 0; i < found->n; i++)
		if (!strcmp(found->of[i].kind, kind))
			return;
	/* More kinds than there are: the first ones tell most. */
	if (found->n == FOUND_KINDS)
		return;
	snprintf(found->of[found->n].kind, sizeof(found->of[0].kind), "%s", kind);
	found->of[found->n++].text = copy_text(text, strlen(text));
}

const char *found_kinds(const struct found *found, const char *more)
{
	static char list[(FOUND_KINDS + 1) * sizeof(found->of[0].kind)];
	size_t used = 0;

	*list = '\0';
	for (unsigned i = 0; i < found->n; i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? "," : "",
					 found->of[i].kind);
	if (more)
		snprintf(list + used, sizeof(list) - used, "%s%s", used ? "," : "", more);
	return list;
}
