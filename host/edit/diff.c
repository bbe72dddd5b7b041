// SPDX-License-Identifier: GPL-2.0-only
/* An edit that was placed, as a diff. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../leafzap/cache.h"
#include "../leafzap/process.h"
#include "../leafzap/say.h"
#include "../leafzap/text.h"
#include "edit.h"

#define DIFF_TROUBLE 2 /* diff(1) exits with 0 or 1 if it could compare */

static void put(FILE *file, const struct lines *lines, size_t from, size_t to)
{
	for (; from < to; from++)
		fprintf(file, "%s\n", lines->line[from]);
}

static char *before(const struct lines *lines)
{
	struct buffer buffer;

	buffer_open(&buffer);
	put(buffer.file, lines, 0, lines->n);
	return buffer_close(&buffer);
}

static char *after(const struct file_edit *edit, const struct lines *lines)
{
	struct buffer buffer;
	size_t at = 0;

	buffer_open(&buffer);
	for (size_t h = 0; h < edit->n; h++) {
		const struct hunk *hunk = &edit->hunks[h];
		size_t first = 0;

		hunk_places(hunk, lines, &first);
		put(buffer.file, lines, at, first);
		for (size_t i = 0; i < hunk->n; i++)
			if (*hunk->line[i] != '-')
				fprintf(buffer.file, "%s\n", hunk->line[i] + 1);
		at = first + hunk_old_lines(hunk);
	}
	put(buffer.file, lines, at, lines->n);
	return buffer_close(&buffer);
}

/* What diff says of one file; nothing if it only says what the code looks like. */
static char *diff_of(const struct file_edit *edit, const struct lines *lines, const char *work)
{
	int out = memfd_create("leafzap-diff", MFD_CLOEXEC);
	char *a = format("%s/a", work), *b = format("%s/b", work), *said;
	char *old = before(lines), *new = after(edit, lines);
	char *words[] = { "diff",    "-up",
			  "--label", format("a/%s", edit->path),
			  "--label", format("b/%s", edit->path),
			  a,	     b,
			  NULL };
	struct command command = { .words = words, .in = -1, .out = out, .err = -1 };

	file_write(a, old);
	file_write(b, new);
	free(old);
	free(new);
	if (out < 0 || process_run(&command) >= DIFF_TROUBLE)
		die("cannot compare %s as it was and as it becomes, in %s", edit->path, work);
	lseek(out, 0, SEEK_SET);
	/* All of it: the last line may be a blank. */
	said = fd_text(out);
	close(out);
	return said;
}

char *edit_diff(const struct edit *edit, const struct form *form, const struct sources *sources)
{
	static char *work;
	struct buffer buffer;

	if (!work)
		work = cache_scratch("edit");
	buffer_open(&buffer);
	fprintf(buffer.file, "%s, for %s\n\n", edit->name, sources->title);
	for (size_t f = 0; f < form->n; f++) {
		const struct file_edit *file = &form->files[f];
		char *said = diff_of(file, sources_file(sources, file->path), work);

		fputs(said, buffer.file);
		free(said);
	}
	return buffer_close(&buffer);
}
