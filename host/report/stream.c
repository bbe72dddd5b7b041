// SPDX-License-Identifier: GPL-2.0-only
/* The logs as they come: the guest's on stdout, both in files. */
#include <errno.h>
#include <string.h>

#include "report.h"

uint64_t stream_shown_ms;

static FILE *guest_log, *host_log, *labs_log;
static const char *directory;

static FILE *open_one(const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	if (!file)
		fprintf(stderr, "leafzap: error: cannot write %s: %s\n", path, strerror(errno));
	return file;
}

bool stream_open(const char *dir, const struct run *run, char *const *plans)
{
	directory = dir;
	guest_log = open_one("guest.log");
	host_log = guest_log ? open_one("host.log") : NULL;
	labs_log = host_log ? open_one("labs.log") : NULL;
	record_open(labs_log, run, plans);
	return labs_log;
}

void stream_guest(const struct run *run, const struct lab *lab, const char *line)
{
	const char *backing = lab->plan.guests[lab->now - 1].backing;

	if (guest_log)
		fprintf(guest_log, "[%s] %s\n", backing, line);
	if (!guest_log)
		return;
	if (run->nlabs > 1)
		printf("[%s] %s\n", backing, line);
	else
		printf("%s\n", line);
	stream_shown_ms = now_ms();
}

void stream_host(const struct run *run, const struct lab *lab, const char *line)
{
	if (!host_log)
		return;
	if (run->nlabs > 1)
		fprintf(host_log, "[%u] ", (unsigned)(lab - run->labs) + 1);
	fprintf(host_log, "%s\n", line);
}

void stream_flush(void)
{
	fflush(stdout);
	if (guest_log)
		fflush(guest_log);
	if (host_log)
		fflush(host_log);
	if (labs_log)
		fflush(labs_log);
}

static bool close_one(FILE *file, const char *name)
{
	bool ok = file && !ferror(file) && !fflush(file);

	if (file && fclose(file))
		ok = false;
	if (!ok)
		fprintf(stderr, "leafzap: error: cannot write %s/%s: %s\n", directory, name,
			strerror(errno));
	return ok;
}

bool stream_close(void)
{
	bool ok = close_one(guest_log, "guest.log");

	guest_log = NULL;
	ok = close_one(host_log, "host.log") && ok;
	host_log = NULL;
	record_open(NULL, NULL, NULL);
	ok = close_one(labs_log, "labs.log") && ok;
	labs_log = NULL;
	return ok;
}
