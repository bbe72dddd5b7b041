// SPDX-License-Identifier: GPL-2.0-only
/* leafzap mutants, leafzap mutant: runs planted bugs and says what became of them.  Usage below. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../process.h"
#include "../run/run.h"
#include "../say.h"
#include "../scripts.h"
#include "../subcommands.h"
#include "../table.h"
#include "../text.h"
#include "../top.h"
#include "mutants.h"

#define EXIT_ALIVE 1
#define PAGES "docs/generated"

static const char usage[] =
	"usage: leafzap mutants [--kernel K] [--engine E] [--seed N]... [--fresh] [NAME...]\n"
	"All mutants, or those named (also: NAMES=), as many at a time as there are cores; on "
	"Bochs\n"
	"those with a field \"Under EPT\", on the kernel \"debug\" those with a field \"On "
	"debug\". Then\n"
	"writes " PAGES "/mutants.md and peers.md, mutants-K.md or mutants-ept.md, if all were\n"
	"run. What was run before and has not changed comes from the cache, so an interrupted run "
	"goes\n"
	"on where it was; --fresh makes it again. Exit 0 if each was killed, 1 if not, 2 if "
	"leafzap\n"
	"could not be run on one.\n"
	"       leafzap mutant NAME [--kernel K] [--engine E] [--seed N] [--fresh] [--quiet]\n"
	"One, and its row: name, kind, result, check, suite, backing, case, cases before, seconds, "
	"kinds\n"
	"of check, text, with tabs between. Exit 0 if there is a row, 2 if leafzap could not be "
	"run.\n";

struct options {
	const char *kernel, *engine;
	struct words seeds, names;
	bool fresh, quiet;
};

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "engine", required_argument, NULL, 'e' },
	{ "seed", required_argument, NULL, 's' },
	{ "fresh", no_argument, NULL, 'f' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static void parse(struct options *options, int argc, char **argv)
{
	int option;

	*options = (struct options){ .kernel = DEFAULT_KERNEL, .engine = "auto" };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		if (option == 'k')
			options->kernel = optarg;
		else if (option == 'e')
			options->engine = optarg;
		else if (option == 's')
			words_add(&options->seeds, "%s", optarg);
		else if (option == 'f')
			options->fresh = true;
		else if (option == 'q')
			options->quiet = true;
		else if (option == 'h')
			exit(fputs(usage, stdout) < 0);
		else if (option == ':')
			die("%s needs a value; --help says which", argv[optind - 1]);
		else
			die("unknown option %s; --help lists them", argv[optind - 1]);
	}
	words_append(&options->names, argv + optind);
	if (!options->seeds.count)
		words_add(&options->seeds, "1");
}

/* All that is run. */
struct runs {
	const struct options *options;
	struct job *jobs; /* by seed, then by name */
	unsigned n;
};

static void tell(const struct runs *runs, unsigned n)
{
	const struct job *job = &runs->jobs[n];
	struct table table;

	table_parse_tabs(&table, job->row);
	const struct row *row = &table.rows[0];

	printf("[%u/%u] seed %s %-36s %s", n + 1, runs->n, job->seed, row_field(row, ROW_NAME),
	       row_field(row, ROW_RESULT));
	if (!strcmp(row_field(row, ROW_RESULT), "killed"))
		printf(" by %s after %s cases, %s s\n", row_field(row, ROW_CHECK),
		       row_field(row, ROW_BEFORE), row_field(row, ROW_SECONDS));
	else
		printf(": %s\n", row_field(row, ROW_TEXT));
	fflush(stdout);
}

static pid_t start(unsigned n, void *arg)
{
	struct runs *runs = arg;
	struct job *job = &runs->jobs[n];

	job_begin(job);
	if (!runs->options->fresh && job_known(job)) {
		tell(runs, n);
		return 0;
	}
	return job_start(job);
}

static void ended(unsigned n, int status, void *arg)
{
	struct runs *runs = arg;

	job_end(&runs->jobs[n], status);
	tell(runs, n);
}

static bool is_named(const struct options *options, const struct mutant *mutant)
{
	for (size_t i = 0; i < options->names.count; i++)
		if (!strcmp(path_name(mutant_path(options->names.list[i])),
			    path_name(mutant->edit.path)))
			return true;
	return false;
}

static void plan(struct runs *runs, const struct mutant *mutants, size_t n,
		 const struct sources *sources)
{
	const struct options *options = runs->options;
	const char *field = mutants_field(options->kernel, options->engine);

	runs->jobs = allocate(n * options->seeds.count, sizeof(*runs->jobs));
	for (size_t s = 0; s < options->seeds.count; s++)
		for (size_t i = 0; i < n; i++) {
			bool wanted = options->names.count ? is_named(options, &mutants[i])
							   : *edit_first(&mutants[i].edit, field);

			if (wanted && mutants[i].form)
				runs->jobs[runs->n++] =
					(struct job){ .mutant = &mutants[i],
						      .sources = sources,
						      .kernel = options->kernel,
						      .engine = options->engine,
						      .seed = options->seeds.list[s] };
		}
}

/* A table of rows for each seed. */
static struct table *rows_of(const struct runs *runs)
{
	const struct words *seeds = &runs->options->seeds;
	struct table *tables = allocate(seeds->count, sizeof(*tables));

	for (size_t s = 0; s < seeds->count; s++) {
		struct buffer buffer;

		buffer_open(&buffer);
		for (unsigned i = 0; i < runs->n; i++)
			if (!strcmp(runs->jobs[i].seed, seeds->list[s]))
				fprintf(buffer.file, "%s\n", runs->jobs[i].row);
		table_parse_tabs(&tables[s], buffer_close(&buffer));
	}
	return tables;
}

static void write_page(const char *name, const char *suffix, const char *text)
{
	const char *to = format(PAGES "/%s%s.md", name, suffix);

	if (!path_make_folder(top_path(PAGES)))
		die("cannot make %s: %s", top_path(PAGES), strerror(errno));
	file_write(top_path("%s.new", to), text);
	if (rename(top_path("%s.new", to), top_path("%s", to)))
		die("cannot write %s: %s", to, strerror(errno));
	say("%s was written", to);
}

static void write_pages(const struct runs *runs, const struct mutant *mutants, size_t n)
{
	const struct options *options = runs->options;
	struct page page = { .mutants = mutants,
			     .n = n,
			     .rows = rows_of(runs),
			     .nseeds = options->seeds.count,
			     .where = options->kernel,
			     .seeds = words_join(&options->seeds, " ") };

	if (!strcmp(options->engine, "bochs"))
		page.where = "ept";
	if (strcmp(page.where, DEFAULT_KERNEL)) {
		write_page("mutants", format("-%s", page.where), page_mutants(&page));
		return;
	}
	write_page("mutants", "", page_mutants(&page));
	write_page("peers", "", page_peers(&page));
}

/* Does its file say that it survives, and why? */
static bool is_announced(const struct mutant *mutant)
{
	return edit_field(&mutant->edit, "Open", &(size_t){ 0 }) ||
	       edit_field(&mutant->edit, "Equivalent", &(size_t){ 0 });
}

/* "12 killed 1 SURVIVED", and the exit code.  A survivor that was announced is counted apart. */
static int sum_up(const struct runs *runs)
{
	static const char *const results[] = { "killed", "SURVIVED", "crashed", "hung", "error" };
	unsigned count[sizeof(results) / sizeof(*results)] = { 0 };
	unsigned announced = 0;
	bool alive = false, error = false;

	for (unsigned i = 0; i < runs->n; i++) {
		const struct mutant *mutant = runs->jobs[i].mutant;
		const char *result;
		struct table table;

		table_parse_tabs(&table, runs->jobs[i].row);
		result = row_field(&table.rows[0], ROW_RESULT);
		if (is_announced(mutant) && !strcmp(result, "SURVIVED")) {
			announced++;
			continue;
		}
		if (is_announced(mutant) && !strcmp(result, "killed"))
			say("%s is killed, and its file says that it survives", mutant->name);
		for (unsigned r = 0; r < sizeof(results) / sizeof(*results); r++)
			count[r] += !strcmp(result, results[r]);
		alive |= strcmp(result, "killed") != 0;
		error |= runs->jobs[i].error;
	}
	printf("leafzap: %u runs of mutants:", runs->n);
	for (unsigned r = 0; r < sizeof(results) / sizeof(*results); r++)
		if (count[r])
			printf(" %u %s", count[r], results[r]);
	if (announced)
		printf(" %u survived as announced", announced);
	printf("\n");
	if (error)
		return EXIT_SETUP;
	return alive ? EXIT_ALIVE : 0;
}

int main_mutants(int argc, char **argv)
{
	struct options options;
	struct runs runs = { .options = &options };
	struct sources sources;
	struct mutant *mutants;
	size_t n;

	parse(&options, argc, argv);
	if (getenv("NAMES"))
		words_split(&options.names, getenv("NAMES"), " \t\n");
	/* Is there one by each name? */
	for (size_t i = 0; i < options.names.count; i++)
		mutant_path(options.names.list[i]);
	script_packages((const char *[]){ "build", "lab", NULL });
	sources = sources_of_kernel(options.kernel);
	mutants = mutants_read(&sources, &n);
	plan(&runs, mutants, n, &sources);
	say("%u runs, %u at a time", runs.n, process_cpus());
	process_pool(&(struct pool){ runs.n, process_cpus(), start, ended, &runs });
	if (!options.names.count)
		write_pages(&runs, mutants, n);
	return sum_up(&runs);
}

int main_mutant(int argc, char **argv)
{
	struct options options;
	struct mutant mutant;
	struct sources sources;
	struct job job;

	parse(&options, argc, argv);
	if (options.names.count != 1 || options.seeds.count != 1)
		die("usage: leafzap mutant NAME [--kernel K] [--engine E] [--seed N] [--fresh] "
		    "[--quiet]");
	sources = sources_of_kernel(options.kernel);
	mutant_read(&mutant, mutant_path(options.names.list[0]), &sources);
	if (!mutant.form) {
		say("%s cannot exist in %s: %s", mutant.name, sources.title, mutant.none);
		return EXIT_ALIVE;
	}
	job = (struct job){ .mutant = &mutant,
			    .sources = &sources,
			    .kernel = options.kernel,
			    .engine = options.engine,
			    .seed = options.seeds.list[0] };
	job_begin(&job);
	if (options.fresh || !job_known(&job))
		job_end(&job, process_wait(job_start(&job)));
	if (job.error && !options.quiet)
		fprintf(stderr, "%s\n", job_said(&job));
	puts(job.row);
	return job.error ? EXIT_SETUP : 0;
}
