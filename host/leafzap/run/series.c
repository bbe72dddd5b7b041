// SPDX-License-Identifier: GPL-2.0-only
/* --series: a range of a git tree, which is only read: what is built lies in the cache. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cache.h"
#include "../kernel/kernel.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "series.h"

#define SHORT 12 /* digits of a commit for people */

struct range {
	const char *said;	    /* the option, for messages */
	const char *tree, *sources; /* as the user named it; where its sources are */
	const char *config;	    /* a file */
	const char *name;	    /* of the tree, in the cache */
	char *base, *tip;	    /* commits */
};

/* What git says to @words about the user's repository; NULL where it fails. */
static char *git_says(const struct range *range, const char *const *words)
{
	struct words all = { 0 };
	char *said;

	words_split(&all, "git -C", " ");
	words_add(&all, "%s", range->sources);
	words_append(&all, (char *const *)words);
	return process_capture(all.list, &said) ? NULL : said;
}

#define GIT(range, ...) git_says(range, (const char *const[]){ __VA_ARGS__, NULL })

static void open_tree(struct range *range, const struct run_options *options)
{
	char *base = base_of_tree(options->tree), *inside;

	range->tree = options->tree;
	range->sources = path_real(format("%s/tree", base));
	range->config = format("%s/config", base);
	range->name = path_name(base);
	inside = GIT(range, "rev-parse", "--show-prefix");
	if (!inside)
		die("%s: git does not take %s for a repository, see above; --patch takes patches "
		    "for a tree without one",
		    range->said, range->sources);
	if (*inside)
		die("%s: %s is no repository: it lies inside of one, as %s", range->said,
		    range->sources, inside);
}

static char *commit_of(const struct range *range, const char *revision)
{
	char *commit = GIT(range, "rev-parse", "--quiet", "--verify", "--end-of-options",
			   format("%s^{commit}", revision));

	if (!commit || !*commit)
		die("%s: '%s' is no revision of %s", range->said, revision, range->sources);
	return commit;
}

/* "LEFT..RIGHT"; without one of them it is HEAD, as for git. */
static void read_range(struct range *range, const char *text)
{
	const char *dots = strstr(text, ".."), *right = dots ? dots + 2 : NULL;
	char *left = dots ? format("%.*s", (int)(dots - text), text) : NULL;

	if (!dots || *right == '.' || strstr(right, ".."))
		die("%s: a range was expected, as in v6.12..mybranch", range->said);
	left = commit_of(range, *left ? left : "HEAD");
	range->tip = commit_of(range, *right ? right : "HEAD");
	range->base = GIT(range, "merge-base", left, range->tip);
	if (!range->base || !*range->base)
		die("%s: its two sides have no commit in common", range->said);
	if (strcmp(range->base, left))
		say("%s: what is built is the merge base, %.*s", range->said, SHORT, range->base);
}

/* Patches without an accent of the user's configuration. */
static char *mailbox_of(const struct range *range)
{
	char *path = format("%s/series", cache_scratch("series"));
	char *words[] = { "git",
			  "-C",
			  copy(range->sources),
			  "-c",
			  "format.pretty=email",
			  "format-patch",
			  "--stdout",
			  "-k",
			  "--no-attach",
			  "--no-cover-letter",
			  "--no-signature",
			  "--no-signoff",
			  "--no-thread",
			  "--no-base",
			  "--no-notes",
			  "--no-color",
			  "--no-ext-diff",
			  "--no-textconv",
			  "--no-renames",
			  "--no-relative",
			  "--src-prefix=a/",
			  "--dst-prefix=b/",
			  format("%s..%s", range->base, range->tip),
			  NULL };
	struct command command = COMMAND(words);

	command.out = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (command.out < 0)
		die("cannot write %s: %s", path, strerror(errno));
	if (process_run(&command))
		die("%s: git format-patch failed, see above", range->said);
	close(command.out);
	return path;
}

/* The sources of the base, in the cache, by commit. */
static char *sources_of(const struct range *range)
{
	static char script[] = "{ git -C \"$1\" archive \"$2\" || : >\"$3/failed\"; } |"
			       " tar -x -C \"$3/source\" && [ ! -e \"$3/failed\" ]";
	char *entry = cache_path("series/%s", range->base), *work, *log;

	if (!path_folder(entry)) {
		work = cache_scratch("archive");
		log = format("%s/log", work);
		if (!path_make_folder(format("%s/entry/source", work)))
			die("cannot create %s/entry: %s", work, strerror(errno));
		char *words[] = { "sh",
				  "-c",
				  script,
				  "sh",
				  copy(range->sources),
				  copy(range->base),
				  format("%s/entry", work),
				  NULL };

		if (process_step("taking the base's sources out of git", log, words)) {
			script_explain(log, NULL);
			die("%s: git archive of %.*s failed", range->said, SHORT, range->base);
		}
		cache_publish(format("%s/entry", work), entry);
	}
	file_write(format("%s/used", entry), "");
	return entry;
}

/* As make O= has it: the user's configuration, and a link to the sources. */
static char *base_of(const struct range *range)
{
	char *sources = sources_of(range), *folder = format("%s/%s", sources, range->name);
	char *link = format("%s/source", folder),
	     *fresh = format("%s/.config.%d", folder, getpid());
	char *describe = GIT(range, "describe", "--tags", "--always", range->base);

	if (!path_make_folder(folder) || (symlink("../source", link) && errno != EEXIST))
		die("cannot create %s: %s", link, strerror(errno));
	file_write(format("%s/.title", folder),
		   format("%s at %s\n", range->tree, describe ? describe : range->base));
	file_copy(range->config, fresh);
	if (rename(fresh, format("%s/.config", folder)))
		die("cannot write %s/.config: %s", folder, strerror(errno));
	return folder;
}

void series_take(struct run_options *options)
{
	struct range range = { .said = format("--series %s", options->series) };
	const char *merges, *count;

	mbox_git();
	open_tree(&range, options);
	read_range(&range, options->series);
	count = GIT(&range, "rev-list", "--count", "--no-merges",
		    format("%s..%s", range.base, range.tip));
	merges = GIT(&range, "rev-list", "--count", "--merges",
		     format("%s..%s", range.base, range.tip));
	if (!count || !strcmp(count, "0"))
		die("%s: no commit is in it", range.said);
	options->merges = merges && strcmp(merges, "0");
	if (options->merges)
		say("warning: %s: merge commits in it, %s, are not taken, only the commits that "
		    "they brought",
		    range.said, merges);
	options->series = format("%s..%s", range.base, range.tip);
	patches_series(options, mailbox_of(&range));
	options->series_tree = path_real(options->tree);
	options->tree = base_of(&range);
	say("%s: %zu patches on %.*s", range.said, options->patches.count, SHORT, range.base);
}
