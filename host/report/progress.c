// SPDX-License-Identifier: GPL-2.0-only
/* Signs of life: every 2 s on a terminal, every 10 s in a log. */
#include <unistd.h>

#include "report.h"

void progress(const struct run *run)
{
	static uint64_t told_ms;
	uint64_t now = now_ms(), every = isatty(STDERR_FILENO) ? 2000 : 10000;
	uint64_t last = told_ms > stream_shown_ms ? told_ms : stream_shown_ms;

	if (!last)
		last = run->start_ms;
	if (now - last < every)
		return;
	told_ms = now;
	fflush(stdout);
	fprintf(stderr, "leafzap: %u s", (unsigned)((now - run->start_ms) / 1000));
	for (unsigned i = 0; i < run->nlabs; i++) {
		const struct lab *lab = &run->labs[i];
		const struct guest *guest = lab->now ? &lab->guests[lab->now - 1] : NULL;

		if (lab->ended)
			fprintf(stderr, ", lab %u: done", i + 1);
		else if (!lab->begun)
			fprintf(stderr, ", lab %u: boots", i + 1);
		else if (guest && *guest->suite)
			fprintf(stderr, ", lab %u: %s %s %u/%u", i + 1, guest->plan->backing,
				guest->suite, guest->cases_done, guest->cases_planned);
		else
			fprintf(stderr, ", lab %u: %s", i + 1,
				guest ? guest->plan->backing : "between guests");
	}
	fprintf(stderr, "\n");
}
