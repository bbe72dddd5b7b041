// SPDX-License-Identifier: GPL-2.0-only
/* What a program reads of a diagnosis is its tag: other words must change nothing. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "reword.h"

#define OTHER_LETTER 'q'
#define OTHER_DIGIT '7'

/* Replaces the words of @line, if it is a diagnosis, "|   # [WALK] text". */
static void reword(char *line)
{
	unsigned number;
	struct tag tag;
	const char *told;

	if (strncmp(line, "| ", 2))
		return;
	line += 2 + strspn(line + 2, " ");
	if (strncmp(line, "# ", 2) || !strncmp(line, "# Subtest: ", 11) ||
	    sscanf(line, "# case %u", &number) == 1)
		return;
	told = tag_read(line + 2, &tag);
	for (line = told ? line + (told - line) : line + 2; *line; line++) {
		if (isdigit((unsigned char)*line))
			*line = OTHER_DIGIT;
		else if (*line != '\n')
			*line = OTHER_LETTER;
	}
}

static FILE *other_words(const char *path)
{
	static char line[8192];
	FILE *from = fopen(path, "r"), *to = tmpfile();

	while (from && to && fgets(line, sizeof(line), from)) {
		reword(line);
		fputs(line, to);
	}
	if (from)
		fclose(from);
	if (to)
		rewind(to);
	return to;
}

/* results.tsv with its last column empty where @texts is not set. */
static char *table(const struct run *run, bool texts)
{
	char *buf = NULL, *row, *end;
	size_t bytes;
	FILE *file = open_memstream(&buf, &bytes);

	write_tsv(run, file);
	fclose(file);
	for (row = buf; !texts && (end = strchr(row, '\n')); row = end + 1) {
		while (end[-1] != '\t' && end - 1 > row) {
			memmove(end - 1, end, strlen(end) + 1);
			end--;
		}
	}
	return buf;
}

/* Is there a failed case whose text is one of the words that are replaced? */
static bool tells(const struct run *run)
{
	for (unsigned i = 0; i < run->nresults; i++)
		if (run->results[i].verdict == FAIL && run->results[i].found.n)
			return true;
	return false;
}

bool reworded_ok(const char *path, const struct run *run)
{
	struct run *other = calloc(1, sizeof(*other));
	FILE *file = other_words(path);
	bool ok = file && other && record_read(other, file);

	if (!ok)
		return false;
	fclose(file);
	ok = run_verdict(run) == run_verdict(other);
	ok = !strcmp(table(run, false), table(other, false)) && ok;
	/* And the words were others indeed. */
	if (tells(run) && !strcmp(table(run, true), table(other, true)))
		ok = false;
	if (!ok)
		printf("  %s: with other words in its diagnoses: %s\n%s", path,
		       verdict_words[run_verdict(other)], table(other, true));
	return ok;
}
