/* SPDX-License-Identifier: GPL-2.0-only */
/* A series of patches: mailboxes, ranges of git, and the search for the patch that is to blame. */
#ifndef LEAFZAP_SERIES_H
#define LEAFZAP_SERIES_H

#include "run.h"

/*
 * mbox.c: is @text a mailbox of several mails, or one mail whose diff is encoded (quoted-printable,
 * base64, an attachment)?  One plain mail is a patch as it is.
 */
bool mbox_is(const char *text);
/*
 * Makes of each mail with a diff in the file @mbox a file NNNN-SUBJECT.patch in @folder, and adds
 * their paths to @patches.  Says which mails have none; dies if all have none.  @title is the
 * option that named the mailbox, for messages.  By git mailsplit and git mailinfo.
 */
void mbox_split(struct words *patches, const char *mbox, const char *folder, const char *title);
/* The subject of a patch, without "[PATCH 3/8]" and in one line; of one without: its file's name.
 */
const char *mbox_subject(const char *patch);
/* The commit of which git made the patch; NULL where it does not say so. */
const char *mbox_commit(const char *patch);
/* Has git installed where it is missing, and keeps it from all that is not asked of it. */
void mbox_git(void);

/* patches.c: adds the patches of the mailbox that is made of a range. */
void patches_series(struct run_options *options, const char *mbox);

/*
 * series.c: reads --series, or dies: takes the sources of the range's base into the cache, where
 * options->tree is then, and its commits as options->patches.  The user's repository and tree are
 * only read.
 */
void series_take(struct run_options *options);

/*
 * search.c: which of @n patches, counted from 1, is the first with which @bad is true?  @bad is
 * asked of the first so many patches: of all, then of 1 + log2(@n) at most, and of none if the
 * answer is 1.  0: it is true of none of them as well; @n + 1: it is not true of all.
 */
unsigned search_first(unsigned n, bool (*bad)(unsigned patches, void *arg), void *arg);
/* How often @bad is asked at most, but for the question about no patch. */
unsigned search_most(unsigned n);

/* bisect.c: --bisect, in options->out.  The exit status. */
int bisect_run(const struct run_options *options);

/*
 * judge.c: what git bisect makes of an exit status: 0 good, 1 to 127 bad, 125 not to be judged, and
 * it stops at all above.
 */
int judge_status(int status);
/* From here on this program's exit status is such a one. */
void judge_begin(void);
/* Becomes the supervisor @words, or with --bisect-exit waits for it and ends as git bisect wants.
 */
_Noreturn void judge_become(const struct run_options *options, char *const *words);

#endif
