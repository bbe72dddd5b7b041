// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafzap place [--whole] [--partial] HOOKS TREE WORK: writes into the folder WORK, by the same
 * names, those sources of TREE that the table in the folder HOOKS has hooks for, with the hooks in
 * them, and prints their names.  A hook whose functions stand in another file now is looked for
 * there.  With --whole, spatch is given whole files.
 *
 * If a hook finds no place: exit 2, naming hook and file.  With --partial only if it is one that
 * nothing can do without; any other is left out as a whole, and so are the ledger's rules that need
 * it.  WORK/unchecked gets them as the number that leafzap_ledger.h takes, WORK/partial the words
 * for it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../leafzap/say.h"
#include "../leafzap/subcommands.h"
#include "place.h"

#define LOG_MISSING 5 /* lines of spatch's that are shown */

/* The first row of a hook that has not come; NULL: all have. */
static const struct row *short_row(struct placing *p)
{
	for (size_t i = 0; i < p->table.n; i++)
		if (places_found(p, &p->table.row[i]) < p->table.row[i].least)
			return &p->table.row[i];
	return NULL;
}

/* Looks in other files for all that is missing. */
static void follow(struct placing *p)
{
	bool any = false;

	for (size_t i = 0; i < p->table.n; i++) {
		const struct row *row = &p->table.row[i];

		if (places_found(p, row) < row->usual)
			any |= hook_follow(p, row->hook, row->file);
	}
	if (any)
		jobs_run(p);
}

/* Why a hook has no place, in words. */
static char *reason(struct placing *p, const struct row *row)
{
	struct words unreadable = { 0 };

	hook_unreadable(&unreadable, p, row->hook, row->file);
	return format("hook %s (%s) found %u of %u places in %s%s%s", row->hook, row->call,
		      places_found(p, row), row->least, row->file,
		      unreadable.count ? ": spatch cannot read " : "",
		      unreadable.count ? words_join(&unreadable, ", ") : "");
}

/* Leaves out what has no place, and says so; the rules that are off then. */
static unsigned drop(struct placing *p, bool partial, struct buffer *said)
{
	unsigned unchecked = 0;
	const struct row *row;

	while ((row = short_row(p))) {
		char *why = reason(p, row);
		unsigned bits = hook_rules(p->hooks, row->hook);

		if (!partial || !bits) {
			fprintf(stderr, "error: %s\n", why);
			job_show_log(p, row->file, LOG_MISSING);
			exit(EXIT_SETUP);
		}
		fprintf(said->file, "%s; without it nobody checks %s\n", why, rules_names(bits));
		unchecked |= bits;
		table_drop(&p->table, copy(row->hook));
	}
	return unchecked;
}

static void note_unusual(struct placing *p)
{
	for (size_t i = 0; i < p->table.n; i++) {
		const struct row *row = &p->table.row[i];

		if (places_found(p, row) < row->usual)
			fprintf(stderr, "note: hook %s (%s) found no place in %s\n", row->hook,
				row->call, row->file);
	}
}

static void write_out(const struct placing *p, unsigned unchecked, const char *said)
{
	for (size_t i = 0; i < p->njobs; i++) {
		const struct job *job = &p->job[i];

		/* In the end it got none, and is as it was. */
		if (!job->text || !strcasestr(job->text, "leafzap_"))
			continue;
		file_write(format("%s/%s", p->work, job->file),
			   ends(job->file, ".c") ? with_header(job->text) : job->text);
		puts(job->file);
	}
	if (!unchecked)
		return;
	fputs(said, stderr);
	file_write(format("%s/unchecked", p->work), format("%u\n", unchecked));
	file_write(format("%s/partial", p->work), said);
}

int main_place(int argc, char **argv)
{
	struct placing p = { 0 };
	bool partial = false;
	unsigned unchecked;
	struct buffer said;

	for (; argc > 4; argc--, argv++) {
		if (!strcmp(argv[1], "--whole"))
			p.whole_files = true;
		else if (!strcmp(argv[1], "--partial"))
			partial = true;
		else
			break;
	}
	if (argc != 4)
		die("usage: leafzap place [--whole] [--partial] HOOKS TREE WORK");
	p.hooks = argv[1];
	p.tree = argv[2];
	p.work = argv[3];
	p.table = read_table(p.hooks, p.tree);
	jobs_run(&p);
	follow(&p);
	buffer_open(&said);
	unchecked = drop(&p, partial, &said);
	if (unchecked)
		jobs_run(&p);
	note_unusual(&p);
	hooks_return(&p);
	write_out(&p, unchecked, buffer_close(&said));
	return 0;
}
