// SPDX-License-Identifier: GPL-2.0-only
/* Functions that spatch cannot read. */
#include <string.h>

#include "../leafzap/process.h"
#include "../source/source.h"
#include "place.h"

#define SEEN "leafzap_seen_"

/* Marks each function of @names that spatch sees as one. */
static void write_rules(const char *path, const struct names *names)
{
	struct buffer rules;

	buffer_open(&rules);
	for (size_t i = 0; i < names->n; i++)
		fprintf(rules.file,
			"@r%zu@\n@@\n %s(...)\n {\n+" SEEN "%s();\n ... when any\n }\n\n", i,
			names->name[i], names->name[i]);
	file_write(path, buffer_close(&rules));
}

static bool before(const struct names *names, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(names->name[k], names->name[i]))
			return true;
	return false;
}

void hook_unreadable(struct words *functions, struct placing *p, const char *hook, const char *file)
{
	struct names names = slice_names(rules_of(p->hooks, hook));
	struct names there = { .name = allocate(names.n + 1, sizeof(char *)) };
	const char *source = job_for(p, file)->source;
	struct lines lines = source_lines(source);
	char *copied, *marked;
	struct span span;

	for (size_t i = 0; i < names.n; i++)
		if (!before(&names, i) && source_definition(&lines, names.name[i], 0, &span))
			there.name[there.n++] = names.name[i];
	if (!there.n)
		return;
	copied = format("%s/.seen.c", p->work);
	file_write(copied, slice_cut(source, &there).text);
	write_rules(format("%s.cocci", copied), &there);
	if (process_wait(spatch_start(p->work, ".seen.c")))
		return;
	marked = file_text(copied);
	for (size_t i = 0; marked && i < there.n; i++)
		if (!source_word(marked, format(SEEN "%s", there.name[i])))
			words_add(functions, "%s()", there.name[i]);
}
