// SPDX-License-Identifier: GPL-2.0-only
/* Keys of the cache: what sha256sum(1) says of contents and names. */
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "process.h"
#include "say.h"
#include "text.h"

#define KEY_DIGITS 20
#define HASH_DIGITS 64 /* of a line of sha256sum; two characters and the name follow */
#define OPEN_FOLDERS 16

/* What sha256sum says of these files, or of the text if @files is NULL. */
static char *sha256sum(const struct words *files, const char *text)
{
	struct words words = { 0 };
	char *said;

	words_add(&words, "sha256sum");
	if (files) {
		words_add(&words, "--");
		words_append(&words, files->list);
	}
	if (process_ask(words.list, text, &said))
		die("sha256sum failed: %s", said);
	return said;
}

char *cache_key(const struct words *files, const struct words *more)
{
	struct buffer all;
	char *said, *rest, *line, *key;

	buffer_open(&all);
	for (size_t i = 0; more && i < more->count; i++)
		fprintf(all.file, "%s\n", more->list[i]);
	if (files && files->count) {
		rest = said = sha256sum(files, "");
		while ((line = strsep(&rest, "\n")) && *line) {
			const char *name = path_name(line + HASH_DIGITS + 2);

			fprintf(all.file, "%s %.*s  -\n", name, HASH_DIGITS, line);
		}
		free(said);
	}
	said = cache_hash(buffer_close(&all));
	key = format("%.*s", KEY_DIGITS, said);
	free(said);
	free(all.text);
	return key;
}

char *cache_hash(const char *text)
{
	char *said = sha256sum(NULL, text);

	said[HASH_DIGITS] = '\0';
	return said;
}

/* nftw() has no argument for its function. */
static struct words *found;
static bool (*found_wanted)(const char *path);

static int find_one(const char *path, const struct stat *stat_of, int type, struct FTW *where)
{
	(void)stat_of;
	(void)where;
	if (type == FTW_F && (!found_wanted || found_wanted(path)))
		words_add(found, "%s", path);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void cache_files(struct words *files, const char *folder, bool (*wanted)(const char *path))
{
	size_t before = files->count;

	found = files;
	found_wanted = wanted;
	if (nftw(folder, find_one, OPEN_FOLDERS, FTW_PHYS))
		die("cannot read the folder %s: %s", folder, strerror(errno));
	if (files->count > before)
		qsort(files->list + before, files->count - before, sizeof(*files->list), by_name);
}
