// SPDX-License-Identifier: GPL-2.0-only
/* What mutants there are, and which of them a kernel can have. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../say.h"
#include "../text.h"
#include "../top.h"
#include "mutants.h"

const char *mutants_field(const char *kernel, const char *engine)
{
	if (!strcmp(kernel, "debug"))
		return "On debug";
	return !strcmp(engine, "bochs") ? "Under EPT" : "Bug";
}

char *mutant_path(const char *name)
{
	const char *bare = path_name(name);
	char *path = top_path("host/mutants/%s%s", bare, ends(bare, ".edit") ? "" : ".edit");

	if (access(path, R_OK))
		die("there is no mutant %s; they are the files host/mutants/*.edit", bare);
	return path;
}

/* Why it has no place; NULL if all is well. */
static char *read_one(struct mutant *mutant, const char *path, const struct sources *sources)
{
	char *why;

	edit_read(&mutant->edit, path);
	mutant->name = mutant->edit.name;
	mutant->none = NULL;
	switch (edit_choose(&mutant->edit, sources, &mutant->form, &why)) {
	case OUT_PLACED:
		return NULL;
	case OUT_NONE:
		mutant->none = why;
		mutant->form = NULL;
		return NULL;
	default:
		return format("%s: %s in %s: %s", path, mutant->name, sources->title, why);
	}
}

void mutant_read(struct mutant *mutant, const char *path, const struct sources *sources)
{
	char *wrong = read_one(mutant, path, sources);

	if (wrong)
		die("%s", wrong);
}

struct mutant *mutants_read(const struct sources *sources, size_t *n)
{
	struct words names = { 0 };
	struct mutant *mutants;
	bool bad = false;

	edit_names(&names, top_path("host/mutants"));
	mutants = allocate(names.count, sizeof(*mutants));
	for (size_t i = 0; i < names.count; i++) {
		char *wrong = read_one(&mutants[i], mutant_path(names.list[i]), sources);

		if (wrong)
			say("error: %s", wrong);
		bad |= wrong != NULL;
	}
	if (bad)
		exit(EXIT_SETUP);
	*n = names.count;
	return mutants;
}
