// SPDX-License-Identifier: GPL-2.0-only
/* Random numbers, the same for the same seed, suite and case, on each CPU. */
#include "percpu.h"
#include "run.h"

static uint64_t random_state[MAX_CPUS];

static uint64_t mix(uint64_t x)
{
	/* The finisher of splitmix64: neighbouring seeds give unrelated numbers. */
	x += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

void random_seed(const char *suite, unsigned n)
{
	uint64_t seed = mix(option(seed));

	for (const char *s = suite; *s; s++)
		seed = mix(seed ^ (unsigned char)*s);
	seed = mix(seed ^ n);
	for (unsigned cpu = 0; cpu < MAX_CPUS; cpu++)
		random_state[cpu] = mix(seed + cpu) | 1;
}

uint64_t random64(void)
{
	uint64_t *s = &random_state[this_cpu()];

	*s ^= *s >> 12;
	*s ^= *s << 25;
	*s ^= *s >> 27;
	return *s * 0x2545f4914f6cdd1d;
}

uint64_t random_below(uint64_t n)
{
	return (uint64_t)((unsigned __int128)random64() * n >> 64);
}
