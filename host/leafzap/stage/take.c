// SPDX-License-Identifier: GPL-2.0-only
/* A user's patch: what it names, and how it is applied. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../process.h"
#include "../say.h"
#include "../top.h"
#include "stage.h"

#define REJECTED_LINES 60 /* shown of what did not fit */

/* What stands at the top of a kernel's source. */
static const char *const tops[] = {
	"Documentation", "LICENSES", "arch",	"block",       "certs",	   "crypto",
	"drivers",	 "fs",	     "include", "init",	       "io_uring", "ipc",
	"kernel",	 "lib",	     "mm",	"net",	       "rust",	   "samples",
	"scripts",	 "security", "sound",	"tools",       "usr",	   "virt",
	"Makefile",	 "Kbuild",   "Kconfig", "MAINTAINERS", "CREDITS",  "COPYING",
	"README",
};

static bool is_top(const char *name)
{
	size_t bytes = strcspn(name, "/");

	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++)
		if (strlen(tops[i]) == bytes && !strncmp(tops[i], name, bytes))
			return true;
	return false;
}

/* What follows the first slash, or all of it. */
static const char *bare(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash ? slash + 1 : name;
}

/* Is there a folder for the file? */
static bool there(const struct stage *stage, const char *name)
{
	const char *slash = strrchr(name, '/');
	int bytes = slash ? (int)(slash - name) : (int)strlen(name);

	return path_folder(format("%s/%.*s", stage->folder, bytes, name)) ||
	       path_folder(format("%s/%.*s", stage->tree, bytes, name));
}

/* Has the name a prefix?  The folders that are there decide, then what the name begins with. */
static bool prefixed(const struct stage *stage, const char *name)
{
	if (!there(stage, name) && there(stage, bare(name)))
		return true;
	return !is_top(name);
}

void patch_read(struct patch *patch, const struct stage *stage, const char *path)
{
	const char *with = NULL, *without = NULL;
	struct diff_names names;
	char *text = file_text(path);

	if (!text)
		die("cannot read the patch %s: %s", path, strerror(errno));
	diff_names(&names, text);
	free(text);
	if (!names.headers.count && !names.renames.count)
		die("%s is not a unified diff that names files as a/FILE and b/FILE, or as FILE",
		    path);
	for (size_t i = 0; i < names.headers.count; i++) {
		if (prefixed(stage, names.headers.list[i]))
			with = names.headers.list[i];
		else
			without = names.headers.list[i];
	}
	if (with && without)
		die("%s mixes names with a prefix (%s) and without (%s): make all of it with git "
		    "diff, or all of it with git diff --no-prefix",
		    path, with, without);
	*patch = (struct patch){ .path = path, .strip = without ? 0 : 1 };
	for (size_t i = 0; i < names.headers.count; i++)
		words_add(&patch->touched, "%s",
			  without ? names.headers.list[i] : bare(names.headers.list[i]));
	words_append(&patch->touched, names.renames.list);
}

bool patch_own(const struct patch *patch)
{
	for (size_t i = 0; i < patch->touched.count; i++) {
		const char *name = patch->touched.list[i];

		if (!begins(name, "arch/x86/kvm/leafzap") &&
		    !begins(name, "arch/x86/kvm/mmu/leafzap") &&
		    !begins(name, "include/linux/kvm_leafzap"))
			return false;
	}
	return true;
}

/* Refuses what a build of modules cannot honour. */
static void check_name(const struct patch *patch, const struct stage *stage, const char *name)
{
	static const char *const parts[] = { "arch/x86/kvm/",	  "virt/",	    "include/",
					     "arch/x86/include/", "Documentation/", "tools/",
					     "samples/" };

	if (*name == '/' || begins(name, "../") || strstr(name, "/../"))
		die("%s: refusing the path %s", patch->path, name);
	if (!stage->modules_only || !strcmp(name, "MAINTAINERS"))
		return;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (begins(name, parts[i]))
			return;
	die("%s: it changes %s, which is not part of KVM's modules, and leafzap rebuilds only "
	    "those",
	    patch->path, name);
}

static void bring(const struct patch *patch, const struct stage *stage, const char *name)
{
	char *to = format("%s/%s", stage->folder, name), *slash, *deb, *said;

	if (path_there(to))
		return;
	check_name(patch, stage, name);
	slash = strrchr(to, '/');
	*slash = '\0';
	if (!path_make_folder(to))
		die("cannot create %s: %s", to, strerror(errno));
	*slash = '/';
	if (path_there(format("%s/%s", stage->tree, name))) {
		file_copy(format("%s/%s", stage->tree, name), to);
	} else if (!stage->modules_only || begins(name, "arch/x86/kvm/") || begins(name, "virt/")) {
		/* All there is of these is there already: a new file. */
	} else if (path_there(format("%s/extra/%s", stage->base, name))) {
		file_copy(format("%s/extra/%s", stage->base, name), to);
	} else {
		deb = file_text(format("%s/source", stage->base));
		if (!deb)
			die("cannot read %s/source: %s", stage->base, strerror(errno));
		/* What is not there is a new file. */
		process_ask((char *[]){ top_path("host/kernel/untar.sh"), chomp(deb),
					copy(stage->folder), format("*/%s", name), NULL },
			    "", &said);
	}
}

/* Runs patch with @how (--forward, or --reverse); what it says goes to @log. */
static int run_patch(const struct patch *patch, const struct stage *stage, const char *const *how,
		     const char *log)
{
	struct words words = { 0 };
	struct command command = { 0 };
	int status;

	words_split(&words, "patch --fuzz=0 --batch --no-backup-if-mismatch", " ");
	words_add(&words, "-p%u", patch->strip);
	words_add(&words, "-d");
	words_add(&words, "%s", stage->folder);
	words_add(&words, "--reject-file=%s/.rej", stage->folder);
	for (; *how; how++)
		words_add(&words, "%s", *how);
	command.words = words.list;
	command.in = open(patch->path, O_RDONLY | O_CLOEXEC);
	command.out = command.err = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (command.in < 0 || command.out < 0)
		die("cannot hand %s to patch: %s", patch->path, strerror(errno));
	status = process_run(&command);
	close(command.in);
	close(command.out);
	return status;
}

/* Only the files with a problem, each before what is wrong with it. */
static void tell_problems(char *log)
{
	const char *name = NULL;
	char *line, *end;

	while ((line = strsep(&log, "\n"))) {
		if (begins(line, "patching file"))
			name = line;
		if (!*line || name == line || strstr(line, " succeeded at "))
			continue;
		if (name)
			fprintf(stderr, "%s\n", name);
		name = NULL;
		end = strstr(line, " -- saving rejects to file ");
		if (end)
			*end = '\0';
		fprintf(stderr, "%s\n", line);
	}
}

static void tell_rejected(const char *path)
{
	char *text = file_text(path), *line;

	if (!text || !*text)
		return;
	say("what did not fit:");
	for (unsigned n = 0; n < REJECTED_LINES && (line = strsep(&text, "\n")); n++)
		if (line[0] || text)
			fprintf(stderr, "    %s\n", line);
}

void patch_apply(const struct patch *patch, const struct stage *stage)
{
	char *log = format("%s/.log", stage->folder), *rejected = format("%s/.rej", stage->folder);

	for (size_t i = 0; i < patch->touched.count; i++)
		bring(patch, stage, patch->touched.list[i]);
	if (run_patch(patch, stage, (const char *[]){ "--forward", NULL }, log)) {
		say("error: %s does not apply to %s:", patch->path, stage->title);
		tell_problems(file_text(log));
		tell_rejected(rejected);
		/*
		 * What had gone in goes out again here, too; so this is said of a patch of which a
		 * part was there before.
		 */
		if (!run_patch(patch, stage, (const char *[]){ "--reverse", "--dry-run", NULL },
			       "/dev/null"))
			say("it fits the other way round: it is in there already, in whole or in "
			    "part, or it is a reversed diff");
		exit(EXIT_SETUP);
	}
	unlink(log);
	unlink(rejected);
}
