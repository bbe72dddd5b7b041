// SPDX-License-Identifier: GPL-2.0-only
/* What a build of KVM's modules starts from: Debian's packages, fetched and unpacked once. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "../subcommands.h"
#include "../top.h"
#include "kernel.h"

static void unpack(const char *script, const char *kernel, const char *debs, const char *to)
{
	char *work = cache_scratch("prepare"), *log = format("%s/log", work);
	char *words[] = { copy(script), copy(debs), format("%s/new", work), NULL };

	if (!path_of_command("dpkg-deb"))
		die("the packages in %s are unpacked with dpkg-deb, which this machine does not "
		    "have (Debian's package dpkg)",
		    debs);
	if (process_step("unpacking the kernel's packages", log, words)) {
		script_explain(log, "^error:");
		die("Debian's packages of kernel %s cannot be unpacked: not your patch. If a "
		    "package in %s is damaged, remove that folder, and the next run downloads "
		    "them again",
		    kernel, debs);
	}
	cache_publish(words[2], to);
}

char *base_of_kernel(const char *kernel)
{
	char *fetch[] = { top_path("host/kernel/fetch.sh"), copy(kernel), NULL };
	char *debs = process_output(fetch), *script = top_path("host/kernel/unpack.sh"), *out;
	char *name = copy(path_name(debs));
	struct words files = { 0 }, more = { 0 };

	for (char *at = name; (at = strchr(at, '~'));)
		*at = '-';
	words_add(&files, "%s", script);
	words_add(&more, "unpacked");
	out = cache_path("kernel/%s-%s-%s", kernel, name, cache_key(&files, &more));
	if (!path_folder(out))
		unpack(script, kernel, debs, out);
	return out;
}

char *base_line(const char *base, const char *name)
{
	char *text = file_text(format("%s/%s", base, name));

	if (!text)
		die("cannot read %s/%s: %s; remove that folder, and the next run makes it again",
		    base, name, strerror(errno));
	return chomp(text);
}

/* For scripts. */
int main_base(int argc, char **argv)
{
	if (argc == 2 && *argv[1] != '-')
		puts(base_of_kernel(argv[1]));
	else if (argc == 3 && !strcmp(argv[1], "--tree"))
		puts(base_of_tree(argv[2]));
	else
		die("usage: leafzap base KERNEL | --tree DIR");
	return 0;
}
