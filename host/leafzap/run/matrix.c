// SPDX-License-Identifier: GPL-2.0-only
/* ./run.sh --matrix: every cell a run of its own, two at a time; one table of all. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../process.h"
#include "../say.h"
#include "../top.h"
#include "run.h"

#define SIDE_BY_SIDE 2

struct cell {
	const char *engine, *kernel, *suite; /* kernel NULL: the user's tree */
	const char *name;
	bool first; /* of its row: builds what the others share */
	time_t begin;
	unsigned seconds;
	int status;
	const char *verdict; /* NULL: not yet run */
};

struct matrix {
	const struct run_options *options;
	struct words engines, kernels, suites;
	struct words words; /* that every cell is given */
	struct cell *cells; /* by engine, then by kernel, then by suite */
	struct cell **order;
	unsigned ncells, ended;
	FILE *log;
};

/* Engines that this machine can run, or those that were named. */
static void add_engines(struct matrix *matrix)
{
	const char *nested = machine_nested("");
	const struct engine *engine;

	if (strcmp(matrix->options->engine, "auto")) {
		words_split(&matrix->engines, matrix->options->engine, ",");
		return;
	}
	for (unsigned n = 0; (engine = engine_row(n)); n++) {
		if (!strcmp(engine->name, "kvm") && begins(nested, "no "))
			say("matrix: no engine kvm: %s", nested + strlen("no "));
		else
			words_add(&matrix->engines, "%s", engine->name);
	}
}

/* All kernels but debug, or those that were named. */
static void add_kernels(struct matrix *matrix)
{
	if (matrix->options->tree)
		words_add(&matrix->kernels, "tree");
	else if (matrix->options->kernel)
		words_split(&matrix->kernels, matrix->options->kernel, ",");
	else
		choices_kernels(&matrix->kernels, false);
}

static void add_suites(struct matrix *matrix)
{
	if (strcmp(matrix->options->suites, "all"))
		words_split(&matrix->suites, matrix->options->suites, ",");
	else
		choices_suites(&matrix->suites);
}

static void add_words(struct matrix *matrix)
{
	const struct run_options *options = matrix->options;
	struct words *words = &matrix->words;

	again_given(words, options);
	words_option(words, "tree", options->series_tree ? options->series_tree : options->tree);
	words_option(words, "series", options->series);
	for (size_t i = 0; !options->series && i < options->patches.count; i++)
		words_option(words, "patch", options->patches.list[i]);
}

static void add_cells(struct matrix *matrix)
{
	struct cell *cell;

	matrix->ncells =
		(unsigned)(matrix->engines.count * matrix->kernels.count * matrix->suites.count);
	if (!matrix->ncells)
		die("nothing to run");
	cell = matrix->cells = allocate(matrix->ncells, sizeof(*cell));
	for (size_t e = 0; e < matrix->engines.count; e++)
		for (size_t k = 0; k < matrix->kernels.count; k++)
			for (size_t s = 0; s < matrix->suites.count; s++, cell++) {
				cell->engine = matrix->engines.list[e];
				cell->kernel = matrix->kernels.list[k];
				cell->suite = matrix->suites.list[s];
				cell->first = !s;
				cell->name =
					format("%s-%s-%s", cell->engine, cell->kernel, cell->suite);
			}
}

static char *log_of(const struct matrix *matrix, const struct cell *cell)
{
	return format("%s/%s.log", matrix->options->out, cell->name);
}

static pid_t start_cell(unsigned n, void *arg)
{
	struct matrix *matrix = arg;
	struct cell *cell = matrix->order[n];
	struct words words = { 0 };
	struct command command = { .in = -1 };
	const char *log = log_of(matrix, cell);
	pid_t pid;

	words_add(&words, "%s", top_path("run.sh"));
	words_option(&words, "mode", "lab");
	words_option(&words, "engine", cell->engine);
	words_option(&words, "suite", cell->suite);
	words_option(&words, "out", format("%s/%s", matrix->options->out, cell->name));
	words_append(&words, matrix->words.list);
	if (!matrix->options->tree)
		words_option(&words, "kernel", cell->kernel);
	command.words = words.list;
	command.out = command.err = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (command.out < 0)
		die("cannot write %s: %s", log, strerror(errno));
	cell->begin = time(NULL);
	pid = process_start(&command);
	close(command.out);
	return pid;
}

/* The verdict of a whole run is the word behind "leafzap: " in its last line. */
static const char *verdict_of(const char *log)
{
	char *text = file_text(log), *line;
	size_t letters;

	if (!text)
		return "ERROR";
	chomp(text);
	line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	if (!begins(line, "leafzap: "))
		return "ERROR";
	line += strlen("leafzap: ");
	letters = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return letters && line[letters] == ' ' ? format("%.*s", (int)letters, line) : "ERROR";
}

static void end_cell(unsigned n, int status, void *arg)
{
	struct matrix *matrix = arg;
	struct cell *cell = matrix->order[n];
	char *log = log_of(matrix, cell), *to;

	cell->seconds = (unsigned)(time(NULL) - cell->begin);
	cell->status = status;
	cell->verdict = verdict_of(log);
	matrix->ended++;
	to = format("%s/%s/run.log", matrix->options->out, cell->name);
	/* A run that was refused has no folder of results: its log stays where it is. */
	rename(log, to);
	say("%s %s %s: %s, %u s (%u of %u)", cell->engine, cell->kernel, cell->suite, cell->verdict,
	    cell->seconds, matrix->ended, matrix->ncells);
}

/* The first cells of all rows, one after the other, or all others. */
static void run_cells(struct matrix *matrix, bool first)
{
	struct pool pool = { .width = first ? 1 : SIDE_BY_SIDE,
			     .start = start_cell,
			     .ended = end_cell,
			     .arg = matrix };

	matrix->order = allocate(matrix->ncells, sizeof(*matrix->order));
	for (unsigned i = 0; i < matrix->ncells; i++)
		if (matrix->cells[i].first == first)
			matrix->order[pool.count++] = &matrix->cells[i];
	process_pool(&pool);
	free(matrix->order);
}

static char *table_of(const struct matrix *matrix)
{
	struct buffer buffer;

	buffer_open(&buffer);
	fprintf(buffer.file, "%-14s", "engine kernel");
	for (size_t s = 0; s < matrix->suites.count; s++)
		fprintf(buffer.file, " %10s", matrix->suites.list[s]);
	for (unsigned i = 0; i < matrix->ncells; i++) {
		const struct cell *cell = &matrix->cells[i];

		if (cell->first)
			fprintf(buffer.file, "\n%-14s",
				format("%s %s", cell->engine, cell->kernel));
		fprintf(buffer.file, " %10s", format("%s %u", cell->verdict, cell->seconds));
	}
	fputc('\n', buffer.file);
	return buffer_close(&buffer);
}

/* For other programs: one line a cell. */
static char *cells_of(const struct matrix *matrix)
{
	struct buffer buffer;

	buffer_open(&buffer);
	for (unsigned i = 0; i < matrix->ncells; i++) {
		const struct cell *cell = &matrix->cells[i];

		fprintf(buffer.file, "%s %s %s %s %u %d\n", cell->engine, cell->kernel, cell->suite,
			cell->verdict, cell->seconds, cell->status);
	}
	return buffer_close(&buffer);
}

int matrix_run(const struct run_options *options)
{
	struct matrix matrix = { .options = options };
	char *table;
	int worst = 0;

	add_engines(&matrix);
	add_kernels(&matrix);
	add_suites(&matrix);
	add_words(&matrix);
	add_cells(&matrix);
	/* Each run is one lab: two runs are side by side. */
	setenv("LEAFZAP_LABS", "1", 1);
	say("matrix: %u runs, two at a time, in %s", matrix.ncells, options->out);
	run_cells(&matrix, true);
	run_cells(&matrix, false);

	table = table_of(&matrix);
	file_write(format("%s/cells", options->out), cells_of(&matrix));
	file_write(format("%s/matrix.txt", options->out), table);
	fputs(table, stdout);
	for (unsigned i = 0; i < matrix.ncells; i++)
		if (matrix.cells[i].status > worst)
			worst = matrix.cells[i].status;
	if (worst)
		say("matrix: the worst exit status is %d; each run's log is in %s", worst,
		    options->out);
	return worst;
}
