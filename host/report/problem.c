// SPDX-License-Identifier: GPL-2.0-only
/* What is wrong with the run as a whole, and small helpers. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report.h"

/* What is kept of a flood; the first ones tell most. */
#define MAX_PROBLEMS 200

/* 0: it runs. */
static uint64_t clock_ms;

void clock_set(uint64_t ms)
{
	clock_ms = ms;
}

uint64_t now_ms(void)
{
	struct timespec now;

	if (clock_ms)
		return clock_ms;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Room for one more than @n, in powers of two. */
void *grow(void *array, unsigned n, size_t bytes)
{
	if (n & (n - 1) || n == 1)
		return array;
	array = realloc(array, (n ? 2 * (size_t)n : 2) * bytes);
	if (!array)
		abort();
	return array;
}

char *copy_text(const char *text, size_t bytes)
{
	char *copy = strndup(text, bytes);

	if (!copy)
		abort();
	return copy;
}

/* Whose it is, for the front of a text. */
static const char *where(const struct run *run, const struct lab *lab, const struct guest *guest)
{
	static char text[64];

	if (guest)
		snprintf(text, sizeof(text), "%s: ", guest->plan->backing);
	else if (run->nlabs > 1)
		snprintf(text, sizeof(text), "lab %u: ", (unsigned)(lab - run->labs) + 1);
	else
		*text = '\0';
	return text;
}

/* @whose: how much of @text stands before what was said. */
static void add(struct run *run, const struct lab *lab, const struct guest *guest,
		enum verdict verdict, const char *kinds, const char *text, size_t whose)
{
	unsigned last = lab->now ? lab->now : lab->guests_ended;
	struct problem *p;

	if (run->nproblems >= MAX_PROBLEMS)
		return;
	run->problems = grow(run->problems, run->nproblems, sizeof(*run->problems));
	p = &run->problems[run->nproblems++];
	*p = (struct problem){
		.verdict = verdict,
		.text = copy_text(text, strlen(text)),
		.kinds = copy_text(kinds, strlen(kinds)),
		.lab = (unsigned)(lab - run->labs) + 1,
	};
	p->said = p->text + whose;
	if (!guest && last)
		guest = &lab->guests[last - 1];
	if (!guest)
		return;
	p->backing = guest->plan->backing;
	p->before = guest->ncases;
	p->ms = guest->first_ms ? now_ms() - guest->first_ms : 0;
}

void problem(struct run *run, const struct lab *lab, const struct guest *guest,
	     enum verdict verdict, const char *kinds, const char *fmt, ...)
{
	const char *whose = where(run, lab, guest);
	size_t bytes = strlen(whose);
	char text[1024];
	va_list args;

	memcpy(text, whose, bytes);
	va_start(args, fmt);
	vsnprintf(text + bytes, sizeof(text) - bytes, fmt, args);
	va_end(args);
	add(run, lab, guest, verdict, kinds, text, bytes);
}

/* How much of the line is the time that the kernel put before it, "[    5.123456] ". */
static size_t stamp(const char *line)
{
	size_t n = *line == '[' ? 1 + strspn(line + 1, " 0123456789.") : 0;

	return n && !strncmp(line + n, "] ", 2) ? n + 2 : 0;
}

void problem_of_host(struct run *run, const struct lab *lab, enum verdict verdict, const char *kind,
		     const char *line)
{
	const char *whose = where(run, lab, NULL);
	char text[1024];
	size_t bytes;

	snprintf(text, sizeof(text), "%shost's log: %s", whose, line);
	bytes = strlen(whose) + strlen("host's log: ") + stamp(line);
	add(run, lab, NULL, verdict, kind, text, bytes);
}
