// SPDX-License-Identifier: GPL-2.0-only
/* --kernel debug: lab.config and debug.config, and nothing else. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "../top.h"
#include "kernel.h"

static void unpack(const char *deb, const char *to)
{
	char *work = cache_scratch("source"), *log = format("%s/log", work);
	char *words[] = { top_path("host/kernel/untar.sh"), copy(deb), format("%s/tree", work),
			  NULL };

	if (process_step("unpacking the whole source", log, words)) {
		script_explain(log, NULL);
		die("cannot unpack %s: if it is damaged, remove its folder, and the next run "
		    "downloads it",
		    deb);
	}
	cache_publish(words[2], to);
}

/* A folder as make O= has it. */
static void configure(const struct words *configs, char *source, char *cc, const char *title,
		      const char *to)
{
	char *work = cache_scratch("source"), *log = format("%s/log", work);
	char *all = format("%s/all.config", work), *out = format("%s/out", work);
	char *words[] = {
		top_path("host/kernel/make.sh"),     source,	    cc,	 format("O=%s", out),
		format("KCONFIG_ALLCONFIG=%s", all), "allnoconfig", NULL
	};

	file_write(all, format("%s%s", file_text(configs->list[0]), file_text(configs->list[1])));
	if (!path_make_folder(out))
		die("cannot create %s: %s", out, strerror(errno));
	if (process_step("configuring the debug kernel", log, words)) {
		script_explain(log, NULL);
		die("the source of Debian's kernel cannot be configured with %s, see above; "
		    "LEAFZAP_REFRESH=1 looks for a newer one",
		    cc);
	}
	file_write(format("%s/.title", out), title);
	unlink(format("%s/source", out));
	if (symlink(source, format("%s/source", out)))
		die("cannot make the link %s/source: %s", out, strerror(errno));
	cache_publish(out, to);
}

char *base_of_debug(void)
{
	char *base = base_of_kernel(DEFAULT_KERNEL), *source, *cc, *out;
	const char *name = path_name(base);
	struct words configs = { 0 }, more = { 0 };

	source = cache_path("source/%s", name);
	if (!path_folder(source))
		unpack(base_line(base, "source"), source);
	cc = toolchain(format("%s/tree/.config", base), false);
	words_add(&configs, "%s", top_path("host/kernel/lab.config"));
	words_add(&configs, "%s", top_path("host/kernel/debug.config"));
	words_add(&more, "%s %s", name, cc);
	out = cache_path("source/debug-%s", cache_key(&configs, &more));
	if (!path_there(format("%s/.config", out)))
		configure(&configs, source, cc,
			  format("Debian's source of %s, for debugging\n", name), out);
	return base_of_tree(out);
}
