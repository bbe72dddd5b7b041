// SPDX-License-Identifier: GPL-2.0-only
/* Which form of an edit fits these sources. */
#include <stdio.h>
#include <string.h>

#include "../leafzap/say.h"
#include "../leafzap/text.h"
#include "edit.h"

size_t hunk_old_lines(const struct hunk *hunk)
{
	size_t n = 0;

	for (size_t i = 0; i < hunk->n; i++)
		n += hunk->line[i][0] != '+';
	return n;
}

static bool fits(const struct hunk *hunk, const struct lines *lines, size_t at)
{
	for (size_t i = 0; i < hunk->n; i++)
		if (hunk->line[i][0] != '+' && strcmp(hunk->line[i] + 1, lines->line[at++]) != 0)
			return false;
	return true;
}

/* As hunk_places(), in the lines [start, end). */
static size_t places_in(const struct hunk *hunk, const struct lines *lines, size_t start,
			size_t end, size_t *first)
{
	size_t need = hunk_old_lines(hunk), found = 0;

	for (size_t at = start; at + need <= end; at++)
		if (fits(hunk, lines, at) && !found++)
			*first = at;
	return found;
}

size_t hunk_places(const struct hunk *hunk, const struct lines *lines, size_t *first)
{
	struct span span = { 0 };
	size_t found = 0;

	if (!hunk->where)
		return places_in(hunk, lines, 0, lines->n, first);
	/* A function may be there twice, in the arms of an #ifdef. */
	while (source_definition(lines, hunk->where, span.end, &span))
		found += places_in(hunk, lines, span.start, span.end,
				   found ? &(size_t){ 0 } : first);
	return found;
}

/* Why a form does not fit; NULL if it does. */
static char *obstacle(const struct form *form, const struct sources *sources)
{
	for (size_t f = 0; f < form->n; f++) {
		const struct file_edit *file = &form->files[f];
		const struct lines *lines = sources_file(sources, file->path);
		size_t end = 0;

		if (!lines)
			return format("there is no %s", file->path);
		for (size_t h = 0; h < file->n; h++) {
			const struct hunk *hunk = &file->hunks[h];
			size_t first, n = hunk_places(hunk, lines, &first);
			struct span span;

			if (!n && hunk->where && !source_definition(lines, hunk->where, 0, &span))
				return format("line %zu: %s has no %s", hunk->at, file->path,
					      hunk->where);
			if (n != 1)
				return format("line %zu: %zu places for it in %s of %s", hunk->at,
					      n, hunk->where ? hunk->where : "all", file->path);
			if (h && first < end)
				return format("line %zu: overlaps the hunk before it, or comes "
					      "before it in %s",
					      hunk->at, file->path);
			end = first + hunk_old_lines(hunk);
		}
	}
	return NULL;
}

/*
 * "None without: FILE NAME: why", "None with: FILE NAME: why": the shape of the
 * code from which on the bug cannot exist.  Returns that why, or NULL.
 */
static char *reason(const struct edit *edit, const struct sources *sources, const char *field,
		    bool with)
{
	const char *value;

	for (size_t next = 0; (value = edit_field(edit, field, &next));) {
		const struct lines *lines;
		char path[256], name[128];
		int used = 0;

		if (sscanf(value, "%255s %127[^: ]: %n", path, name, &used) != 2 || !used)
			die("%s: '%s: %s' is not FILE NAME: REASON", edit->path, field, value);
		lines = sources_file(sources, path);
		if (with == (lines && source_has_word(lines, name)))
			return format("%s", value + used);
	}
	return NULL;
}

enum outcome edit_choose(const struct edit *edit, const struct sources *sources,
			 const struct form **form, char **why)
{
	char *cannot = reason(edit, sources, "None without", false);
	char *misses = NULL;
	size_t fitting = 0;

	*form = NULL;
	*why = NULL;
	if (!cannot)
		cannot = reason(edit, sources, "None with", true);
	for (size_t i = 0; i < edit->nforms; i++) {
		char *miss = obstacle(&edit->forms[i], sources);

		if (!miss) {
			fitting++;
			*form = &edit->forms[i];
			continue;
		}
		misses = misses ? format("%s; %s", misses, miss) : miss;
	}
	if (fitting == 1 && !cannot)
		return OUT_PLACED;
	if (!fitting && cannot) {
		*why = cannot;
		return OUT_NONE;
	}
	if (cannot)
		*why = format("the form of line %zu fits, though the header says: %s", (*form)->at,
			      cannot);
	else if (fitting)
		*why = format("%zu forms fit, one was expected", fitting);
	else
		*why = format("no form fits: %s", misses);
	return OUT_ERROR;
}
