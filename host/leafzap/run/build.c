// SPDX-License-Identifier: GPL-2.0-only
/* What a run needs is built here, or taken from the cache. */
#include <stdlib.h>
#include <string.h>

#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "../top.h"
#include "../../edit/edit.h"
#include "run.h"

/* KASAN takes an eighth of the lab's memory and most of its speed. */
#define KASAN_LAB_MIB "6656"
#define KASAN_MORE_MIB 1280
#define KASAN_SILENCE 3
#define KASAN_TIMES 6
/* What is freed is poisoned there. */
#define KASAN_APPEND "page_poison=1"

void build_programs(struct run_parts *parts)
{
	parts->runner =
		script_cached("host/lab", "leafzap-lab", "host/report common guest/options.def");
	parts->report = script_cached("host/report", "leafzap-report", "host/lab common");
	parts->guest = script_cached("guest", "leafzap-guest.elf", "common");
}

bool build_whole(const struct run_options *options)
{
	return kernel_whole(&(struct kernel_order){ options->kernel, options->tree, { 0 } });
}

/* The variant as a patch for that kernel, in the results. */
static const char *variant_patch(const struct run_options *options)
{
	const char *path = format("%s/%s.patch", options->out, options->variant);
	struct sources sources =
		options->tree ? sources_of_tree(options->tree) : sources_of_kernel(options->kernel);
	char *diff = edit_expand(top_path("host/variants/%s.edit", options->variant), &sources);

	if (!diff)
		die("--variant %s: not on this kernel, see above", options->variant);
	file_write(path, diff);
	return path;
}

static void add_append(const char *word)
{
	const char *before = getenv("LEAFZAP_APPEND");

	setenv("LEAFZAP_APPEND", before && *before ? format("%s %s", before, word) : word, 1);
}

/* A lab on a kernel with KASAN is bigger and slower than the engine's row says. */
static const struct engine *suit_kasan(const struct engine *engine)
{
	struct engine *slow = allocate(1, sizeof(*slow));

	*slow = *engine;
	slow->mib += KASAN_MORE_MIB;
	slow->silence_s *= KASAN_SILENCE;
	slow->times *= KASAN_TIMES;
	add_append(KASAN_APPEND);
	setenv("LEAFZAP_LAB_MIB", KASAN_LAB_MIB, 0);
	return slow;
}

void build_lab(struct run_parts *parts, const struct run_options *options)
{
	struct kernel_order order = { options->kernel, options->tree, { 0 } };

	if (strcmp(options->variant, "stock"))
		words_add(&order.patches, "%s", variant_patch(options));
	words_append(&order.patches, options->patches.list);
	parts->modules = kernel_build(&order);
	parts->release = base_line(parts->modules, "release");
	parts->partial = file_text(format("%s/partial", parts->modules));
	if (path_there(format("%s/kasan", parts->modules)))
		parts->engine = suit_kasan(parts->engine);

	char *image[] = { top_path("host/lab/initramfs.sh"),
			  "--packing",
			  copy(parts->engine->packing),
			  copy(parts->modules),
			  copy(parts->guest),
			  copy(parts->runner),
			  NULL };

	parts->initramfs = process_output(image);
}
