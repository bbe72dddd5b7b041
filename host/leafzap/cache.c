// SPDX-License-Identifier: GPL-2.0-only
/* The cache: its folder, scratch folders, and how an entry gets its place. */
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cache.h"
#include "say.h"
#include "text.h"

#define OPEN_FOLDERS 16 /* nftw() keeps as many open */

static struct words scratch;
static pid_t scratch_owner;

static char *wanted_folder(void)
{
	const char *path;

	if ((path = getenv("LEAFZAP_CACHE")) && *path)
		return copy(path);
	if ((path = getenv("XDG_CACHE_HOME")) && *path)
		return format("%s/leafzap", path);
	if ((path = getenv("HOME")) && *path)
		return format("%s/.cache/leafzap", path);
	return copy("/var/cache/leafzap");
}

const char *cache_folder(void)
{
	static char *folder;
	char *wanted;

	if (folder)
		return folder;
	wanted = wanted_folder();
	if (!path_make_folder(wanted))
		die("cannot create %s: set LEAFZAP_CACHE to a directory you can write to (4 GiB)",
		    wanted);
	folder = path_real(wanted);
	if (!folder || access(folder, W_OK) || !path_make_folder(format("%s/tmp", folder)))
		die("cannot write to %s: set LEAFZAP_CACHE to another directory", wanted);
	/* The scripts that we start take the same. */
	setenv("LEAFZAP_CACHE", folder, 1);
	return folder;
}

char *cache_path(const char *fmt, ...)
{
	char *name, *path;
	va_list args;

	va_start(args, fmt);
	name = vformat(fmt, args);
	va_end(args);
	path = format("%s/%s", cache_folder(), name);
	free(name);
	return path;
}

static int remove_one(const char *path, const struct stat *stat_of, int type, struct FTW *where)
{
	(void)stat_of;
	(void)type;
	(void)where;
	return remove(path) && errno != ENOENT;
}

bool remove_all(const char *path)
{
	return !nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) || errno == ENOENT;
}

void scratch_remove(void)
{
	/* Not by a process that was forked. */
	if (scratch_owner != getpid())
		return;
	while (scratch.count)
		remove_all(scratch.list[--scratch.count]);
}

char *cache_scratch(const char *name)
{
	char *path = cache_path("tmp/%s.XXXXXX", name);

	if (!mkdtemp(path))
		die("cannot make a folder in %s/tmp: %s; free some space, or set LEAFZAP_CACHE",
		    cache_folder(), strerror(errno));
	if (!scratch_owner) {
		scratch_owner = getpid();
		atexit(scratch_remove);
	}
	words_add(&scratch, "%s", path);
	return path;
}

void cache_publish(const char *from, const char *to)
{
	char *folder = copy(to), *slash = strrchr(folder, '/');

	if (slash)
		*slash = '\0';
	if (!path_make_folder(folder))
		die("cannot create %s: %s; free some space, or set LEAFZAP_CACHE", folder,
		    strerror(errno));
	free(folder);
	if (!rename(from, to) || ((errno == ENOTEMPTY || errno == EEXIST) && path_folder(to)))
		return;
	die("cannot put %s into the cache: %s; free some space, or set LEAFZAP_CACHE", to,
	    strerror(errno));
}

unsigned long free_mib(const char *path)
{
	struct statvfs disk;

	if (statvfs(path, &disk))
		return 0;
	return (unsigned long)((unsigned long long)disk.f_bavail * disk.f_frsize >> 20);
}
