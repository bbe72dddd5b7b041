// SPDX-License-Identifier: GPL-2.0-only
/* What ./run.sh's options can be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../lab/plan.h"
#include "../../lab/suites.h"
#include "../say.h"
#include "../scripts.h"
#include "../table.h"
#include "../top.h"
#include "../../edit/edit.h"
#include "run.h"

#define DEBUG_CLAIM "Debian's 6.12 as a whole, with KASAN, lockdep and KVM's own checks"

const char *choices_table_path(void)
{
	static const char *path;

	if (!path)
		path = script_cached("guest/suites", "suites.tsv", "guest common");
	return path;
}

const struct suites *choices_table(void)
{
	static struct suites table;
	char why[512];

	if (!table.n && !suites_read(&table, choices_table_path(), why, sizeof(why)))
		die("%s", why);
	return &table;
}

void choices_suites(struct words *names)
{
	const struct suites *table = choices_table();

	for (unsigned i = 0; i < table->n; i++)
		if (!table->of[i].named)
			words_add(names, "%s", table->of[i].name);
}

static void add_variants(struct words *names)
{
	words_add(names, "stock");
	edit_names(names, top_path("host/variants"));
}

void choices_kernels(struct words *names, bool all)
{
	struct table table;

	table_read_blanks(&table, top_path("host/kernel/versions"), 6);
	for (size_t i = 0; i < table.nrows; i++)
		words_add(names, "%s", row_field(&table.rows[i], 0));
	if (all)
		words_add(names, "debug");
}

void choices_list(void)
{
	const struct suites *table = choices_table();
	struct words variants = { 0 }, kernels = { 0 };
	const struct engine *engine;

	puts("suites:");
	for (unsigned i = 0; i < table->n; i++)
		printf("  %-10s %s%s\n", table->of[i].name, table->of[i].claim,
		       table->of[i].named ? "; by name only" : "");
	puts("backings:");
	for (unsigned i = 0; i < NBACKINGS; i++)
		printf("  %-10s %s\n", backing_name(i), backing_claim(i));
	puts("engines:");
	for (unsigned n = 0; (engine = engine_row(n)); n++)
		printf("  %-10s %s\n", engine->name, engine->claim);
	puts("variants:");
	add_variants(&variants);
	for (size_t i = 0; i < variants.count; i++)
		printf("  %s\n", variants.list[i]);
	puts("kernels:");
	choices_kernels(&kernels, false);
	for (size_t i = 0; i < kernels.count; i++)
		printf("  %s\n", kernels.list[i]);
	printf("  %-10s %s\n", "debug", DEBUG_CLAIM);
}

/* Each of the comma-separated names must be one of @known; @all, if not NULL, stands for them. */
static void check_list(const char *option, const char *list, const char *all,
		       const struct words *known)
{
	struct words names = { 0 };

	if (!*list || *list == ',' || ends(list, ",") || strstr(list, ",,") ||
	    strpbrk(list, " \t\n"))
		die("%s %s: a comma-separated list was expected", option, list);
	words_split(&names, list, ",");
	for (size_t i = 0; i < names.count; i++) {
		if (all && !strcmp(names.list[i], all))
			continue;
		if (!words_has(known, names.list[i]))
			die("%s %s: there is no such one; known: %s", option, names.list[i],
			    words_join(known, ", "));
	}
}

static void check_suites(const char *list)
{
	const struct suites *table = choices_table();
	struct words known = { 0 };

	for (unsigned i = 0; i < table->n; i++)
		words_add(&known, "%s", table->of[i].name);
	check_list("--suite", list, "all", &known);
}

static void check_backings(const char *list)
{
	struct words known = { 0 };

	for (unsigned i = 0; i < NBACKINGS; i++)
		words_add(&known, "%s", backing_name(i));
	check_list("--backing", list, "all", &known);
}

static void check_kernel(const struct run_options *options)
{
	struct words known = { 0 };

	if (options->kernel && options->tree)
		die("--tree %s has its own version: give no --kernel %s with it", options->tree,
		    options->kernel);
	choices_kernels(&known, true);
	if (options->kernel)
		check_list("--kernel", options->kernel, NULL, &known);
}

static void check_engine(const struct run_options *options)
{
	struct words engines = { 0 }, vendors = { 0 };
	const struct engine *engine;

	for (unsigned n = 0; (engine = engine_row(n)); n++) {
		words_add(&engines, "%s", engine->name);
		if (strcmp(engine->vendor, "any") && !words_has(&vendors, engine->vendor))
			words_add(&vendors, "%s", engine->vendor);
	}
	if (strcmp(options->engine, "auto"))
		check_list("--engine", options->engine, NULL, &engines);
	if (options->vendor)
		check_list("--vendor", options->vendor, NULL, &vendors);
}

static void check_matrix(const struct run_options *options)
{
	if (options->vendor || options->one_case || options->page)
		die("--matrix goes with neither --vendor, --case nor --report");
	if (!strcmp(options->mode, "direct"))
		die("--matrix runs labs: not with --mode direct");
}

static void check_single(const struct run_options *options)
{
	if (options->kernel && strchr(options->kernel, ','))
		die("--kernel %s: one was expected, but for --matrix", options->kernel);
	if (strchr(options->engine, ','))
		die("--engine %s: one was expected, but for --matrix", options->engine);
	if (options->vendor && strchr(options->vendor, ','))
		die("--vendor %s: one was expected", options->vendor);
}

void choices_together(const struct run_options *options)
{
	if (options->bisect_exit && (options->bisect || options->matrix || options->list))
		die("--bisect-exit is about one run: it goes with neither --bisect, --matrix nor "
		    "--list");
	if (options->bisect && (options->matrix || options->page))
		die("--bisect goes with neither --matrix nor --report");
	if (options->bisect && !options->series && !options->patches.count)
		die("--bisect needs a series: --patch with all of its patches, or --series");
	if (options->series && !options->tree)
		die("--series %s is a range of a git tree: give --tree DIR with it",
		    options->series);
	if (options->series && options->given.count)
		die("--series %s has the patches: give no --patch with it", options->series);
}

void choices_check(struct run_options *options)
{
	struct words variants = { 0 };
	const char *mode = options->mode;

	check_suites(options->suites);
	check_backings(options->backings);
	add_variants(&variants);
	check_list("--variant", options->variant, NULL, &variants);
	check_kernel(options);
	if (options->matrix)
		check_matrix(options);
	else
		check_single(options);
	if (!options->matrix && !options->kernel)
		options->kernel = DEFAULT_KERNEL;
	if (options->tree)
		base_of_tree(options->tree);
	if (strcmp(mode, "auto") && strcmp(mode, "direct") && strcmp(mode, "lab"))
		die("--mode %s: auto, direct or lab was expected", mode);
	check_engine(options);
	if (options->one_case && (!strcmp(options->suites, "all") || strchr(options->suites, ',')))
		die("--case needs --suite with the one suite it belongs to");
}
