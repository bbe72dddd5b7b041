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

static void look_at(struct words *functions, const struct placing *p, const char *file,
		    const struct names *names)
{
	char *source = file_text(format("%s/%s", p->tree, file)), *copied, *marked;
	struct names there = { .name = allocate(names->n + 1, sizeof(char *)) };
	struct lines lines = source_lines(source);
	struct span span;

	for (size_t i = 0; i < names->n; i++)
		if (!before(names, i) && source_definition(&lines, names->name[i], 0, &span))
			there.name[there.n++] = names->name[i];
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
			words_add(functions, "%s() in %s", there.name[i], file);
}

void hook_unreadable(struct words *functions, const struct placing *p, const char *hook)
{
	struct names names = slice_names(rules_of(p->hooks, hook));
	struct words files = { 0 };

	for (size_t i = 0; i < p->table.n; i++) {
		const struct row *row = &p->table.row[i];

		if (strcmp(row->hook, hook) || words_has(&files, row->file))
			continue;
		words_add(&files, "%s", row->file);
		look_at(functions, p, row->file, &names);
	}
}
