// SPDX-License-Identifier: GPL-2.0-only
/* The compiler for a kernel. */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../top.h"
#include "kernel.h"

/* CONFIG_GCC_VERSION of 12.2.0 is 120200. */
#define PER_MAJOR 10000
/* A compiler that cannot be had is asked for once a day. */
#define ASK_AGAIN_S (24 * 60 * 60)

/* The major version of a gcc that works, or 0; some print all three numbers. */
static long major_of(const char *cc)
{
	char *compile[] = { copy(cc), "-x", "c", "-c", "-o", "/dev/null", "-", NULL };
	char *ask[] = { copy(cc), "-dumpversion", NULL }, *said;

	if (!path_of_command(cc) || process_ask(compile, "int x;\n", &said) ||
	    process_ask(ask, "", &said))
		return 0;
	return strtol(said, NULL, 10);
}

static char *exact(const char *named, long major)
{
	struct words names = { 0 };

	if (named)
		words_add(&names, "%s", named);
	words_add(&names, "x86_64-linux-gnu-gcc-%ld", major);
	words_add(&names, "gcc-%ld", major);
	words_add(&names, "gcc");
	for (size_t i = 0; major && i < names.count; i++)
		if (major_of(names.list[i]) == major)
			return names.list[i];
	return NULL;
}

static char *nearest(long major)
{
	static const char *const patterns[] = { "gcc-[0-9]*", "x86_64-linux-gnu-gcc-[0-9]*",
						"gcc" };
	struct words folders = { 0 };
	char *best = NULL;
	long least = 0;

	words_split(&folders, getenv("PATH") ? getenv("PATH") : "", ":");
	for (size_t i = 0; i < 3 * folders.count; i++) {
		glob_t found;

		if (glob(format("%s/%s", folders.list[i / 3], patterns[i % 3]), 0, NULL, &found))
			continue;
		for (size_t f = 0; f < found.gl_pathc; f++) {
			long is = major_of(found.gl_pathv[f]), far = labs(is - major);

			if (!is || (best && far >= least))
				continue;
			best = copy(path_name(found.gl_pathv[f]));
			least = far;
		}
		globfree(&found);
	}
	return best;
}

static void install(long major)
{
	char *absent = cache_path("tmp/no-gcc-%ld", major);
	char *words[] = { top_path("host/packages.sh"), "--try",
			  format("x86_64-linux-gnu-gcc-%ld=gcc-%ld", major, major), NULL };
	struct command command = { words, NULL, -1, -1, -1, true };
	struct stat asked;

	if (!stat(absent, &asked) && time(NULL) - asked.st_mtime < ASK_AGAIN_S)
		return;
	if (process_run(&command))
		file_write(absent, "");
}

char *toolchain(const char *path, bool whole)
{
	const char *config = file_text(path), *version;
	char *named, *clang, *cc;
	long major;

	if (!config)
		die("cannot read %s: %s", path, strerror(errno));
	named = config_value(config, "CC_VERSION_TEXT");
	clang = config_value(config, "CC_IS_CLANG");
	if (clang && !strcmp(clang, "y")) {
		if (!path_of_command("clang"))
			die("this tree is configured for clang, which is not here: install it "
			    "(Debian: clang lld llvm), or configure the tree for gcc (make CC=gcc "
			    "olddefconfig)");
		return copy("clang");
	}
	if (whole && named && path_of_command(named))
		return named;
	version = config_value(config, "GCC_VERSION");
	major = version ? strtol(version, NULL, 10) / PER_MAJOR : 0;
	if (major && !exact(named, major))
		install(major);
	cc = exact(named, major);
	if (cc)
		return cc;
	cc = nearest(major);
	if (!cc)
		die("there is no gcc that works: install Debian's package gcc%s, or the like",
		    version ? format("-%ld", major) : "");
	if (major) {
		char *ask[] = { cc, "-dumpfullversion", "-dumpversion", NULL }, *said;

		process_ask(ask, "", &said);
		say("gcc %ld, which built this kernel, cannot be had: using %s %s", major, cc,
		    said);
	}
	return cc;
}
