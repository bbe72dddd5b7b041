// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap stage BASE STAGE [PATCH...]: writes into STAGE the sources of KVM as they are to be
 * built: the pristine ones, the user's patches, then leafzap itself; patches to leafzap's own files
 * come last.  BASE is what leafzap base prints.  Exit 2, with the file and the hunk, where a patch
 * does not apply.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../subcommands.h"
#include "../top.h"
#include "stage.h"

/* What KVM's modules are made of; a patch that reaches further brings its files with it. */
static const char *const sources[] = { "arch/x86/kvm", "virt", "include/kvm" };
/* In these only what is KVM's by its name. */
static const char *const headers[] = { "include/linux", "include/uapi/linux", "arch/x86/include",
				       "include/trace/events" };

/* By the path in the tree; no file that a build made. */
static bool is_source(const char *path)
{
	const char *name = path_name(path);

	if (ends(name, ".mod.c") || !strcmp(name, "kvm-asm-offsets.h"))
		return false;
	return ends(name, ".c") || ends(name, ".h") || ends(name, ".S") ||
	       begins(name, "Makefile") || !strcmp(name, "Kconfig");
}

static bool is_header(const char *path)
{
	return begins(path_name(path), "kvm") && !strstr(path, "generated");
}

static void copy_files(const struct stage *stage, const char *folder,
		       bool (*wanted)(const char *path))
{
	char *from = format("%s/%s", stage->tree, folder);
	struct words files = { 0 };

	if (!path_folder(from))
		return;
	cache_files(&files, from, NULL);
	for (size_t i = 0; i < files.count; i++) {
		char *to = format("%s%s", stage->folder, files.list[i] + strlen(stage->tree));
		char *slash = strrchr(to, '/');

		if (!wanted(files.list[i] + strlen(stage->tree)))
			continue;
		*slash = '\0';
		if (!path_make_folder(to))
			die("cannot create %s: %s", to, strerror(errno));
		*slash = '/';
		file_copy(files.list[i], to);
	}
}

static void copy_sources(const struct stage *stage)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		copy_files(stage, sources[i], is_source);
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		copy_files(stage, headers[i], is_header);
}

/* The user's patches, or those to leafzap's own files. */
static void apply_patches(const struct stage *stage, char *const *paths, bool own)
{
	struct patch patch;

	for (; *paths; paths++) {
		patch_read(&patch, stage, *paths);
		if (patch_own(&patch) == own)
			patch_apply(&patch, stage);
	}
}

/* Without leafzap beside us, as in a test, none is added. */
static void apply_leafzap(const struct stage *stage)
{
	char *script = top_path("host/kvm/apply.sh");
	char *words[] = { script, "--partial", copy(stage->folder), NULL };
	struct command command = { words, NULL, -1, STDERR_FILENO, -1, false };
	int status = path_there(script) ? process_run(&command) : 0;

	if (status)
		exit(status);
}

static char *line_of(const char *base, const char *name)
{
	char *text = file_text(format("%s/%s", base, name));

	return text ? chomp(text) : NULL;
}

int main_stage(int argc, char **argv)
{
	struct stage stage = { 0 };

	if (argc < 3)
		die("usage: leafzap stage BASE STAGE [PATCH...]");
	stage.base = argv[1];
	stage.tree = format("%s/tree", stage.base);
	if (!path_make_folder(argv[2]))
		die("cannot create %s: %s", argv[2], strerror(errno));
	stage.folder = path_real(argv[2]);
	/* A whole tree has everything, and is built as a whole. */
	stage.title = line_of(stage.base, "title");
	stage.modules_only = !stage.title;
	if (!stage.title)
		stage.title = format("Debian's linux %s", line_of(stage.base, "release"));
	copy_sources(&stage);
	apply_patches(&stage, argv + 3, false);
	apply_leafzap(&stage);
	apply_patches(&stage, argv + 3, true);
	return 0;
}
