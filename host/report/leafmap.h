/* SPDX-License-Identifier: GPL-2.0-only */
/* The leaf maps of a case, as common/map_line.h says, and their picture. */
#ifndef LEAFZAP_LEAFMAP_H
#define LEAFZAP_LEAFMAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define LEAFMAP_OPS 4
#define LEAFMAP_RUNS 96
#define LEAFMAP_MARKS 8

/* Before the operation, after it, and after the pages were touched again. */
enum leafmap_when { BEFORE, AFTER, TOUCHED, LEAFMAP_MAPS };

extern const char *const leafmap_words[LEAFMAP_MAPS];

/* @many leaves of @level in a row; level 0: nothing is mapped. */
struct leafmap_run {
	uint64_t start, end;
	unsigned many;
	int level;
};

struct leafmap {
	unsigned nruns;
	struct leafmap_run runs[LEAFMAP_RUNS];
};

struct leafmap_op {
	bool discard;
	uint64_t start, end;
};

struct leafmaps {
	unsigned nops;
	struct leafmap_op ops[LEAFMAP_OPS];
	bool seen[LEAFMAP_MAPS];
	struct leafmap maps[LEAFMAP_MAPS];
	/* Pages that failed checks name. */
	unsigned nmarks;
	uint64_t marks[LEAFMAP_MARKS];
};

/* Reads the first maps in a case's lines of diagnosis; false if there are none to draw. */
bool leafmaps_read(struct leafmaps *maps, const char *diagnosis);

/* Is this line of diagnosis one of those that are drawn? */
bool leafmaps_line(const char *line);

/* html_map.c: draws them as an inline SVG. */
void write_svg(const struct leafmaps *maps, FILE *file);

#endif
