// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who holds mmu_lock, on both kinds of kernel: a reader is no writer, and a writer that waits is
 * none yet.  The states are those of kernel/locking/rwbase_rt.c and kernel/locking/qrwlock.c.
 */
#include "leafzap_lock.h"

#ifdef CONFIG_PREEMPT_RT
#define KIND "PREEMPT_RT"
#define COUNT rwbase.readers.counter
static const struct {
	const char *state;
	unsigned int count;
	bool write;
} states[] = {
	{ "free", READER_BIAS, false },
	{ "one reader", READER_BIAS + 1, false },
	{ "three readers", READER_BIAS + 3, false },
	{ "one reader, a writer waits", 1, false },
	{ "the readers have gone, a writer is about to take it", 0, false },
	{ "a writer", WRITER_BIAS, true },
};
#else
#define KIND "queued rwlock"
#define COUNT raw_lock.cnts.counter
static const struct {
	const char *state;
	unsigned int count;
	bool write;
} states[] = {
	{ "free", 0, false },
	{ "one reader", _QR_BIAS, false },
	{ "three readers", 3 * _QR_BIAS, false },
	{ "one reader, a writer waits", _QR_BIAS | _QW_WAITING, false },
	{ "the readers have gone, a writer is about to take it", _QW_WAITING, false },
	{ "a writer", _QW_LOCKED, true },
	{ "a writer, readers wait", _QW_LOCKED | 2 * _QR_BIAS, true },
	{ "a writer, a second waits", _QW_LOCKED | _QW_WAITING, true },
};
#endif

int main(void)
{
	int failed = 0;

	for (unsigned int i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		rwlock_t lock = { 0 };

		lock.COUNT = (int)states[i].count;
		if (leafzap_held_for_write(&lock) == states[i].write)
			continue;
		printf("not ok: " KIND ", %s: taken for %s for write\n", states[i].state,
		       states[i].write ? "not held" : "held");
		failed = 1;
	}
	puts(failed ? "not ok: who holds a lock, " KIND : "ok: who holds a lock, " KIND);
	return failed;
}
