// SPDX-License-Identifier: GPL-2.0-only
/* Reads suites.tsv. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "suites.h"

enum column { NAME, BACKINGS, SECONDS, WHEN, NEEDS, CLAIM, NCOLUMNS };

const struct suite *suites_find(const struct suites *suites, const char *name)
{
	for (unsigned i = 0; i < suites->n; i++)
		if (!strcmp(suites->of[i].name, name))
			return &suites->of[i];
	return NULL;
}

static bool backings_known(const char *list)
{
	char copy[128], *name, *save;

	if (strlen(list) >= sizeof(copy))
		return false;
	strcpy(copy, list);
	for (name = strtok_r(copy, ",", &save); name; name = strtok_r(NULL, ",", &save))
		if (!backing_known(name))
			return false;
	return *list;
}

/* What is wrong with @line, which is cut into pieces, or NULL. */
static const char *add_line(struct suites *suites, char *line)
{
	char *columns[NCOLUMNS], *end;
	struct suite *suite = &suites->of[suites->n];

	for (unsigned i = 0; i < NCOLUMNS; i++) {
		columns[i] = strsep(&line, "\t");
		if (!columns[i] || !*columns[i])
			return "six columns were expected: name, backings, seconds, when, needs, "
			       "claim";
	}
	if (line)
		return "more than six columns";
	if (suites->n == SUITES_MAX)
		return "more suites than this program has room for";
	if (suites_find(suites, columns[NAME]))
		return "this suite was there before";
	if (!backings_known(columns[BACKINGS]))
		return "memfd, thp, hugetlb2m, hugetlb1g or some of them were expected";
	*suite = (struct suite){
		.name = columns[NAME],
		.backings = columns[BACKINGS],
		.seconds = (unsigned)strtoul(columns[SECONDS], &end, 10),
		.named = !strcmp(columns[WHEN], "named"),
		.needs = columns[NEEDS],
		.claim = columns[CLAIM],
	};
	if (*end || !suite->seconds)
		return "a number of seconds from 1 on was expected";
	if (!suite->named && strcmp(columns[WHEN], "always"))
		return "\"always\" or \"named\" was expected";
	suites->n++;
	return NULL;
}

/* The whole file as one string. */
static bool read_text(struct suites *suites, const char *path, char *why, size_t bytes)
{
	FILE *file = fopen(path, "re");
	size_t n;

	if (!file) {
		snprintf(why, bytes, "cannot read the table of suites, %s: %s", path,
			 strerror(errno));
		return false;
	}
	n = fread(suites->text, 1, sizeof(suites->text), file);
	fclose(file);
	if (n == sizeof(suites->text)) {
		snprintf(why, bytes, "%s is longer than %zu bytes", path, n - 1);
		return false;
	}
	suites->text[n] = '\0';
	return true;
}

bool suites_read(struct suites *suites, const char *path, char *why, size_t bytes)
{
	char *rest, *line;

	suites->n = 0;
	if (!read_text(suites, path, why, bytes))
		return false;
	rest = suites->text;
	for (unsigned number = 1; (line = strsep(&rest, "\n")) && *line; number++) {
		const char *wrong = add_line(suites, line);

		if (!wrong)
			continue;
		snprintf(why, bytes, "%s, line %u: %s", path, number, wrong);
		return false;
	}
	if (suites->n)
		return true;
	snprintf(why, bytes, "%s has no suites", path);
	return false;
}
