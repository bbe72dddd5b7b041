// SPDX-License-Identifier: GPL-2.0-only
/* What tests/cases edits. */
#include "zap.h"

bool zap(struct kvm *kvm, u64 start);

static int other(void)
{
	bool flush = false;

	return flush;
}

bool zap(struct kvm *kvm, u64 start)
{
	bool flush = false;

	if (start)
		flush = true;

	return flush;
}

struct state {
	int a;
};
