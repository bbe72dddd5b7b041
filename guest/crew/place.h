/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where code of the guest runs, as KVM sees it: each place but the last has a TDP
 * root of its own, and a leaf exists in a root only if something was touched in its
 * place.
 */
#ifndef LEAFZAP_PLACE_H
#define LEAFZAP_PLACE_H

#include <stdbool.h>
#include <stdint.h>

enum place {
	PLACE_NORMAL,	      /* the guest itself */
	PLACE_NESTED,	      /* a nested guest of it: role.guest_mode */
	PLACE_SMM,	      /* system management mode: address space 1 */
	NROOTS,		      /* places that have a TDP root */
	PLACE_PAGED = NROOTS, /* a nested guest with nested paging: the shadow MMU */
	NPLACES
};

const char *place_name(enum place place);

/* Can @place be reached on this machine?  If not, @why (may be NULL) says why. */
bool place_available(enum place place, const char **why);

/* LEAFZAP_ROOT_* of the root of @place (one that has one), LEAFZAP_ROOT_CURRENT left out. */
unsigned place_root_flags(enum place place);

/*
 * Runs @fn(@arg) in @place on the CPU that asks.  false, with words in @buf, if it
 * could not be entered or was left by anything but the return of @fn.
 */
bool place_enter(enum place place, void (*fn)(void *arg), void *arg, char *buf, unsigned bytes);

/*
 * The same for the boot CPU, which cannot enter SMM: CPU 1 does that for it, so
 * it must be idle.  An error of the case if it does not work.
 */
void place_run(enum place place, void (*fn)(void *arg), void *arg);

#endif
