// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of KVM that stand in another file than they did.  For spatch they come home: rules are
 * alternatives to each other within one file.  Then they go back to where they were found.
 */
#include <string.h>

#include "../leafzap/cache.h"
#include "../source/source.h"
#include "place.h"

#define MARK "extern int leafzap_moved_"

struct moved {
	const char *name, *home, *away;
};

static struct moved *moved;
static size_t nmoved;

static char *mark(size_t n)
{
	return format(MARK "%zu;\n", n);
}

static bool is_c(const char *path)
{
	return ends(path, ".c") && !ends(path, ".mod.c");
}

/* The text before, of, and behind the lines of @span. */
static void cut(const struct lines *lines, const struct span *span, char *part[3])
{
	struct buffer buffer;
	size_t line = 0, end[3] = { span->start, span->end, lines->n };

	for (unsigned i = 0; i < 3; i++) {
		buffer_open(&buffer);
		for (; line < end[i]; line++)
			fprintf(buffer.file, "%s\n", lines->line[line]);
		part[i] = buffer_close(&buffer);
	}
}

/* Brings @name home if @away defines it. */
static bool bring(struct placing *p, const char *name, const char *home, const char *away)
{
	char *source = file_text(format("%s/%s", p->tree, away)), *part[3];
	struct job *job;
	struct lines lines;
	struct span span;

	/* Most files do not know it at all. */
	if (!source || !source_word(source, name))
		return false;
	job = job_for(p, away);
	lines = source_lines(job->source);
	if (!source_definition(&lines, name, 0, &span))
		return false;
	cut(&lines, &span, part);
	job->source = format("%s%s%s", part[0], mark(nmoved), part[2]);
	job->rules = "";
	job = job_for(p, home);
	job->source = format("%s%s%s%s", job->source, mark(nmoved), part[1], mark(nmoved));
	job->rules = "";
	moved = grow(moved, nmoved, sizeof(*moved));
	moved[nmoved++] = (struct moved){ name, copy(home), away };
	return true;
}

bool hook_follow(struct placing *p, const char *hook, const char *home)
{
	static const char *const folders[] = { "arch/x86/kvm", "virt/kvm" };
	struct names names = slice_names(rules_of(p->hooks, hook));
	struct words files = { 0 };
	bool found = false;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		cache_files(&files, format("%s/%s", p->tree, folders[i]), is_c);
	for (size_t i = 0; i < names.n; i++) {
		struct lines lines = source_lines(job_for(p, home)->source);
		struct span span;
		bool there = source_definition(&lines, names.name[i], 0, &span);

		for (size_t k = 0; !there && k < files.count; k++) {
			const char *away = copy(files.list[k] + strlen(p->tree) + 1);

			there = strcmp(away, home) && bring(p, names.name[i], home, away);
			found |= there;
		}
	}
	return found;
}

void hooks_return(struct placing *p)
{
	for (size_t i = nmoved; i-- > 0;) {
		struct job *home = job_for(p, moved[i].home), *away = job_for(p, moved[i].away);
		size_t bytes = strlen(mark(i));
		char *from, *to, *place;

		/* Nothing was placed in it. */
		if (!home->text)
			home->text = home->source;
		if (!away->text)
			away->text = away->source;
		from = strstr(home->text, mark(i));
		to = strstr(from + bytes, mark(i));
		place = strstr(away->text, mark(i));
		away->text = format("%.*s%.*s%s", (int)(place - away->text), away->text,
				    (int)(to - from - bytes), from + bytes, place + bytes);
		home->text = format("%.*s%s", (int)(from - home->text), home->text, to + bytes);
	}
}
