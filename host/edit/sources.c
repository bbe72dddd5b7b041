// SPDX-License-Identifier: GPL-2.0-only
/* The sources that edits are placed in. */
#include <string.h>

#include "../leafzap/kernel/kernel.h"
#include "../leafzap/text.h"
#include "../leafzap/top.h"
#include "edit.h"

/* Where leafzap's own files go: host/kvm. */
#define OWN "arch/x86/kvm/mmu/"

struct sources sources_of_kernel(const char *kernel)
{
	/* The debug kernel is of the same source. */
	const char *base = base_of_kernel(!strcmp(kernel, "debug") ? DEFAULT_KERNEL : kernel);

	return (struct sources){ format("linux %s", base_line(base, "release")),
				 format("%s/tree", base) };
}

struct sources sources_of_tree(const char *folder)
{
	return (struct sources){ folder, format("%s/tree", base_of_tree(folder)) };
}

static bool read_file(const struct sources *sources, const char *path, struct lines *lines)
{
	if (source_read(format("%s/%s", sources->tree, path), lines))
		return true;
	return begins(path, OWN) && source_read(top_path("host/kvm/%s", path + strlen(OWN)), lines);
}

/* What was asked for before. */
struct known {
	char *path;
	struct lines lines;
	bool there;
};

const struct lines *sources_file(const struct sources *sources, const char *path)
{
	static struct known *known;
	static size_t n;
	size_t i = 0;

	while (i < n && strcmp(known[i].path, path))
		i++;
	if (i == n) {
		known = grow(known, n, sizeof(*known));
		known[n].path = copy(path);
		known[n].there = read_file(sources, path, &known[n].lines);
		n++;
	}
	return known[i].there ? &known[i].lines : NULL;
}
