// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of a kernel log that say that something is wrong.  The texts are those
 * that the kernel prints first (lib/bug.c, mm/, kernel/watchdog.c,
 * kernel/hung_task.c, kernel/rcu/tree_stall.h, mm/kasan/report.c, ...).
 */
#include <string.h>

#include "report.h"

static const struct {
	const char *text;
	enum verdict verdict;
	const char *kind;
} table[] = {
	/* What a kernel says that looks for memory used after it was freed; "BUG: " stands before
	   both. */
	{ "KASAN", FAIL, "splat/KASAN" },
	{ "Bad page", FAIL, "splat/page" },
	/* mm/page_poison.c: written to after it was freed. */
	{ "pagealloc: ", FAIL, "splat/page" },
	/* host/kvm: what the ledger found, and where it could not look. */
	{ "leafzap: violation", FAIL, "ledger" },
	{ "leafzap: dropped ", ERROR, "setup" },
	{ "the VM runs without it", ERROR, "setup" },
	{ "WARNING: ", FAIL, "splat" },
	{ "BUG: ", FAIL, "splat" },
	{ "BUG at ", FAIL, "splat" },
	{ "BUG kmem", FAIL, "splat" },
	{ "BUG kvm", FAIL, "splat" },
	{ "BUG mmu", FAIL, "splat" },
	{ "Poison overwritten", FAIL, "splat" },
	{ "Oops: ", FAIL, "splat" },
	/* Linux 6.1 has no "Oops" before it: what a BUG() of KVM's ends in. */
	{ "invalid opcode: ", FAIL, "splat" },
	{ "KFENCE", FAIL, "splat" },
	{ "general protection fault", FAIL, "splat" },
	{ "double fault", FAIL, "splat" },
	{ "soft lockup", FAIL, "splat" },
	{ "LOCKUP", FAIL, "splat" },
	{ "blocked for more than", FAIL, "splat" },
	{ "detected stall", FAIL, "splat" },
	{ "self-detected stall", FAIL, "splat" },
	{ "detected expedited stalls", FAIL, "splat" },
	{ "scheduling while atomic", FAIL, "splat" },
	{ "Objects remaining", FAIL, "splat" },
	{ "Bad rss-counter", FAIL, "splat" },
	{ "list_del corruption", FAIL, "splat" },
	{ "list_add corruption", FAIL, "splat" },
	{ "refcount_t: ", FAIL, "splat" },
	/* After an oops this is its end; without one it is the machine that died. */
	{ "Kernel panic", CRASH, "panic" },
	{ "oom-killer", ERROR, "setup" },
	{ "Out of memory", ERROR, "setup" },
};

enum verdict splat(const char *line, const char **kind)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strstr(line, table[i].text)) {
			*kind = table[i].kind;
			return table[i].verdict;
		}
	return PASS;
}
