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
#include "run.h"

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
			words_add(patches, "%s", file);
	}
	if (patches->count == before)
		die("--patch %s: a directory without a patch: no file with a diff is named *.patch "
		    "or *.diff there",
		    given);
}

/* What can be read only once, as /dev/stdin, is kept. */
static char *keep(const char *given)
{
	char *path = format("%s/stdin.patch", cache_scratch("patch")), *text;
	int fd = open(given, O_RDONLY | O_CLOEXEC);

	text = fd < 0 ? NULL : fd_text(fd);
	process_check();
	if (!text)
		die("--patch %s: cannot be read: %s", given, strerror(errno));
	close(fd);
	file_write(path, text);
	return path;
}

void patches_add(struct run_options *options, const char *given)
{
	char *real = path_real(given);
	struct stat stat_of;

	if (stat(given, &stat_of))
		die("--patch %s: there is no such file", given);
	if (access(given, R_OK))
		die("--patch %s: cannot be read", given);
	words_add(&options->given, "%s", real ? real : given);
	if (S_ISDIR(stat_of.st_mode))
		add_folder(&options->patches, given, real);
	else
		words_add(&options->patches, "%s", S_ISREG(stat_of.st_mode) ? real : keep(given));
}
