/* SPDX-License-Identifier: GPL-2.0-only */
/* The sources of KVM as they are to be built. */
#ifndef LEAFZAP_STAGE_H
#define LEAFZAP_STAGE_H

#include <stdbool.h>

#include "../text.h"

/*
 * diff.c: the files that a unified diff names, as it names them.  In @headers those of its headers,
 * where a prefix (a/, b/) may be; in @renames those that are renamed or copied, where git puts
 * none.
 */
struct diff_names {
	struct words headers, renames;
};

/* Of the text of a diff; nothing where there is no diff.  /dev/null is no file. */
void diff_names(struct diff_names *names, const char *text);

/* A stage that is being made, and what it is made of. */
struct stage {
	const char *base;   /* kernel/kernel.h */
	const char *tree;   /* its sources, only read */
	const char *folder; /* of the stage */
	const char *title;  /* what to call the sources in messages */
	bool modules_only;  /* KVM is built beside Debian's kernel; else a whole tree is */
};

/* A patch, and what was found out about it against a stage. */
struct patch {
	const char *path;
	unsigned strip;	      /* components, for patch -p */
	struct words touched; /* files, from the top of the kernel's source */
};

/*
 * take.c: reads the patch at @path.  Dies where it is no diff, or names files in two ways, in words
 * that say what would be right.
 */
void patch_read(struct patch *patch, const struct stage *stage, const char *path);

/* Does it change nothing but leafzap's own files? */
bool patch_own(const struct patch *patch);

/*
 * Brings the files that it names into the stage and applies it there, without fuzz: a hunk that
 * lands by guessing would test something else than the user wrote.  Dies, with the file and the
 * hunk, where that is not possible.
 */
void patch_apply(const struct patch *patch, const struct stage *stage);

#endif
