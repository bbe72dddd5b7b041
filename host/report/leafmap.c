// SPDX-License-Identifier: GPL-2.0-only
/* Reads leaf maps from the diagnosis of a case. */
#include <stdlib.h>
#include <string.h>

#include "../../common/map_line.h"
#include "leafmap.h"
#include "report.h"

const char *const leafmap_words[] = { MAP_LINE_BEFORE, MAP_LINE_AFTER, MAP_LINE_TOUCHED };

static const char *const level_words[] = { "", "4K", "2M", "1G" };

/* "[0x40000, 0x40001)"; the end of it, or NULL. */
static const char *read_range(const char *text, uint64_t *start, uint64_t *end)
{
	char *after;

	if (strncmp(text, "[0x", 3))
		return NULL;
	*start = strtoull(text + 1, &after, 16);
	if (strncmp(after, ", 0x", 4))
		return NULL;
	*end = strtoull(after + 2, &after, 16);
	/* A gfn has 40 bits: what is larger would not survive the arithmetic of a picture. */
	return *after == ')' && *start < *end && *end <= 1ull << 40 ? after + 1 : NULL;
}

/* "ZAP [...), DISCARD [...)" and nothing else. */
static bool read_ops(struct leafmaps *maps, const char *line)
{
	while (maps->nops < LEAFMAP_OPS) {
		struct leafmap_op *op = &maps->ops[maps->nops];

		op->discard = !strncmp(line, "DISCARD ", 8);
		if (!op->discard && strncmp(line, "ZAP ", 4))
			return false;
		line = read_range(line + (op->discard ? 8 : 4), &op->start, &op->end);
		if (!line)
			return false;
		maps->nops++;
		if (!*line)
			return true;
		if (strncmp(line, ", ", 2))
			return false;
		line += 2;
	}
	return false;
}

static const char *read_level(const char *text, int *level)
{
	for (*level = 1; *level < 4; ++*level)
		if (!strncmp(text, level_words[*level], 2))
			return text + 2;
	return NULL;
}

/* "[a, b) 2M", "[a, b) 512 x 2M" or "[a, b) none, to 2M". */
static const char *read_run(const char *text, struct leafmap_run *run)
{
	uint64_t entry;
	int level, used = 0;

	text = read_range(text, &run->start, &run->end);
	if (!text || *text++ != ' ')
		return NULL;
	run->many = 1;
	run->level = 0;
	if (!strncmp(text, "none, to ", 9)) {
		text += 9;
		if (!strncmp(text, "512G", 4))
			return text + 4;
		text = read_level(text, &level);
		if (!text)
			return NULL;
		/* A walk ends at an entry, and is told only as far as it was asked for. */
		entry = 1ull << 9 * (level - 1);
		run->start &= ~(entry - 1);
		run->end = (run->end + entry - 1) & ~(entry - 1);
		return text;
	}
	if (sscanf(text, "%u x %n", &run->many, &used) == 1 && used)
		text += used;
	else
		run->many = 1;
	text = read_level(text, &level);
	run->level = level;
	if (!run->many || (run->end - run->start) % run->many)
		return NULL;
	return text;
}

static bool read_map(struct leafmap *map, const char *text)
{
	map->nruns = 0;
	while (*text && strcmp(text, "...")) {
		struct leafmap_run *run = &map->runs[map->nruns];

		if (map->nruns == LEAFMAP_RUNS)
			return false;
		text = read_run(text, run);
		if (!text)
			return false;
		if (map->nruns && run->start < run[-1].end) {
			/* In order, or it is no map. */
			if (run->level && run[-1].level)
				return false;
			if (run->level)
				run[-1].end = run->start;
			else
				run->start = run[-1].end;
			if (run->start >= run->end || run[-1].start >= run[-1].end)
				return false;
		}
		map->nruns++;
		text += strspn(text, " ");
	}
	return map->nruns;
}

/* The page that a failed check is about. */
static void read_mark(struct leafmaps *maps, const char *line)
{
	struct tag tag;

	if (!tag_read(line, &tag) || tag.gfn == NO_GFN || maps->nmarks == LEAFMAP_MARKS)
		return;
	for (unsigned i = 0; i < maps->nmarks; i++)
		if (maps->marks[i] == tag.gfn)
			return;
	maps->marks[maps->nmarks++] = tag.gfn;
}

/* What follows the marker and @word in the line, or NULL. */
static const char *read_word(const char *line, const char *word)
{
	size_t bytes = strlen(MAP_LINE), more = strlen(word);

	if (strncmp(line, MAP_LINE, bytes) || strncmp(line + bytes, word, more))
		return NULL;
	line += bytes + more;
	return *line == ' ' ? line + strspn(line, " ") : NULL;
}

bool leafmaps_line(const char *line)
{
	return !strncmp(line, MAP_LINE, strlen(MAP_LINE));
}

static void read_line(struct leafmaps *maps, const char *line)
{
	const char *text = read_word(line, MAP_LINE_OPS);

	if (!leafmaps_line(line))
		read_mark(maps, line);
	if (text && !maps->nops && !read_ops(maps, text))
		maps->nops = 0;
	for (unsigned when = 0; maps->nops && when < LEAFMAP_MAPS; when++) {
		text = read_word(line, leafmap_words[when]);
		if (text && !maps->seen[when])
			maps->seen[when] = read_map(&maps->maps[when], text);
	}
}

bool leafmaps_read(struct leafmaps *maps, const char *diagnosis)
{
	char line[2048];

	memset(maps, 0, sizeof(*maps));
	while (diagnosis && *diagnosis) {
		size_t bytes = strcspn(diagnosis, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)bytes, diagnosis);
		read_line(maps, line + (strncmp(line, "# ", 2) ? 0 : 2));
		diagnosis += bytes + (diagnosis[bytes] == '\n');
	}
	return maps->nops && maps->seen[BEFORE];
}
