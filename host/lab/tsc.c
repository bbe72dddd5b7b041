// SPDX-License-Identifier: GPL-2.0-only
/*
 * "leafzap-lab tsc" prints how fast this machine's TSC runs, in kHz.  An emulated CPU has the same
 * TSC, and its kernel measures it against an emulated timer: on a busy machine that went wrong by
 * a factor of up to 15, and with it every time limit in the lab.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <x86intrin.h>

#include "lab.h"

#define NS_PER_MS 1000000ull
#define MEASURE_MS 100
#define TRIES 32

struct moment {
	uint64_t tsc;
	uint64_t ns;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000 * NS_PER_MS + now.tv_nsec;
}

/* Both clocks at one moment: of many readings the one that nothing came between. */
static struct moment moment_read(void)
{
	struct moment best = { 0, 0 };
	uint64_t shortest = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = __rdtsc(), ns = now_ns(), after = __rdtsc();

		if (after - before < shortest) {
			shortest = after - before;
			best = (struct moment){ before + (after - before) / 2, ns };
		}
	}
	return best;
}

int tsc_main(void)
{
	const struct timespec pause = { .tv_nsec = MEASURE_MS * NS_PER_MS };
	struct moment a = moment_read(), b;

	nanosleep(&pause, NULL);
	b = moment_read();
	printf("%llu\n", (unsigned long long)((double)(b.tsc - a.tsc) * NS_PER_MS / (b.ns - a.ns)));
	return EXIT_SUCCESS;
}
