// SPDX-License-Identifier: GPL-2.0-only
/* leafzap run: what ./run.sh does. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "../subcommands.h"
#include "run.h"
#include "series.h"

/* MiB of disk: from nothing, when all but little is built, and for a whole kernel. */
#define NEED_FIRST 1200
#define NEED_LATER 100
#define NEED_WHOLE 4000
#define NEED_SERIES 2000

const char *open_out(const struct run_options *options)
{
	const char *out = options->out;
	char date[32], *real;
	time_t now = time(NULL);

	if (!out) {
		strftime(date, sizeof(date), "%Y%m%d-%H%M%S", gmtime(&now));
		out = format("results/%s", date);
		if (path_there(out))
			out = format("%s-%d", out, getpid());
	}
	if (!path_make_folder(out))
		die("--out %s: cannot make this directory: %s", out, strerror(errno));
	real = path_real(out);
	if (!real || access(real, W_OK))
		die("--out %s: cannot write there", out);
	return real;
}

/* Refuses to start what would end with a full disk. */
static void need_space(const struct run_options *options)
{
	unsigned long need = path_folder(cache_path("modules")) ? NEED_LATER : NEED_FIRST;
	unsigned long left = free_mib(cache_folder());

	if (build_whole(options))
		need += NEED_WHOLE;
	if (options->series)
		need += NEED_SERIES;
	if (left < need)
		die("%s has %lu MiB left, %lu are needed: free some, or set LEAFZAP_CACHE",
		    cache_folder(), left, need);
}

/* The options that only a KVM built for this run can honour. */
static const char *wants_lab(const struct run_options *options)
{
	if (options->bisect_exit)
		return "--bisect-exit judges a KVM built for it";
	if (options->patches.count)
		return "--patch needs a KVM built for it";
	if (build_whole(options))
		return "a whole kernel is built";
	if (strcmp(options->variant, "stock"))
		return "--variant needs a KVM built for it";
	if (strcmp(options->engine, "auto") || options->vendor)
		return "--engine and --vendor choose what runs a lab";
	return NULL;
}

static const char *command_line(int argc, char **argv)
{
	struct words words = { 0 };

	words_add(&words, "./run.sh");
	for (int i = 1; i < argc; i++)
		words_add(&words, "%s", quoted(argv[i]));
	return words_join(&words, " ");
}

static const char *our_release(void)
{
	struct utsname machine;

	uname(&machine);
	return copy(machine.release);
}

int main_run(int argc, char **argv)
{
	const char *command = command_line(argc, argv);
	struct run_options options;
	struct run_parts parts = { 0 };
	bool direct;

	/* Whatever git bisect reads as a verdict must be one, also if the command line is wrong. */
	for (int i = 1; i < argc; i++)
		if (begins(argv[i], "--bisect-"))
			judge_begin();
	options_parse(&options, argc, argv);
	choices_together(&options);
	if (options.help) {
		usage_print();
		return 0;
	}
	if (options.list) {
		choices_list();
		return 0;
	}
	choices_check(&options);
	if (options.series)
		series_take(&options);
	if (options.matrix || options.bisect) {
		options.out = open_out(&options);
		patches_keep(&options, options.out);
		return options.matrix ? matrix_run(&options) : bisect_run(&options);
	}
	direct = machine_direct(options.mode, wants_lab(&options));
	options.out = open_out(&options);
	patches_keep(&options, options.out);
	if (options.page && *options.page != '/')
		options.page = format("%s/%s", options.out, options.page);
	if (direct) {
		script_packages((const char *[]){ "direct", NULL });
		build_programs(&parts);
		parts.release = our_release();
		labs_run(&options, &parts, command);
	}
	need_space(&options);
	parts.engine = engine_choose(options.engine, options.vendor, machine_nested(""));
	script_packages((const char *[]){ "build", "lab", parts.engine->packages, NULL });
	build_programs(&parts);
	build_lab(&parts, &options);
	labs_run(&options, &parts, command);
}

/* For tests: what is said of the machine below ROOT, and the engine that is taken there. */
int main_nested(int argc, char **argv)
{
	const char *nested = machine_nested(argc > 1 ? argv[1] : "");

	if (argc > 2)
		nested =
			engine_choose(argv[2], argc > 3 && *argv[3] ? argv[3] : NULL, nested)->name;
	puts(nested);
	return 0;
}

/* For scripts: the files that --patch PATH stands for, one a line; what has to be kept is in OUT.
 */
int main_patches(int argc, char **argv)
{
	struct run_options options = { 0 };

	if (argc != 3)
		die("usage: leafzap patches OUT PATH");
	patches_add(&options, argv[2]);
	patches_keep(&options, argv[1]);
	puts(words_join(&options.patches, "\n"));
	return 0;
}

/* For scripts: where the table of suites is. */
int main_suites(int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		die("usage: leafzap suites");
	puts(choices_table_path());
	return 0;
}
