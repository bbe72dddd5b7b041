// SPDX-License-Identifier: GPL-2.0-only
/* Runs code of the guest on each of the roots that KVM can hold for it. */
#include <stdio.h>

#include "cpu.h"
#include "crew/crew.h"
#include "kvm_leafzap_abi.h"
#include "nested.h"
#include "crew/place.h"
#include "test.h"

#define SMM_CPU 1
#define REASON_BYTES 128

const char *place_name(enum place place)
{
	static const char *const names[NPLACES] = { "normal", "nested", "smm", "paged" };

	return names[place];
}

bool place_available(enum place place, const char **why)
{
	switch (place) {
	case PLACE_NESTED:
		return nested_available(why);
	case PLACE_SMM:
		return smm_available(why);
	case PLACE_PAGED:
		return nested_paging_available(why);
	default:
		return true;
	}
}

unsigned place_root_flags(enum place place)
{
	static const unsigned flags[NROOTS] = { 0, LEAFZAP_ROOT_GUEST_MODE, LEAFZAP_ROOT_SMM };

	return flags[place];
}

bool place_enter(enum place place, void (*fn)(void *arg), void *arg, char *buf, unsigned bytes)
{
	struct nested_exit exit;

	switch (place) {
	case PLACE_NESTED:
	case PLACE_PAGED:
		if (place == PLACE_NESTED ? nested_run(fn, arg, &exit)
					  : nested_run_paged(fn, arg, &exit))
			return true;
		nested_reason(&exit, buf, bytes);
		return false;
	case PLACE_SMM:
		if (smm_run(fn, arg))
			return true;
		snprintf(buf, bytes, "the SMI that the CPU sent to itself did not come");
		return false;
	default:
		fn(arg);
		return true;
	}
}

struct visit {
	enum place place;
	void (*fn)(void *arg);
	void *arg;
	bool ok;
	char reason[REASON_BYTES];
};

static void go(struct member *self)
{
	struct visit *v = self->arg;

	v->ok = place_enter(v->place, v->fn, v->arg, v->reason, sizeof(v->reason));
}

void place_run(enum place place, void (*fn)(void *arg), void *arg)
{
	static struct visit v;

	v = (struct visit){ .place = place, .fn = fn, .arg = arg };
	if (place == PLACE_SMM) {
		crew_start(SMM_CPU, PLACE_NORMAL, go, &v);
		if (!crew_join())
			crew_error("CPU %u did not come back from SMM", SMM_CPU);
	} else {
		v.ok = place_enter(place, fn, arg, v.reason, sizeof(v.reason));
	}
	if (!v.ok)
		crew_error("could not run in %s: %s", place_name(place), v.reason);
}
