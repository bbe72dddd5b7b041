// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leaf maps as a picture: a row each for before, after, and touched again, one
 * above the other, over the same gfns.  A 4K page and a 1G leaf must both be
 * seen, so an interval's width grows with the logarithm of its pages.
 */
#include <stdlib.h>
#include <string.h>

#include "leafmap.h"

/* A phone shows one unit as one pixel. */
#define WIDTH 332.0
#define LEFT 44.0
#define RIGHT (WIDTH - 2)
#define OP_HEIGHT 12
#define ROW_HEIGHT 24
#define ROW_STEP 30
#define CHAR_WIDTH 5.0

#define MAX_CUTS 8192

/* Everything that something begins or ends at, and where that is drawn. */
struct axis {
	unsigned n;
	uint64_t gfn[MAX_CUTS];
	double x[MAX_CUTS];
};

static void cut(struct axis *axis, uint64_t gfn)
{
	if (axis->n < MAX_CUTS)
		axis->gfn[axis->n++] = gfn;
}

static int by_gfn(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The leaf of @run that holds @gfn. */
static void cut_leaf(struct axis *axis, const struct leafmap_run *run, uint64_t gfn)
{
	uint64_t pages = (run->end - run->start) / run->many, first;

	if (gfn < run->start || gfn >= run->end)
		return;
	first = run->start + (gfn - run->start) / pages * pages;
	cut(axis, first);
	cut(axis, first + pages);
}

static void cut_map(struct axis *axis, const struct leafmaps *maps, const struct leafmap *map)
{
	for (unsigned i = 0; i < map->nruns; i++) {
		const struct leafmap_run *run = &map->runs[i];

		cut(axis, run->start);
		cut(axis, run->end);
		if (run->many == 1)
			continue;
		cut_leaf(axis, run, run->start);
		cut_leaf(axis, run, run->end - 1);
		for (unsigned j = 0; j < maps->nops; j++) {
			cut_leaf(axis, run, maps->ops[j].start);
			cut_leaf(axis, run, maps->ops[j].end - 1);
		}
	}
}

/* One page is 1 wide, 1G is 7. */
static double width(uint64_t npages)
{
	double n = 1;

	for (; npages > 1; npages /= 2)
		n += 1 / 3.0;
	return n;
}

static void make_axis(struct axis *axis, const struct leafmaps *maps)
{
	uint64_t low, high;
	unsigned n = 0;

	axis->n = 0;
	for (unsigned when = 0; when < LEAFMAP_MAPS; when++)
		if (maps->seen[when])
			cut_map(axis, maps, &maps->maps[when]);
	qsort(axis->gfn, axis->n, sizeof(*axis->gfn), by_gfn);
	low = axis->gfn[0];
	high = axis->gfn[axis->n - 1];
	for (unsigned i = 0; i < maps->nops; i++) {
		cut(axis, maps->ops[i].start);
		cut(axis, maps->ops[i].end);
	}
	for (unsigned i = 0; i < maps->nmarks; i++) {
		if (maps->marks[i] < low || maps->marks[i] >= high)
			continue;
		cut(axis, maps->marks[i]);
		cut(axis, maps->marks[i] + 1);
	}
	qsort(axis->gfn, axis->n, sizeof(*axis->gfn), by_gfn);
	for (unsigned i = 0; i < axis->n; i++)
		if (!n || axis->gfn[i] != axis->gfn[n - 1])
			axis->gfn[n++] = axis->gfn[i];
	axis->n = n;
	axis->x[0] = 0;
	for (unsigned i = 1; i < n; i++)
		axis->x[i] = axis->x[i - 1] + width(axis->gfn[i] - axis->gfn[i - 1]);
	for (unsigned i = 0; i < n; i++)
		axis->x[i] = LEFT + (RIGHT - LEFT) * axis->x[i] / axis->x[n - 1];
}

/* All that is looked up is a cut. */
static double place(const struct axis *axis, uint64_t gfn)
{
	const uint64_t *at = bsearch(&gfn, axis->gfn, axis->n, sizeof(gfn), by_gfn);

	return at ? axis->x[at - axis->gfn] : LEFT;
}

static void rect(FILE *file, const char *class, double x, double x_end, double y, double height)
{
	fprintf(file, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
		class, x, y, x_end - x > 0.5 ? x_end - x : 0.5, height);
}

/* Text in the middle of a box, if the box is wide enough. */
static void label(FILE *file, const char *class, double x, double x_end, double y, const char *text)
{
	if (x_end - x < CHAR_WIDTH * (double)strlen(text) + 2)
		return;
	fprintf(file, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", class,
		(x + x_end) / 2, y, text);
}

static const struct leafmap_run *find(const struct leafmap *map, uint64_t gfn)
{
	for (unsigned i = 0; i < map->nruns; i++)
		if (gfn >= map->runs[i].start && gfn < map->runs[i].end)
			return map->runs[i].level ? &map->runs[i] : NULL;
	return NULL;
}

/* Was there a leaf in the map before this one? */
static bool was_leaf(const struct leafmaps *maps, enum leafmap_when when, uint64_t gfn)
{
	return when == BEFORE || !maps->seen[when - 1] || find(&maps->maps[when - 1], gfn);
}

static bool was_zapped(const struct leafmaps *maps, enum leafmap_when when, uint64_t gfn)
{
	return when != BEFORE && find(&maps->maps[BEFORE], gfn);
}

/* What nothing maps: where there was a leaf, and where there was none before either. */
static void draw_gap(const struct axis *axis, const struct leafmaps *maps, enum leafmap_when when,
		     const struct leafmap_run *run, double y, FILE *file)
{
	for (unsigned i = 0, end; i + 1 < axis->n; i = end) {
		bool zapped = was_zapped(maps, when, axis->gfn[i]);

		end = i + 1;
		if (axis->gfn[i] < run->start || axis->gfn[i] >= run->end)
			continue;
		while (end + 1 < axis->n && axis->gfn[end] < run->end &&
		       was_zapped(maps, when, axis->gfn[end]) == zapped)
			end++;
		rect(file, zapped ? "gone" : "none", axis->x[i] + 0.5, axis->x[end] - 0.5, y + 0.5,
		     ROW_HEIGHT - 1);
		if (zapped)
			label(file, "g", axis->x[i], axis->x[end], y + 15, "zapped");
	}
}

/* Leaves: those at cuts one by one, the others of a run as one box. */
static void draw_leaves(const struct axis *axis, const struct leafmaps *maps,
			enum leafmap_when when, const struct leafmap_run *run, double y, FILE *file)
{
	static const char *const names[] = { "", "4K", "2M", "1G" };
	uint64_t pages = (run->end - run->start) / run->many;

	for (unsigned i = 0, end; i + 1 < axis->n; i = end) {
		bool new = !was_leaf(maps, when, axis->gfn[i]);
		char class[16], text[32];
		uint64_t leaves;

		end = i + 1;
		if (axis->gfn[i] < run->start || axis->gfn[i] >= run->end)
			continue;
		/* Cuts inside a leaf are those of other rows. */
		while (end + 1 < axis->n && axis->gfn[end] < run->end &&
		       (axis->gfn[end] - run->start) % pages)
			end++;
		leaves = (axis->gfn[end] - axis->gfn[i]) / pages;
		snprintf(class, sizeof(class), "l%d%s", run->level, new ? " new" : "");
		rect(file, class, axis->x[i] + 0.5, axis->x[end] - 0.5, y + 0.5, ROW_HEIGHT - 1);
		if (leaves > 1)
			snprintf(text, sizeof(text), "%llu x %s", (unsigned long long)leaves,
				 names[run->level]);
		else
			snprintf(text, sizeof(text), "%s", names[run->level]);
		label(file, "b", axis->x[i], axis->x[end], y + 15, text);
	}
}

static void draw_row(const struct axis *axis, const struct leafmaps *maps, enum leafmap_when when,
		     double y, FILE *file)
{
	const struct leafmap *map = &maps->maps[when];

	fprintf(file, "<text class=\"r\" x=\"0\" y=\"%.1f\">%s</text>\n", y + 15,
		leafmap_words[when]);
	for (unsigned i = 0; i < map->nruns; i++) {
		if (map->runs[i].level)
			draw_leaves(axis, maps, when, &map->runs[i], y, file);
		else
			draw_gap(axis, maps, when, &map->runs[i], y, file);
	}
}

static void draw_op(const struct axis *axis, const struct leafmap_op *op, double y, double bottom,
		    FILE *file)
{
	double x = place(axis, op->start), x_end = place(axis, op->end);

	fprintf(file, "<text class=\"r\" x=\"0\" y=\"%.1f\">%s</text>\n", y + 9,
		op->discard ? "DISCARD" : "ZAP");
	rect(file, "op", x, x_end, y + 2, OP_HEIGHT - 4);
	rect(file, "range", x, x_end, y + OP_HEIGHT - 2, bottom - y - OP_HEIGHT + 2);
}

/* Start and end of all ranges, to the left and the right of them. */
static void draw_ends(const struct axis *axis, const struct leafmaps *maps, double y, FILE *file)
{
	uint64_t start = maps->ops[0].start, end = maps->ops[0].end;
	double x, x_end;

	for (unsigned i = 1; i < maps->nops; i++) {
		start = maps->ops[i].start < start ? maps->ops[i].start : start;
		end = maps->ops[i].end > end ? maps->ops[i].end : end;
	}
	x = place(axis, start);
	x_end = place(axis, end);
	fprintf(file, "<text class=\"e\" x=\"%.1f\" y=\"%.1f\">0x%llx</text>\n", x - 2, y,
		(unsigned long long)start);
	if (x_end > RIGHT - 8 * CHAR_WIDTH)
		fprintf(file, "<text class=\"e\" x=\"%.1f\" y=\"%.1f\">0x%llx</text>\n", RIGHT,
			y + 11, (unsigned long long)end);
	else
		fprintf(file, "<text class=\"s\" x=\"%.1f\" y=\"%.1f\">0x%llx</text>\n", x_end + 2,
			y, (unsigned long long)end);
}

static void draw_marks(const struct axis *axis, const struct leafmaps *maps, double y, FILE *file)
{
	for (unsigned i = 0; i < maps->nmarks; i++) {
		uint64_t gfn = maps->marks[i];
		double x;

		if (gfn < axis->gfn[0] || gfn >= axis->gfn[axis->n - 1])
			continue;
		x = (place(axis, gfn) + place(axis, gfn + 1)) / 2;
		fprintf(file, "<path class=\"mark\" d=\"M%.1f %.1fl4 7h-8z\"/>\n", x, y);
	}
}

void write_svg(const struct leafmaps *maps, FILE *file)
{
	static struct axis axis;
	unsigned nrows = 0;
	double y = OP_HEIGHT * maps->nops + 2, bottom;

	make_axis(&axis, maps);
	for (unsigned when = 0; when < LEAFMAP_MAPS; when++)
		nrows += maps->seen[when];
	bottom = y + ROW_STEP * nrows - (ROW_STEP - ROW_HEIGHT);
	fprintf(file, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\"><title>Leaf maps:", WIDTH,
		bottom + 30);
	for (unsigned when = 0; when < LEAFMAP_MAPS; when++)
		if (maps->seen[when])
			fprintf(file, " %s", leafmap_words[when]);
	fprintf(file, "</title>\n");
	/* The rows stand in front of the ranges. */
	for (unsigned i = 0; i < maps->nops; i++)
		draw_op(&axis, &maps->ops[i], OP_HEIGHT * i, bottom + 8, file);
	for (unsigned when = 0; when < LEAFMAP_MAPS; when++) {
		if (!maps->seen[when])
			continue;
		draw_row(&axis, maps, (enum leafmap_when)when, y, file);
		y += ROW_STEP;
	}
	draw_marks(&axis, maps, bottom + 1, file);
	draw_ends(&axis, maps, bottom + 17, file);
	fprintf(file, "</svg>\n");
}
