// SPDX-License-Identifier: GPL-2.0-only
/* Builds a KVM, or a whole kernel, once for each order. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "../subcommands.h"
#include "../top.h"
#include "kernel.h"

/*
 * What a build depends on, beside the base, the compiler and the patches.  Of this program only
 * what stages, places and builds: another table of its makes no other kernel.
 */
static const char *const inputs[] = { "host/kernel",	     "host/kvm",
				      "host/place",	     "host/source",
				      "host/leafzap/stage",  "host/leafzap/kernel/build.c",
				      "host/leafzap/text.c", "host/leafzap/file.c",
				      "common/kind.c",	     "common/kvm_leafzap_abi.h" };

static bool is_input(const char *path)
{
	return !ends(path, ".rst") && !ends(path, ".md") && !ends(path, ".txt") &&
	       !ends(path, "/series.sh") && !strstr(path, "/tests/");
}

bool kernel_whole(const struct kernel_order *order)
{
	return order->tree || !strcmp(order->kernel, "debug");
}

static struct kernel_plan plan_whole(const struct kernel_order *order)
{
	struct kernel_plan plan = { .script = "whole.sh", .title = "building the kernel" };

	script_packages((const char *[]){ "build", "lab", "tree", NULL });
	plan.base = order->tree ? base_of_tree(order->tree) : base_of_debug();
	plan.origin = order->tree ? format("the tree %s", order->tree)
				  : "Debian's source for --kernel debug";
	plan.cc = toolchain(format("%s/config", plan.base), true);
	if (!path_there(format("%s/work/vmlinux", plan.base)))
		say("a whole kernel is built of %s: 20 minutes on two cores, longer if it has much "
		    "built in, and this first time only",
		    base_line(plan.base, "title"));
	return plan;
}

static struct kernel_plan plan_modules(const struct kernel_order *order)
{
	struct kernel_plan plan = { .script = "compile.sh", .title = "building KVM's modules" };

	plan.base = base_of_kernel(order->kernel);
	plan.origin = format("Debian's KVM of %s", base_line(plan.base, "release"));
	plan.cc = toolchain(format("%s/tree/.config", plan.base), false);
	return plan;
}

static char *key_of(const struct kernel_order *order, const struct kernel_plan *plan)
{
	struct words files = { 0 }, more = { 0 };

	/* In the order in which they are applied. */
	words_append(&files, order->patches.list);
	for (size_t i = 0; i < sizeof(inputs) / sizeof(*inputs); i++)
		cache_files(&files, top_path("%s", inputs[i]), is_input);
	words_add(&more, "%s %s", plan->base, plan->cc);
	return cache_key(&files, &more);
}

/* Stages and builds in the scratch folder @work, and returns the folder of what was built. */
static char *make(const struct kernel_order *order, const struct kernel_plan *plan,
		  const char *work)
{
	char *stage = format("%s/stage", work), *out = format("%s/out", work);
	char *log = format("%s/log", work), *kept;
	char *build[] = { top_path("host/kernel/%s", plan->script),
			  copy(plan->base),
			  stage,
			  out,
			  copy(plan->cc),
			  NULL };
	struct words patch = { 0 };

	words_add(&patch, "/proc/self/exe");
	words_add(&patch, "--top");
	words_add(&patch, "%s", top_path("."));
	words_add(&patch, "stage");
	words_add(&patch, "%s", plan->base);
	words_add(&patch, "%s", stage);
	words_append(&patch, order->patches.list);
	if (process_step("patching the sources of KVM", log, patch.list)) {
		script_explain(log, ".");
		exit(EXIT_SETUP);
	}
	if (!process_step(plan->title, log, build)) {
		/* What has no place there: each run says it, also one that finds this in the cache.
		 */
		if (path_there(format("%s/.partial", stage)))
			file_copy(format("%s/.partial", stage), format("%s/partial", out));
		return out;
	}
	kept = cache_path("tmp/failed-%s.log", path_name(work));
	rename(log, kept);
	kernel_blame(order, plan, kept);
}

char *kernel_build(const struct kernel_order *order)
{
	struct kernel_plan plan = kernel_whole(order) ? plan_whole(order) : plan_modules(order);
	char *prune[] = { top_path("host/kernel/prune.sh"), NULL }, *out = NULL, *made;

	/* What a tree holds is known when it has been compared, and make is quick if nothing
	 * changed. */
	if (!order->tree)
		out = cache_path("modules/%s", key_of(order, &plan));
	if (!out || !path_folder(out)) {
		made = make(order, &plan, cache_scratch("build"));
		if (!out) {
			struct words files = { 0 }, more = { 0 };

			cache_files(&files, made, NULL);
			words_add(&more, "tree");
			out = cache_path("modules/tree-%s", cache_key(&files, &more));
		}
		cache_publish(made, out);
		process_run(&COMMAND(prune));
	}
	/* prune.sh goes by its date. */
	path_touch(format("%s/used", out));
	return out;
}

static _Noreturn void usage(void)
{
	die("usage: leafzap build [--kernel VERSION | --tree DIR] [--patch FILE]...");
}

/* For scripts. */
int main_build(int argc, char **argv)
{
	struct kernel_order order = { .kernel = DEFAULT_KERNEL };

	if (argc % 2 == 0)
		usage();
	for (int i = 1; i < argc; i += 2) {
		const char *value = argv[i + 1];

		if (!strcmp(argv[i], "--kernel")) {
			order.kernel = value;
		} else if (!strcmp(argv[i], "--tree")) {
			order.tree = value;
		} else if (!strcmp(argv[i], "--patch")) {
			if (access(value, R_OK))
				die("cannot read the patch %s", value);
			if (path_folder(value))
				die("%s is a directory: run.sh takes one, and hands over its files",
				    value);
			words_add(&order.patches, "%s", value);
		} else {
			usage();
		}
	}
	puts(kernel_build(&order));
	return 0;
}
