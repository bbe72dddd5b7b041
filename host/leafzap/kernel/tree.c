// SPDX-License-Identifier: GPL-2.0-only
/* Is that folder a kernel source tree that can be a lab's host? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cache.h"
#include "../say.h"
#include "../table.h"
#include "../top.h"
#include "kernel.h"

#define OLDEST_MAJOR 6
#define OLDEST_MINOR 1
/* The line of lab.config behind which is what no lab needs. */
#define OPTIONAL "# OPTIONAL:"

/* As Documentation/kbuild says, make O= leaves a link to its source. */
static const char *sources_of(const char *folder)
{
	static const char *const parts[] = { "Makefile",
					     "Kconfig",
					     "arch/x86/kvm/Makefile",
					     "arch/x86/kvm/mmu",
					     "virt/kvm/kvm_main.c",
					     "include/linux/kvm_host.h" };
	char *link = format("%s/source", folder), to[4096] = "";
	const char *tree = folder;

	if (readlink(link, to, sizeof(to) - 1) >= 0 &&
	    !path_folder(format("%s/kernel/sched", folder))) {
		tree = path_real(link);
		if (!tree || !path_folder(tree))
			die("--tree %s: an output folder of make O=, but its source %s is gone",
			    folder, to);
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!path_there(format("%s/%s", tree, parts[i])))
			die("--tree %s: no kernel source tree: it has no %s", folder, parts[i]);
	return tree;
}

/* "SUBLEVEL = 2" of a Makefile; -1 if there is none. */
static long number(const char *makefile, const char *name)
{
	const char *at = makefile;
	char *end;
	long value;

	for (; at; at = strchr(at, '\n'), at = at ? at + 1 : NULL) {
		const char *rest = at + strlen(name);

		if (!begins(at, name))
			continue;
		rest += strspn(rest, " ");
		if (*rest != '=')
			continue;
		value = strtol(rest + 1, &end, 10);
		return end == rest + 1 ? -1 : value;
	}
	return -1;
}

static char *version_of(const char *folder, const char *tree)
{
	const char *makefile = file_text(format("%s/Makefile", tree));
	const char *kvm = file_text(format("%s/arch/x86/kvm/Makefile", tree));
	long major, minor, sub;

	if (!makefile || !kvm)
		die("--tree %s: its Makefiles cannot be read", folder);
	major = number(makefile, "VERSION");
	minor = number(makefile, "PATCHLEVEL");
	sub = number(makefile, "SUBLEVEL");
	if (major < 0 || minor < 0)
		die("--tree %s: its Makefile says no version", folder);
	if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR))
		die("--tree %s: it is Linux %ld.%ld, and leafzap's hooks are for %d.%d and later",
		    folder, major, minor, OLDEST_MAJOR, OLDEST_MINOR);
	if (strstr(kvm, "leafzap"))
		die("--tree %s: it carries leafzap already; give a tree without, or boot it and "
		    "use --mode direct",
		    folder);
	return format("%ld.%ld.%ld", major, minor, sub < 0 ? 0 : sub);
}

/* What @config lacks of lab.config; a line with =m there may be y, too. */
static char *lacking_of(const char *config, const char *wanted)
{
	char *lines = file_text(wanted), *line;
	struct buffer lacking;

	if (!lines)
		die("cannot read %s: %s", wanted, strerror(errno));
	buffer_open(&lacking);
	while ((line = strsep(&lines, "\n")) && !begins(line, OPTIONAL)) {
		char *equal = strchr(line, '='), *is;

		if (!begins(line, "CONFIG_") || !equal)
			continue;
		is = config_value(config, format("%.*s", (int)(equal - line) - 7, line + 7));
		if (!is || (strcmp(is, "y") && strcmp(is, equal + 1)))
			fprintf(lacking.file, "    %s\n", line);
	}
	return buffer_close(&lacking);
}

static char *config_of(const char *folder)
{
	char *config = file_text(format("%s/.config", folder)), *lacking;
	const char *wanted = top_path("host/kernel/lab.config");

	if (!config)
		die("--tree %s: it is not configured, it has no .config. The smallest that will "
		    "do:\n    make KCONFIG_ALLCONFIG=%s allnoconfig",
		    folder, wanted);
	lacking = lacking_of(config, wanted);
	if (*lacking)
		die("--tree %s: its .config cannot be a lab's host. It lacks\n%s"
		    "    All of them at once, there: scripts/kconfig/merge_config.sh .config %s",
		    folder, lacking, wanted);
	return config;
}

/* The folder's name, and what tells it from others of that name. */
static char *place_of(const char *folder)
{
	char *name = copy(path_name(folder));

	for (char *at = name; *at; at++)
		if (!(*at >= 'a' && *at <= 'z') && !(*at >= 'A' && *at <= 'Z') &&
		    !(*at >= '0' && *at <= '9') && !strchr("._-", *at))
			*at = '_';
	return cache_path("trees/%s-%.12s", name, cache_hash(folder));
}

/* What leafzap has made says what it is: debug.c, run/series.c. */
static char *title_of(const char *folder)
{
	char *title = file_text(format("%s/.title", folder));

	return title ? chomp(title) : format("the tree %s", folder);
}

char *base_of_tree(const char *given)
{
	const char *folder = path_real(given), *tree;
	char *config, *version, *base, *link;

	if (!path_folder(given))
		die("--tree %s: there is no such directory", given);
	if (!folder || access(folder, X_OK))
		die("--tree %s: cannot be entered", given);
	tree = sources_of(folder);
	version = version_of(folder, tree);
	config = config_of(folder);
	base = place_of(folder);
	if (!path_make_folder(base))
		die("cannot create %s: %s", base, strerror(errno));
	link = format("%s/tree", base);
	unlink(link);
	if (symlink(tree, link))
		die("cannot make the link %s: %s", link, strerror(errno));
	file_write(format("%s/config", base), config);
	file_write(format("%s/release", base), format("%s\n", version));
	file_write(format("%s/title", base), format("%s\n", title_of(folder)));
	return base;
}
