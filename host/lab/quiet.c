// SPDX-License-Identifier: GPL-2.0-only
/*
 * Background work of the memory manager unmaps guest memory by itself, and
 * what the guest sees then is not what the suites did.  It is switched off
 * while guests run, and put back as it was.
 */
#include <stdio.h>
#include <string.h>

#include "lab.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"

static struct {
	const char *path;
	const char *value;
	char before[64];
} knobs[] = {
	/* khugepaged collapses 4K pages; it runs only when anonymous memory may be huge. */
	{ THP "enabled", "never", "" },
	/* A fault takes a huge page if one is free, and never compacts to make one. */
	{ THP "defrag", "never", "" },
	/* Compaction migrates pages. */
	{ "/proc/sys/vm/compaction_proactiveness", "0", "" },
	{ "/proc/sys/vm/compact_unevictable_allowed", "0", "" },
	/* KSM merges what the guest stamped alike. */
	{ "/sys/kernel/mm/ksm/run", "0", "" },
	/* NUMA balancing unmaps to see who touches. */
	{ "/proc/sys/kernel/numa_balancing", "0", "" },
	/* Set per backing, listed here to be put back. */
	{ THP "shmem_enabled", NULL, "" },
};

/* "always [madvise] never": the choice in brackets; else the text itself. */
static void chosen(char *text)
{
	char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return;
	*close = '\0';
	memmove(text, open + 1, strlen(open + 1) + 1);
}

void quiet_begin(void)
{
	for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++) {
		if (!file_read(knobs[i].path, knobs[i].before, sizeof(knobs[i].before))) {
			*knobs[i].before = '\0'; /* not in this kernel */
			continue;
		}
		chosen(knobs[i].before);
		if (knobs[i].value && !file_write(knobs[i].path, knobs[i].value))
			tell("event=note text=%s: cannot be set to %s", knobs[i].path,
			     knobs[i].value);
	}
}

void quiet_end(void)
{
	for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++)
		if (*knobs[i].before)
			file_write(knobs[i].path, knobs[i].before);
}
