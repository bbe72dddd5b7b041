// SPDX-License-Identifier: GPL-2.0-only
/* The file of an edit: a header like that of a mail, and its forms. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../leafzap/say.h"
#include "../leafzap/text.h"
#include "edit.h"

static char *name_of(const char *path)
{
	char *name = copy(path_name(path)), *dot = strrchr(name, '.');

	if (dot)
		*dot = '\0';
	return name;
}

/* "Kind: flush", or two blanks and more of the field before; false: neither. */
static bool header_line(struct edit *edit, const char *line)
{
	const char *colon = strchr(line, ':');
	struct field *field;

	if (begins(line, "  ") && edit->nfields) {
		field = &edit->fields[edit->nfields - 1];
		field->value = format("%s %s", field->value, line + strspn(line, " "));
		return true;
	}
	if (!isupper((unsigned char)*line) || !colon || colon[1] != ' ')
		return false;
	edit->fields = grow(edit->fields, edit->nfields, sizeof(*edit->fields));
	field = &edit->fields[edit->nfields++];
	field->name = format("%.*s", (int)(colon - line), line);
	field->value = copy(colon + 2);
	return true;
}

static struct form *add_form(struct edit *edit, size_t at)
{
	struct form *form;

	edit->forms = grow(edit->forms, edit->nforms, sizeof(*edit->forms));
	form = &edit->forms[edit->nforms++];
	*form = (struct form){ .at = at };
	return form;
}

static struct file_edit *add_file(struct form *form, const char *path)
{
	struct file_edit *file;

	form->files = grow(form->files, form->n, sizeof(*form->files));
	file = &form->files[form->n++];
	*file = (struct file_edit){ .path = copy(path) };
	return file;
}

static struct hunk *add_hunk(struct file_edit *file, const char *where, size_t at)
{
	struct hunk *hunk;

	where += strspn(where, " ");
	file->hunks = grow(file->hunks, file->n, sizeof(*file->hunks));
	hunk = &file->hunks[file->n++];
	*hunk = (struct hunk){ .where = *where ? copy(where) : NULL, .at = at };
	return hunk;
}

static void add_line(struct hunk *hunk, const char *line)
{
	hunk->line = grow(hunk->line, hunk->n, sizeof(*hunk->line));
	/* Editors cut the blank of an empty line of context. */
	hunk->line[hunk->n++] = *line ? copy(line) : copy(" ");
}

/* Empty lines before the next form, file or hunk are not of this one. */
static void end_hunk(const char *path, struct hunk *hunk)
{
	bool old = false;

	if (!hunk)
		return;
	while (hunk->n && strcmp(hunk->line[hunk->n - 1], " ") == 0)
		hunk->n--;
	for (size_t i = 0; i < hunk->n; i++)
		old |= hunk->line[i][0] != '+';
	if (!old)
		die("%s:%zu: this hunk names no line by which to find its place", path, hunk->at);
}

/* Hunks that change nothing say what the code must look like, and are not enough. */
static bool changes(const struct form *form)
{
	for (size_t f = 0; f < form->n; f++)
		for (size_t h = 0; h < form->files[f].n; h++)
			for (size_t i = 0; i < form->files[f].hunks[h].n; i++)
				if (form->files[f].hunks[h].line[i][0] != ' ')
					return true;
	return false;
}

static void check(const struct edit *edit)
{
	if (!edit->nforms)
		die("%s: no form: a line like '--- a/arch/x86/kvm/mmu/mmu.c' was expected",
		    edit->path);
	for (size_t f = 0; f < edit->nforms; f++) {
		if (!edit->forms[f].n)
			die("%s:%zu: a form without a file", edit->path, edit->forms[f].at);
		for (size_t i = 0; i < edit->forms[f].n; i++)
			if (!edit->forms[f].files[i].n)
				die("%s:%zu: no hunk for %s: a line like '@@ FUNCTION' was "
				    "expected",
				    edit->path, edit->forms[f].at, edit->forms[f].files[i].path);
		if (!changes(&edit->forms[f]))
			die("%s:%zu: this form changes nothing", edit->path, edit->forms[f].at);
	}
}

void edit_read(struct edit *edit, const char *path)
{
	struct file_edit *file = NULL;
	struct form *form = NULL;
	struct hunk *hunk = NULL;
	struct lines lines;

	*edit = (struct edit){ .path = copy(path), .name = name_of(path) };
	if (!source_read(path, &lines))
		die("cannot read %s: %s", path, strerror(errno));
	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.line[i];

		if (begins(line, "--- a/") || begins(line, "Or:")) {
			end_hunk(path, hunk);
			hunk = NULL;
			if (!form || *line == 'O')
				form = add_form(edit, i + 1);
			file = *line == 'O' ? NULL : add_file(form, line + strlen("--- a/"));
		} else if (!form) {
			if (*line && !header_line(edit, line))
				die("%s:%zu: neither a field of the header nor a diff: %s", path,
				    i + 1, line);
		} else if (file && begins(line, "@@")) {
			end_hunk(path, hunk);
			hunk = add_hunk(file, line + 2, i + 1);
		} else if (hunk && (!*line || strchr(" -+", *line))) {
			add_line(hunk, line);
		} else if (*line && !begins(line, "  ")) {
			die("%s:%zu: no line of a form: %s", path, i + 1, line);
		}
	}
	end_hunk(path, hunk);
	check(edit);
}

const char *edit_field(const struct edit *edit, const char *name, size_t *next)
{
	while (*next < edit->nfields) {
		const struct field *field = &edit->fields[(*next)++];

		if (strcmp(field->name, name) == 0)
			return field->value;
	}
	return NULL;
}

const char *edit_first(const struct edit *edit, const char *name)
{
	const char *value = edit_field(edit, name, &(size_t){ 0 });

	return value ? value : "";
}

static int is_edit(const struct dirent *entry)
{
	return ends(entry->d_name, ".edit");
}

void edit_names(struct words *names, const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_edit, alphasort);

	if (n < 0)
		die("cannot read %s: %s", folder, strerror(errno));
	for (int i = 0; i < n; i++)
		words_add(names, "%s", name_of(entries[i]->d_name));
}
