// SPDX-License-Identifier: GPL-2.0-only
/* Functions of KVM that stand in another file than they did. */
#include <string.h>

#include "../leafzap/cache.h"
#include "../source/source.h"
#include "place.h"

static bool is_c(const char *path)
{
	return ends(path, ".c") && !ends(path, ".mod.c");
}

/* Which of @names are defined in the file at @path. */
static bool *defined(const char *path, const struct names *names)
{
	bool *there = allocate(names->n + 1, sizeof(*there));
	struct lines lines;
	struct span span;

	if (source_read(path, &lines))
		for (size_t i = 0; i < names->n; i++)
			there[i] = source_definition(&lines, names->name[i], 0, &span);
	return there;
}

static void add_row(struct placing *p, const struct row *like, const char *file)
{
	struct row row = *like;

	if (strlen(file) >= sizeof(row.file))
		return;
	strcpy(row.file, file);
	table_add(&p->table, &row);
}

/* The rows of @hook once more, for another file. */
static void add_rows(struct placing *p, const char *hook, const char *home, const char *file)
{
	size_t n = p->table.n;

	for (size_t i = 0; i < n; i++)
		if (!strcmp(p->table.row[i].hook, hook) && !strcmp(p->table.row[i].file, home))
			add_row(p, &p->table.row[i], file);
}

bool hook_follow(struct placing *p, const char *hook)
{
	static const char *const folders[] = { "arch/x86/kvm", "virt/kvm" };
	struct names names = slice_names(rules_of(p->hooks, hook));
	const char *home = NULL;
	struct words files = { 0 };
	bool *at_home, found = false;

	for (size_t i = 0; !home && i < p->table.n; i++)
		if (!strcmp(p->table.row[i].hook, hook))
			home = copy(p->table.row[i].file);
	at_home = defined(format("%s/%s", p->tree, home), &names);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		cache_files(&files, format("%s/%s", p->tree, folders[i]), is_c);
	for (size_t i = 0; i < files.count; i++) {
		bool *there = defined(files.list[i], &names), moved = false;

		for (size_t k = 0; k < names.n; k++)
			moved |= there[k] && !at_home[k];
		if (moved)
			add_rows(p, hook, home, files.list[i] + strlen(p->tree) + 1);
		found |= moved;
	}
	return found;
}
