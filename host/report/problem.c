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

void problem(struct run *run, enum verdict verdict, const char *fmt, ...)
{
	struct problem *p;
	char text[1024];
	va_list args;

	if (run->nproblems >= MAX_PROBLEMS)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	run->problems = grow(run->problems, run->nproblems, sizeof(*run->problems));
	p = &run->problems[run->nproblems++];
	*p = (struct problem){ verdict, copy_text(text, sizeof(text)) };
}

const char *where(const struct run *run, const struct lab *lab, const struct guest *guest)
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
