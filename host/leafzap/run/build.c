// SPDX-License-Identifier: GPL-2.0-only
/* What a run needs is built by scripts, each of which keeps its result in the cache. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../process.h"
#include "../say.h"
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

void build_packages(const char *const *groups)
{
	struct words words = { 0 };
	struct command command = { .in = -1, .out = -1, .err = -1, .terminal = true };
	int status;

	words_add(&words, "%s", top_path("host/packages.sh"));
	for (; *groups; groups++)
		words_add(&words, "%s", *groups);
	command.words = words.list;
	status = process_run(&command);
	if (status)
		exit(status);
}

/* @inputs: what it is made of beside @folder, between blanks. */
static const char *cached(const char *folder, const char *file, const char *inputs)
{
	struct words words = { 0 };

	words_add(&words, "%s", top_path("host/cached.sh"));
	words_add(&words, "%s", folder);
	words_add(&words, "%s", file);
	words_split(&words, inputs, " ");
	return process_output(words.list);
}

void build_programs(struct run_parts *parts)
{
	parts->runner = cached("host/lab", "leafzap-lab", "host/report common guest/options.def");
	parts->report = cached("host/report", "leafzap-report", "host/lab common");
	parts->guest = cached("guest", "leafzap-guest.elf", "common");
}

bool build_whole(const struct run_options *options)
{
	return options->tree || !strcmp(options->kernel, "debug");
}

static void add_kernel(struct words *words, const struct run_options *options)
{
	words_add(words, "%s", options->tree ? "--tree" : "--kernel");
	words_add(words, "%s", options->tree ? options->tree : options->kernel);
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

static const char *release_of(const char *modules)
{
	char *text = file_text(format("%s/release", modules));

	if (!text)
		die("cannot read %s/release: %s; remove that folder, and the next run makes it "
		    "again",
		    modules, strerror(errno));
	return chomp(text);
}

void build_lab(struct run_parts *parts, const struct run_options *options)
{
	struct words words = { 0 };

	words_add(&words, "%s", top_path("host/kernel/build.sh"));
	add_kernel(&words, options);
	if (strcmp(options->variant, "stock")) {
		words_add(&words, "--patch");
		words_add(&words, "%s", variant_patch(options));
	}
	for (size_t i = 0; i < options->patches.count; i++) {
		words_add(&words, "--patch");
		words_add(&words, "%s", options->patches.list[i]);
	}
	parts->modules = process_output(words.list);
	parts->release = release_of(parts->modules);
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
