// SPDX-License-Identifier: GPL-2.0-only
/* Which form of an edit fits these sources, and what they become by it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "edit.h"

struct cached {
	char *path;
	struct text text;
	bool there;
};

const struct text *roots_read(const struct roots *roots, const char *path)
{
	static struct cached *cache;
	static size_t n;
	size_t i = 0;

	while (i < n && strcmp(cache[i].path, path) != 0)
		i++;
	if (i == n) {
		cache = grow(cache, n, sizeof(*cache));
		cache[n].path = copy_of(path, strlen(path));
		cache[n].there = false;
		for (size_t r = 0; r < roots->n && !cache[n].there; r++) {
			char *full = print_new("%s/%s", roots->dir[r], path);

			cache[n].there = text_read(&cache[n].text, full);
			free(full);
		}
		n++;
	}
	return cache[i].there ? &cache[i].text : NULL;
}

static size_t old_lines(const struct hunk *hunk)
{
	size_t n = 0;

	for (size_t i = 0; i < hunk->n; i++)
		n += hunk->line[i][0] != '+';
	return n;
}

static bool fits(const struct hunk *hunk, const struct text *text, size_t at)
{
	for (size_t i = 0; i < hunk->n; i++)
		if (hunk->line[i][0] != '+' && strcmp(hunk->line[i] + 1, text->line[at++]) != 0)
			return false;
	return true;
}

/* As hunk_places(), in the lines [start, end). */
static size_t places_in(const struct hunk *hunk, const struct text *text, size_t start, size_t end,
			size_t *first)
{
	size_t need = old_lines(hunk), found = 0;

	for (size_t at = start; at + need <= end; at++)
		if (fits(hunk, text, at) && !found++)
			*first = at;
	return found;
}

size_t hunk_places(const struct hunk *hunk, const struct text *text, size_t *first)
{
	size_t start, end, found = 0, at = 0;

	if (!hunk->where)
		return places_in(hunk, text, 0, text->n, first);
	/* A function may be there twice, in the arms of an #ifdef. */
	while (text_definition(text, hunk->where, at, &start, &end)) {
		found += places_in(hunk, text, start, end, found ? &(size_t){ 0 } : first);
		at = end;
	}
	return found;
}

/* Why a form does not fit; NULL if it does. */
static char *obstacle(const struct form *form, const struct roots *roots)
{
	for (size_t f = 0; f < form->n; f++) {
		const struct file_edit *file = &form->files[f];
		const struct text *text = roots_read(roots, file->path);
		size_t end = 0;

		if (!text)
			return print_new("there is no %s", file->path);
		for (size_t h = 0; h < file->n; h++) {
			const struct hunk *hunk = &file->hunks[h];
			size_t first, s, e, n = hunk_places(hunk, text, &first);

			if (!n && hunk->where && !text_definition(text, hunk->where, 0, &s, &e))
				return print_new("line %zu: %s has no %s", hunk->at, file->path,
						 hunk->where);
			if (n != 1)
				return print_new("line %zu: %zu places for it in %s of %s",
						 hunk->at, n, hunk->where ? hunk->where : "all",
						 file->path);
			if (h && first < end)
				return print_new("line %zu: overlaps the hunk before it, or comes "
						 "before it in %s",
						 hunk->at, file->path);
			end = first + old_lines(hunk);
		}
	}
	return NULL;
}

/*
 * "None without: FILE NAME: why", "None with: FILE NAME: why": the shape of the
 * code from which on the bug cannot exist.  Returns that why, or NULL.
 */
static char *reason(const struct edit *edit, const struct roots *roots, const char *field,
		    bool with)
{
	const char *value;

	for (size_t next = 0; (value = edit_field(edit, field, &next));) {
		const struct text *text;
		char path[256], name[128];
		int used = 0;

		if (sscanf(value, "%255s %127[^: ]: %n", path, name, &used) != 2 || !used)
			die("%s: '%s: %s' is not FILE NAME: REASON", edit->path, field, value);
		text = roots_read(roots, path);
		if (with == (text && text_has_word(text, name)))
			return print_new("%s", value + used);
	}
	return NULL;
}

enum outcome edit_choose(const struct edit *edit, const struct roots *roots,
			 const struct form **form, char **why)
{
	char *cannot = reason(edit, roots, "None without", false);
	char *misses = NULL;
	size_t fitting = 0;

	*form = NULL;
	*why = NULL;
	if (!cannot)
		cannot = reason(edit, roots, "None with", true);
	for (size_t i = 0; i < edit->nforms; i++) {
		char *miss = obstacle(&edit->forms[i], roots);

		if (!miss) {
			fitting++;
			*form = &edit->forms[i];
			continue;
		}
		misses = misses ? print_new("%s; %s", misses, miss) : miss;
	}
	if (fitting == 1 && !cannot)
		return OUT_PLACED;
	if (!fitting && cannot) {
		*why = cannot;
		return OUT_NONE;
	}
	if (cannot)
		*why = print_new("the form of line %zu fits, though the header says: %s",
				 (*form)->at, cannot);
	else if (fitting)
		*why = print_new("%zu forms fit, one was expected", fitting);
	else
		*why = print_new("no form fits: %s", misses);
	return OUT_ERROR;
}

/* Opens @out/@side/@path for writing, with the folders that it needs. */
static FILE *create(const char *out, const char *side, const char *path)
{
	char *full = print_new("%s/%s/%s", out, side, path);
	FILE *file;

	for (char *slash = strchr(full + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(full, 0777) && errno != EEXIST)
			die("cannot make %s: %s", full, strerror(errno));
		*slash = '/';
	}
	file = fopen(full, "w");
	if (!file)
		die("cannot write %s: %s", full, strerror(errno));
	free(full);
	return file;
}

static void put(FILE *file, struct text text, size_t from, size_t to)
{
	for (; from < to; from++)
		fprintf(file, "%s\n", text.line[from]);
}

static void write_changed(FILE *file, const struct file_edit *edit, const struct text *text)
{
	size_t at = 0;

	for (size_t h = 0; h < edit->n; h++) {
		const struct hunk *hunk = &edit->hunks[h];
		size_t first = 0;

		hunk_places(hunk, text, &first);
		put(file, *text, at, first);
		for (size_t i = 0; i < hunk->n; i++)
			if (hunk->line[i][0] != '-')
				fprintf(file, "%s\n", hunk->line[i] + 1);
		at = first + old_lines(hunk);
	}
	put(file, *text, at, text->n);
}

static void close_written(FILE *file, const char *path)
{
	bool bad = ferror(file);

	if (fclose(file) || bad)
		die("cannot write %s: is the disk full?", path);
}

void form_write(const struct form *form, const struct roots *roots, const char *out)
{
	for (size_t f = 0; f < form->n; f++) {
		const struct file_edit *edit = &form->files[f];
		const struct text *text = roots_read(roots, edit->path);
		FILE *file = create(out, "a", edit->path);

		put(file, *text, 0, text->n);
		close_written(file, edit->path);
		file = create(out, "b", edit->path);
		write_changed(file, edit, text);
		close_written(file, edit->path);
		printf("%s\n", edit->path);
	}
}
