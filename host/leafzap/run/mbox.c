// SPDX-License-Identifier: GPL-2.0-only
/* Mailboxes of patches, as b4 am and git format-patch --stdout write them; git takes them apart. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "../stage/stage.h"
#include "series.h"

#define NAME_BYTES 52 /* of a subject in a file's name, as git has it */
#define COMMIT_DIGITS 40
/* What git writes behind the commit in the first line of a mail. */
#define COMMIT_DATE " Mon Sep 17 00:00:00 2001"

void mbox_git(void)
{
	static const char *const mine[] = { "GIT_DIR",
					    "GIT_WORK_TREE",
					    "GIT_INDEX_FILE",
					    "GIT_OBJECT_DIRECTORY",
					    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
					    "GIT_PREFIX" };

	script_packages((const char *[]){ "series", NULL });
	/* Of a git that has started us, as git bisect does. */
	for (size_t i = 0; i < sizeof(mine) / sizeof(*mine); i++)
		unsetenv(mine[i]);
	/* It neither refreshes an index nor fetches what a partial clone lacks. */
	setenv("GIT_OPTIONAL_LOCKS", "0", 1);
	setenv("GIT_NO_LAZY_FETCH", "1", 1);
}

/* "From ADDRESS DATE", with the time of the day as git asks for it, and not a word of a message. */
static bool is_from(const char *line)
{
	const char *colon;

	if (!begins(line, "From "))
		return false;
	colon = line + strcspn(line, ":\n");
	return *colon == ':' && isdigit((unsigned char)colon[-1]) &&
	       isdigit((unsigned char)colon[1]) && isdigit((unsigned char)colon[2]);
}

/* "Name: value". */
static bool is_header(const char *line)
{
	size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

	return n && line[n] == ':';
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* Does a line of the mail's head say that what follows is not the text itself? */
static bool is_encoded(const char *line)
{
	char *head = format("%.*s", (int)strcspn(line, "\n"), line);
	bool encoded = (!strncasecmp(head, "Content-Transfer-Encoding:", 26) &&
			(strcasestr(head, "quoted-printable") || strcasestr(head, "base64"))) ||
		       (!strncasecmp(head, "Content-Type:", 13) && strcasestr(head, "multipart/"));

	free(head);
	return encoded;
}

bool mbox_is(const char *text)
{
	const char *line = text;
	unsigned mails = 0;

	if (!is_from(line) && !is_header(line))
		return false;
	for (; *line && *line != '\n' && *line != '\r'; line = next_line(line))
		if (is_encoded(line))
			return true;
	for (line = text; *line; line = next_line(line))
		mails += is_from(line);
	return mails > 1;
}

/* Without blanks and what else is not for names of files: "KVM-x86-mmu-Zap". */
static char *name_of(const char *subject)
{
	struct buffer buffer;
	size_t used = 0;
	bool gap = false;

	buffer_open(&buffer);
	for (; *subject && used < NAME_BYTES; subject++) {
		if (!isalnum((unsigned char)*subject) && *subject != '_' && *subject != '.') {
			gap = used > 0;
			continue;
		}
		if (gap)
			fputc('-', buffer.file);
		fputc(*subject, buffer.file);
		used += 1 + gap;
		gap = false;
	}
	return used ? buffer_close(&buffer) : copy("patch");
}

/* A line of what git mailinfo says: "Subject: TEXT". */
static char *said(const char *info, const char *what)
{
	char *start = format("%s: ", what);

	for (; *info; info = next_line(info))
		if (begins(info, start))
			return format("%.*s", (int)strcspn(info + strlen(start), "\n"),
				      info + strlen(start));
	return copy("");
}

static int open_or_die(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0666);

	if (fd < 0)
		die("cannot open %s: %s", path, strerror(errno));
	return fd;
}

/* What git mailinfo says of @mail; @diff, a file, gets the mail from its diff on, decoded. */
static char *mail_info(const char *mail, const char *diff)
{
	char *folder = cache_scratch("mail"), *info = format("%s/info", folder);
	char *words[] = { "git",
			  "-c",
			  "i18n.commitEncoding=UTF-8",
			  "mailinfo",
			  "-b",
			  "--no-scissors",
			  "--no-message-id",
			  "--quoted-cr=strip",
			  format("%s/message", folder),
			  copy(diff),
			  NULL };
	struct command command = { .words = words, .folder = folder, .err = -1 };
	int status;

	command.in = open_or_die(mail, O_RDONLY);
	command.out = open_or_die(info, O_WRONLY | O_CREAT | O_TRUNC);
	status = process_run(&command);
	close(command.in);
	close(command.out);
	return status ? NULL : file_text(info);
}

const char *mbox_commit(const char *patch)
{
	char *text = file_text(patch);
	const char *commit = text && begins(text, "From ") ? text + strlen("From ") : NULL;

	if (!commit || strspn(commit, "0123456789abcdef") != COMMIT_DIGITS ||
	    !begins(commit + COMMIT_DIGITS, COMMIT_DATE))
		return NULL;
	return format("%.*s", COMMIT_DIGITS, commit);
}

const char *mbox_subject(const char *patch)
{
	char *text = file_text(patch), *subject = NULL, *info;

	if (text && (is_from(text) || is_header(text))) {
		info = mail_info(patch, "/dev/null");
		subject = info ? said(info, "Subject") : NULL;
	}
	return subject && *subject ? subject : path_name(patch);
}

static bool has_diff(const char *text)
{
	struct diff_names names;

	diff_names(&names, text);
	return names.headers.count || names.renames.count;
}

/* Makes a patch of the mail, if it has a diff. */
static void take_mail(struct words *patches, const char *mail, const char *folder,
		      const char *title)
{
	char *diff_path = format("%s.diff", mail), *info = mail_info(mail, diff_path);
	const char *commit = mbox_commit(mail);
	char *subject, *diff, *path;

	if (!info || !(diff = file_text(diff_path)))
		die("%s: git mailinfo cannot read its mail %s, see above", title, path_name(mail));
	subject = said(info, "Subject");
	if (!has_diff(diff)) {
		say("%s: \"%s\" holds no diff, and is passed over", title, subject);
		return;
	}
	path = format("%s/%04zu-%s.patch", folder, patches->count + 1, name_of(subject));
	file_write(path, format("%s%s%sFrom: %s <%s>\nSubject: %s\n\n%s", commit ? "From " : "",
				commit ? commit : "", commit ? COMMIT_DATE "\n" : "",
				said(info, "Author"), said(info, "Email"), subject, diff));
	words_add(patches, "%s", path);
}

void mbox_split(struct words *patches, const char *mbox, const char *folder, const char *title)
{
	char *mails = cache_scratch("mbox");
	char *words[] = { "git", "mailsplit", "-b", format("-o%s", mails), copy(mbox), NULL };
	struct words taken = { 0 };
	char *count;

	mbox_git();
	if (process_capture(words, &count))
		die("%s: git mailsplit cannot read this mailbox, see above", title);
	if (!path_make_folder(folder))
		die("cannot create %s: %s", folder, strerror(errno));
	for (unsigned long i = 1; i <= strtoul(count, NULL, 10); i++)
		take_mail(&taken, format("%s/%04lu", mails, i), folder, title);
	if (!taken.count)
		die("%s: a mailbox in which no mail holds a diff", title);
	words_append(patches, taken.list);
}
