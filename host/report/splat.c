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
} table[] = {
	{ "WARNING: ", FAIL },
	{ "BUG: ", FAIL },
	{ "BUG at ", FAIL },
	{ "BUG kmem", FAIL },
	{ "BUG kvm", FAIL },
	{ "BUG mmu", FAIL },
	{ "Poison overwritten", FAIL },
	{ "Oops: ", FAIL },
	/* Linux 6.1 has no "Oops" before it: what a BUG() of KVM's ends in. */
	{ "invalid opcode: ", FAIL },
	{ "KASAN", FAIL },
	{ "KFENCE", FAIL },
	{ "general protection fault", FAIL },
	{ "double fault", FAIL },
	{ "soft lockup", FAIL },
	{ "LOCKUP", FAIL },
	{ "blocked for more than", FAIL },
	{ "detected stall", FAIL },
	{ "self-detected stall", FAIL },
	{ "detected expedited stalls", FAIL },
	{ "scheduling while atomic", FAIL },
	{ "Objects remaining", FAIL },
	{ "Bad rss-counter", FAIL },
	{ "Bad page", FAIL },
	/* mm/page_poison.c: written to after it was freed. */
	{ "pagealloc: ", FAIL },
	{ "list_del corruption", FAIL },
	{ "list_add corruption", FAIL },
	{ "refcount_t: ", FAIL },
	/* host/kvm: what the ledger found, and where it could not look. */
	{ "leafzap: violation", FAIL },
	{ "leafzap: dropped ", ERROR },
	{ "the VM runs without it", ERROR },
	/* After an oops this is its end; without one it is the machine that died. */
	{ "Kernel panic", CRASH },
	{ "oom-killer", ERROR },
	{ "Out of memory", ERROR },
};

enum verdict splat(const char *line)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strstr(line, table[i].text))
			return table[i].verdict;
	return PASS;
}
