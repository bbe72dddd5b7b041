/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cache: downloads and builds, outside of the checkout and shared by all checkouts.
 *
 * An entry is named after a key of all that went into it, is made in a scratch folder and renamed
 * into place when it is whole.  So nobody sees half of one, and who loses a race finds what another
 * has made of the same.  host/lib.sh has the same for the scripts, with the same keys.
 */
#ifndef LEAFZAP_CACHE_H
#define LEAFZAP_CACHE_H

#include <stdbool.h>

struct words;

/*
 * The cache's folder, an absolute path: $LEAFZAP_CACHE, or leafzap in $XDG_CACHE_HOME, or
 * .cache/leafzap in $HOME, or /var/cache/leafzap.  Made at the first call, which dies with the way
 * out where it cannot be made or written to.
 */
const char *cache_folder(void);

/* A path in it: cache_path("mutants/%s", name). */
char *cache_path(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * The key of the contents and names of @files (their folders do not count) and of the words in
 * @more, in their order: 20 hexadecimal digits, the same as of lz_key in host/lib.sh.  Either may
 * be NULL.  Dies if a file cannot be read.
 */
char *cache_key(const struct words *files, const struct words *more);

/* What sha256sum(1) says of that text: 64 hexadecimal digits. */
char *cache_hash(const char *text);

/*
 * Adds all files in @folder and in what is below it to @files, sorted, if @wanted says so of their
 * path; @wanted NULL takes all.  Links are not followed.
 */
void cache_files(struct words *files, const char *folder, bool (*wanted)(const char *path));

/* A new scratch folder in the cache, removed when the program ends, whatever the way. */
char *cache_scratch(const char *name);

/* Removes all scratch folders now. */
void scratch_remove(void);

/*
 * Makes the file or folder @from, which lies in the cache, the entry @to, whose folder is made if
 * it is missing.  If another process was faster, its entry stays and @from is left to be removed.
 * Dies if the disk is full, and says what to do.
 */
void cache_publish(const char *from, const char *to);

/* rm -rf; true if it is gone. */
bool remove_all(const char *path);

/* MiB that are left for us on the disk that holds @path. */
unsigned long free_mib(const char *path);

#endif
