// SPDX-License-Identifier: GPL-2.0-only
/* docs/generated/peers.md: which kind of check sees which mutant. */
#include <stdio.h>
#include <string.h>

#include "../text.h"
#include "mutants.h"

static const char *const kinds[] = { "content", "WALK", "ledger", "splat", "STATS", "call" };

#define NKINDS (sizeof(kinds) / sizeof(*kinds))

static const char head[] = "# What each kind of check sees\n\n"
			   "leafzap looks in four ways: at the bytes that the guest reads "
			   "(content), at the leaves that each root has (WALK), at the\n"
			   "books that the host keeps of zaps, flushes and faults (ledger), and at "
			   "the host's log (splat). The table shows, for each\n"
			   "mutant, which of them fired up to the end of the first case that "
			   "failed, at which the run stops. It is\n"
			   "made from those runs by `make mutants`.\n\n";

static const char why[] =
	"## Why content is blind\n\n"
	"* A missing flush leaves a stale translation in a TLB. Under emulation there is none to "
	"be stale: QEMU drops its software\n"
	"  TLB at every world switch, and the host's own shootdown for the page that it takes back "
	"kicks the other vCPUs out of the\n"
	"  guest. With KVM's flush removed, 0 of 300 reads on another vCPU were stale. On hardware "
	"such a read is a matter of luck\n"
	"  in a window of microseconds. The ledger needs no TLB: it books the zap and misses the "
	"flush.\n"
	"* ZAP keeps the backing. A leaf that stayed shows the right bytes, so only WALK and the "
	"ledger can tell.\n"
	"* An over-zap is invisible by nature: the next touch brings back the same bytes. It costs "
	"time in every VM, and WALK sees it.\n"
	"* A leaf rebuilt too small, or with fewer rights, shows the right bytes as well.\n\n"
	"What content alone sees, and why it is kept: wrong frames in rebuilt leaves, whatever "
	"their books say; and on hardware, the\n"
	"real thing.\n\n";

/* Of the mutants that were killed. */
struct counts {
	unsigned all, saw[NKINDS], blind, ledger_only, walk_only;
};

static struct counts count(const struct page *page, const struct summary *all)
{
	struct counts counts = { 0 };

	for (size_t i = 0; i < page->n; i++) {
		if (!all[i].kills)
			continue;
		counts.all++;
		for (size_t k = 0; k < NKINDS; k++)
			counts.saw[k] += summary_saw(&all[i], kinds[k]);
		counts.blind += !summary_saw(&all[i], "content");
		counts.ledger_only += !strcmp(all[i].kinds, ",ledger");
		counts.walk_only += !strcmp(all[i].kinds, ",WALK");
	}
	return counts;
}

static void put_counts(FILE *file, const struct counts *counts)
{
	fprintf(file, "| kind of check | mutants it saw, of %u |\n| --- | ---: |\n", counts->all);
	for (size_t k = 0; k < NKINDS; k++)
		fprintf(file, "| %s | %u |\n", kinds[k], counts->saw[k]);
	fprintf(file,
		"\nIn these cases, what the guest read was right to the last byte on %u of %u "
		"mutants. %u were seen by the "
		"ledger\nalone, %u by WALK alone.\n\n",
		counts->blind, counts->all, counts->ledger_only, counts->walk_only);
}

static void put_table(FILE *file, const struct page *page, const struct summary *all)
{
	fprintf(file, "## By mutant\n\n| mutant | kind |");
	for (size_t k = 0; k < NKINDS; k++)
		fprintf(file, " %s |", kinds[k]);
	fprintf(file, "\n| --- | --- |");
	for (size_t k = 0; k < NKINDS; k++)
		fprintf(file, " :---: |");
	fprintf(file, "\n");
	for (size_t i = 0; i < page->n; i++) {
		if (!all[i].runs)
			continue;
		fprintf(file, "| `%s` | %s |", page->mutants[i].name,
			edit_first(&page->mutants[i].edit, "Kind"));
		for (size_t k = 0; k < NKINDS; k++)
			fprintf(file, " %s |", summary_saw(&all[i], kinds[k]) ? "x" : "");
		fprintf(file, "\n");
	}
}

char *page_peers(const struct page *page)
{
	const struct summary *all = summaries(page);
	struct counts counts = count(page, all);
	struct buffer buffer;

	buffer_open(&buffer);
	fputs(head, buffer.file);
	put_counts(buffer.file, &counts);
	fputs(why, buffer.file);
	put_table(buffer.file, page, all);
	return buffer_close(&buffer);
}
