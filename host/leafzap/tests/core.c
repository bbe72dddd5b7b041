// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core's unit tests.  "core key FILE..." prints their key, "core sleep" runs a command and a
 * step side by side until it is ended, for tests/core.sh.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../table.h"
#include "../text.h"

static int bad;

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	printf("FAIL %s\n", what);
	bad = 1;
}

static void check_text(void)
{
	struct words words = { 0 };
	char line[] = "a line \r\n";

	words_split(&words, ",a,,b c,", ",");
	check(words.count == 2 && !strcmp(words_join(&words, "+"), "a+b c"), "words_split");
	check(words_has(&words, "b c") && !words_has(&words, "b"), "words_has");
	check(!strcmp(chomp(line), "a line"), "chomp");
	check(ends("x.edit", ".edit") && !ends("edit", ".edit"), "ends");
	check(!strcmp(path_name("/a/b"), "b") && !strcmp(path_name("b"), "b"), "path_name");
}

static void check_table(void)
{
	struct table table;

	table_parse_tabs(&table, "a\t\tc\n\n#d\te");
	check(table.nrows == 2 && table.rows[0].nfields == 3, "rows and fields between tabs");
	check(!strcmp(row_field(&table.rows[0], 2), "c") && !*row_field(&table.rows[1], 7),
	      "row_field");
	table_parse_blanks(&table, "# x\n a  b\tthe rest  is one \n\nc\n", 3);
	check(table.nrows == 2 && !strcmp(row_field(&table.rows[0], 2), "the rest  is one"),
	      "the last field takes the rest");
	check(table_find(&table, 0, "c") == &table.rows[1] && !table_find(&table, 0, "b"),
	      "table_find");
}

static void check_processes(void)
{
	char *said, *fail[] = { "sh", "-c", "echo out; exit 7", NULL };
	char *gone[] = { "sh", "-c", "kill -9 $$", NULL };
	char *none[] = { "/no/such/program", NULL };

	check(process_capture(fail, &said) == 7 && !strcmp(said, "out"), "status and output");
	check(process_run(&COMMAND(gone)) == 128 + 9, "ended by a signal");
	check(process_run(&(struct command){ none, NULL, -1, -1, STDOUT_FILENO, false }) == 127,
	      "no such program");
}

static pid_t start_job(unsigned n, void *arg)
{
	char *words[] = { "sh", "-c", format("exit %u", n), NULL };

	(void)arg;
	return n == 2 ? 0 : process_start(&COMMAND(words));
}

static void end_job(unsigned n, int status, void *arg)
{
	check((unsigned)status == n, "the status of a job");
	++*(unsigned *)arg;
}

static void check_pool(void)
{
	unsigned ended = 0;

	process_pool(&(struct pool){ 6, 2, start_job, end_job, &ended });
	check(ended == 5, "all jobs that were started");
}

static void check_cache(void)
{
	char *from = cache_scratch("core"), *to = cache_path("entry/%d", 1);

	file_write(format("%s/file", from), "first");
	cache_publish(from, to);
	from = cache_scratch("core");
	file_write(format("%s/file", from), "second");
	cache_publish(from, to);
	check(!strcmp(file_text(format("%s/file", to)), "first"), "who is slower finds the first");
	check(path_there(from), "and is left with its own");
	scratch_remove();
	check(!path_there(from) && path_there(to), "which is removed");
}

int main(int argc, char **argv)
{
	char *sleeper[] = { "sh", "-c", "setsid sleep 1000 & sleep 1000", NULL };
	struct words files = { 0 }, more = { 0 };

	process_begin();
	if (argc > 1 && !strcmp(argv[1], "key")) {
		words_append(&files, argv + 2);
		words_add(&more, "a word");
		words_add(&more, "another");
		puts(cache_key(&files, &more));
		return 0;
	}
	if (argc > 1) {
		char *shell[] = { "sh", "-c", "trap 'exit 1' TERM; sleep 1000 & wait", NULL };

		cache_scratch("core");
		process_start(&(struct command){ shell, NULL, -1, -1, -1, true });
		return process_step("sleeping", cache_path("log"), sleeper);
	}
	check_text();
	check_table();
	check_processes();
	check_pool();
	check_cache();
	if (!bad)
		puts("core: ok");
	return bad;
}
