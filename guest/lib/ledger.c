// SPDX-License-Identifier: GPL-2.0-only
/* Turns what the host's flush ledger and fault book found into failed checks. */
#include <string.h>

#include "append.h"
#include "hyper.h"
#include "page.h"
#include "run.h"

static uint64_t seen, dropped[LEAFZAP_NDROPS];

static const char *why_words(unsigned why)
{
	static const char *const words[] = {
		[LEAFZAP_WHY_YIELD] = "mmu_lock was given up with zapped leaves not flushed",
		[LEAFZAP_WHY_END] = "an invalidation ended with zapped leaves not flushed",
		[LEAFZAP_WHY_ENTRY] = "a vCPU entered the guest without a flush that it owed",
		[LEAFZAP_WHY_TABLE] = "a page table was freed before the flush that covers it",
		[LEAFZAP_WHY_STALE] = "a fault installed a leaf that an invalidation had outdated",
		[LEAFZAP_WHY_STAYED] = "an invalidation ended with leaves of its range mapped",
		[LEAFZAP_WHY_KICK] = "a flush ended with a vCPU in the guest since before",
	};

	return why >= LEAFZAP_WHY_YIELD && why <= LEAFZAP_WHY_LAST ? words[why] : "unknown reason";
}

static const char *caller_name(unsigned caller)
{
	static const char *const names[] = {
		[LEAFZAP_CALLER_OTHER] = "other",
		[LEAFZAP_CALLER_ZAP] = "kvm_zap_gfn_range",
		[LEAFZAP_CALLER_NOTIFIER] = "mmu_notifier",
		[LEAFZAP_CALLER_FAULT] = "page fault",
		[LEAFZAP_CALLER_ENTRY] = "guest entry",
		[LEAFZAP_CALLER_SLOT] = "memslot change",
	};

	return caller <= LEAFZAP_CALLER_SLOT ? names[caller] : "unknown";
}

bool ledger_unchecked(unsigned why)
{
	return host_info.features & LEAFZAP_F_UNCHECKED(why);
}

void ledger_not_checked(char *text, size_t bytes)
{
	*text = 0;
	for (unsigned why = 0; why <= LEAFZAP_WHY_LAST; why++)
		if (ledger_unchecked(why))
			append(text, bytes, "%s%s",
			       *text ? "," : " unchecked=", unchecked_name(why));
}

void ledger_start(void)
{
	struct leafzap_stats stats = { 0 };

	if (!host_info.magic || hyper_stats(&stats))
		return;
	seen = stats.violations;
	memcpy(dropped, stats.dropped, sizeof(dropped));
}

/* What the host had no room for is neither right nor wrong: nobody looked. */
static void look_at_drops(const struct leafzap_stats *stats)
{
	static const char *const what[LEAFZAP_NDROPS] = {
		[LEAFZAP_DROP_ZAP] = "zaps, whose flushes nobody looked for",
		[LEAFZAP_DROP_FLUSH] = "flushes, and what they may have covered",
		[LEAFZAP_DROP_OP] = "invalidations",
		[LEAFZAP_DROP_RANGE] = "ranges of invalidations",
	};

	for (unsigned i = 0; i < LEAFZAP_NDROPS; i++)
		if (stats->dropped[i] != dropped[i])
			case_is_error("the host's ledger had no room for %llu %s: not judged",
				      (unsigned long long)(stats->dropped[i] - dropped[i]),
				      what[i]);
	memcpy(dropped, stats->dropped, sizeof(dropped));
}

void ledger_check(void)
{
	struct leafzap_stats stats = { 0 };
	long ret;

	if (!host_info.magic)
		return;
	ret = hyper_stats(&stats);
	if (!check(CALL, !ret, "STATS after the case: expected 0, got %s", hyper_error(ret)))
		return;
	look_at_drops(&stats);
	if (stats.violations == seen)
		return;
	for (uint64_t i = seen; i < stats.violations && i < LEAFZAP_MAX_VIOLATIONS; i++) {
		const struct leafzap_violation *v = &stats.first[i];

		fail_gfn(LEDGER + v->why, v->npages ? v->gfn : NO_GFN,
			 "%s: gfn %#llx, %llu pages, level %s, root %#x%s%s, caller %s",
			 why_words(v->why), (unsigned long long)v->gfn,
			 (unsigned long long)v->npages, level_name(v->level), v->role,
			 v->root_flags & LEAFZAP_ROOT_GUEST_MODE ? " (nested)" : "",
			 v->root_flags & LEAFZAP_ROOT_SMM ? " (SMM)" : "", caller_name(v->caller));
	}
	if (stats.violations > LEAFZAP_MAX_VIOLATIONS)
		fail_gfn(LEDGER, NO_GFN,
			 "%llu violations in this case, expected 0; the host keeps only the first "
			 "%u of a run: run the case alone",
			 (unsigned long long)(stats.violations - seen), LEAFZAP_MAX_VIOLATIONS);
	seen = stats.violations;
}
