// SPDX-License-Identifier: GPL-2.0-only
/* What --patch stands for. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../stage/stage.h"
#include "series.h"

static int is_patch(const struct dirent *entry)
{
	return ends(entry->d_name, ".patch") || ends(entry->d_name, ".diff");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* A cover letter of git format-patch names no file. */
static bool no_diff(const char *file)
{
	char *text = strstr(path_name(file), "0000-cover-letter.") ? file_text(file) : NULL;
	struct diff_names names;

	if (!text)
		return false;
	diff_names(&names, text);
	return !names.headers.count && !names.renames.count;
}

/* What outlives the run only if it is kept: in a folder that patches_keep() empties. */
static const char *kept(void)
{
	static const char *folder;

	if (!folder)
		folder = cache_scratch("patch");
	return folder;
}

/* A new name in it, after the one that was given. */
static char *kept_name(const char *given)
{
	const char *name = path_name(given);
	char *first = format("%s/%.*s", kept(), (int)strcspn(name, "."), name);
	char *path = first;

	for (unsigned n = 2; path_there(path) || path_there(format("%s.patch", path)); n++)
		path = format("%s-%u", first, n);
	return path;
}

/* What can be read only once, as /dev/stdin. */
static char *read_once(const char *given)
{
	char *path = format("%s.patch", kept_name(given)), *text;
	int fd = open(given, O_RDONLY | O_CLOEXEC);

	text = fd < 0 ? NULL : fd_text(fd);
	process_check();
	if (!text)
		die("--patch %s: cannot be read: %s", given, strerror(errno));
	close(fd);
	file_write(path, text);
	return path;
}

/* One patch, or the mails of a mailbox: the path to be given for the same again. */
static char *add_file(struct words *patches, const char *given, char *file)
{
	char *text = file_text(file), *folder;

	if (!text)
		die("--patch %s: cannot be read: %s", given, strerror(errno));
	if (!mbox_is(text)) {
		words_add(patches, "%s", file);
		return file;
	}
	folder = kept_name(given);
	mbox_split(patches, file, folder, format("--patch %s", given));
	return folder;
}

static void add_folder(struct words *patches, const char *given, const char *folder)
{
	struct dirent **entries;
	size_t before = patches->count;
	int n = scandir(folder, &entries, is_patch, by_name);

	if (n < 0)
		die("--patch %s: cannot be entered: %s", given, strerror(errno));
	for (int i = 0; i < n; i++) {
		char *file = format("%s/%s", folder, entries[i]->d_name);

		if (path_folder(file))
			continue;
		if (access(file, R_OK))
			die("--patch %s: %s cannot be read", given, file);
		if (no_diff(file))
			say("--patch %s: %s holds no diff, and is passed over", given,
			    path_name(file));
		else
			add_file(patches, given, file);
	}
	if (patches->count == before)
		die("--patch %s: a directory without a patch: no file with a diff is named *.patch "
		    "or *.diff there",
		    given);
}

void patches_add(struct run_options *options, const char *given)
{
	char *real = path_real(given);
	struct stat stat_of;

	if (stat(given, &stat_of))
		die("--patch %s: there is no such file", given);
	if (access(given, R_OK))
		die("--patch %s: cannot be read", given);
	if (S_ISDIR(stat_of.st_mode))
		add_folder(&options->patches, given, real);
	else
		real = add_file(&options->patches, given,
				S_ISREG(stat_of.st_mode) ? real : read_once(given));
	words_add(&options->given, "%s", real);
}

void patches_series(struct run_options *options, const char *mbox)
{
	mbox_split(&options->patches, mbox, format("%s/series", kept()),
		   format("--series %s", options->series));
}

/* The words that are paths in the folder, as they are in @to. */
static void move(struct words *words, const char *to, bool files)
{
	for (size_t i = 0; i < words->count; i++) {
		char *from = words->list[i], *path, *slash;

		if (!begins(from, kept()))
			continue;
		path = format("%s%s", to, from + strlen(kept()));
		words->list[i] = path;
		if (!files)
			continue;
		slash = strrchr(path, '/');
		*slash = '\0';
		if (!path_make_folder(path))
			die("cannot create %s: %s", path, strerror(errno));
		*slash = '/';
		file_copy(from, path);
	}
}

void patches_keep(struct run_options *options, const char *out)
{
	char *to = format("%s/patches", out);

	/* A folder of results may be used twice. */
	for (size_t i = 0; i < options->given.count; i++)
		if (begins(options->given.list[i], kept()))
			remove_all(format("%s%s", to, options->given.list[i] + strlen(kept())));
	move(&options->patches, to, true);
	move(&options->given, to, false);
}
