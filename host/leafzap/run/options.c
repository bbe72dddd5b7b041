// SPDX-License-Identifier: GPL-2.0-only
/* ./run.sh's command line. */
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../say.h"
#include "run.h"

const struct guest_option guest_options[] = {
#define OPTION(name, kind, min, max, value, help) { #name, kind, min, max, value, help },
#include "../../../guest/options.def"
#undef OPTION
};

#define NGUEST (sizeof(guest_options) / sizeof(*guest_options))

const unsigned nguest_options = NGUEST;

/* Behind those of one letter; what the guest declares comes last. */
enum said {
	HELP = 'h',
	LIST = 256,
	MATRIX,
	PATCH,
	SERIES,
	BISECT,
	BISECT_EXIT,
	REPORT,
	VCPUS,
	SUITE,
	BACKING,
	VARIANT,
	MODE,
	ENGINE,
	VENDOR,
	KERNEL,
	TREE,
	OUT,
	ACCEPT_PARTIAL,
	GUEST
};

static const struct option own[] = {
	{ "help", no_argument, NULL, HELP },
	{ "list", no_argument, NULL, LIST },
	{ "matrix", no_argument, NULL, MATRIX },
	{ "patch", required_argument, NULL, PATCH },
	{ "series", required_argument, NULL, SERIES },
	{ "bisect", no_argument, NULL, BISECT },
	{ "bisect-exit", no_argument, NULL, BISECT_EXIT },
	{ "report", optional_argument, NULL, REPORT },
	{ "vcpus", required_argument, NULL, VCPUS },
	{ "suite", required_argument, NULL, SUITE },
	{ "backing", required_argument, NULL, BACKING },
	{ "variant", required_argument, NULL, VARIANT },
	{ "mode", required_argument, NULL, MODE },
	{ "engine", required_argument, NULL, ENGINE },
	{ "vendor", required_argument, NULL, VENDOR },
	{ "kernel", required_argument, NULL, KERNEL },
	{ "tree", required_argument, NULL, TREE },
	{ "out", required_argument, NULL, OUT },
	{ "accept-partial", no_argument, NULL, ACCEPT_PARTIAL },
};

#define NOWN (sizeof(own) / sizeof(*own))

/* A number in decimal, as it was said. */
static const char *number(const char *name, const char *value, unsigned long long min,
			  unsigned long long max)
{
	unsigned long long n;
	char *end;

	/* At most 19 digits cannot overflow, and UINT64_MAX has 20. */
	if (*value && strspn(value, "0123456789") == strlen(value) && strlen(value) < 20) {
		n = strtoull(value, &end, 10);
		if (n >= min && n <= max)
			return value;
	}
	die("--%s '%s': a number from %llu to %llu was expected", name, value, min,
	    max > INT64_MAX ? 9999999999999999999ULL : max);
}

/* A file that can be written, by a path that holds wherever one is. */
static const char *page(const char *path)
{
	char *folder = copy(path), *slash = strrchr(folder, '/'), *real;

	if (!*path || path_folder(path))
		die("--report=%s: the name of a file was expected", path);
	if (slash)
		*slash = '\0';
	real = path_real(!slash ? "." : *folder ? folder : "/");
	if (!real || !path_folder(real))
		die("--report=%s: there is no such folder", path);
	if (access(real, W_OK))
		die("--report=%s: cannot write there", path);
	return format("%s/%s", strcmp(real, "/") ? real : "", path_name(path));
}

static void take_guest(struct run_options *options, const struct guest_option *option,
		       const char *value)
{
	words_add(&options->guest_said, "--%s", option->name);
	if (option->kind == NUMBER) {
		number(option->name, value, option->min, option->max);
		words_add(&options->guest, "%s=%s", option->name, value);
		words_add(&options->guest_said, "%s", value);
	} else {
		words_add(&options->guest, "%s", option->name);
	}
	/* A case is one of a suite, so that the suite has to be named. */
	if (!strcmp(option->name, "case"))
		options->one_case = true;
}

static void take(struct run_options *options, int option)
{
	switch (option) {
	case HELP:
		options->help = true;
		break;
	case LIST:
		options->list = true;
		break;
	case MATRIX:
		options->matrix = true;
		break;
	case PATCH:
		patches_add(options, optarg);
		break;
	case SERIES:
		options->series = optarg;
		break;
	case BISECT:
		options->bisect = true;
		break;
	case BISECT_EXIT:
		options->bisect_exit = true;
		break;
	case REPORT:
		options->page = optarg ? page(optarg) : "report.html";
		break;
	case VCPUS:
		options->vcpus = number("vcpus", optarg, 1, 8);
		break;
	case SUITE:
		options->suites = optarg;
		break;
	case BACKING:
		options->backings = optarg;
		break;
	case VARIANT:
		options->variant = optarg;
		break;
	case MODE:
		options->mode = optarg;
		break;
	case ENGINE:
		options->engine = optarg;
		break;
	case VENDOR:
		options->vendor = optarg;
		break;
	case KERNEL:
		options->kernel = optarg;
		break;
	case TREE:
		options->tree = optarg;
		break;
	case OUT:
		options->out = optarg;
		break;
	case ACCEPT_PARTIAL:
		options->accept_partial = true;
		break;
	default:
		take_guest(options, &guest_options[option - GUEST], optarg);
	}
}

void options_parse(struct run_options *options, int argc, char **argv)
{
	struct option all[NOWN + NGUEST + 1] = { 0 };
	int option;

	*options = (struct run_options){ .suites = "all",
					 .backings = "all",
					 .variant = "stock",
					 .mode = "auto",
					 .engine = "auto" };
	memcpy(all, own, sizeof(own));
	for (unsigned i = 0; i < NGUEST; i++)
		all[NOWN + i] = (struct option){ guest_options[i].name,
						 guest_options[i].kind == FLAG ? no_argument
									       : required_argument,
						 NULL, GUEST + (int)i };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", all, NULL)) != -1) {
		if (option == ':')
			die("%s needs a value; ./run.sh --help says which", argv[optind - 1]);
		if (option == '?')
			die("unknown option '%s'; ./run.sh --help lists them", argv[optind - 1]);
		take(options, option);
	}
	if (optind < argc)
		die("unknown option '%s'; ./run.sh --help lists them", argv[optind]);
}
