/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other CPUs at work: members that go on until they are told to stop, and a
 * watch over them.  A member that does not come back from one access to memory,
 * while KVM goes on taking faults, is lost in KVM's fault path: that is a hang of
 * KVM's, and a failed check which says so.  Without faults it is an error.
 */
#ifndef LEAFZAP_CREW_H
#define LEAFZAP_CREW_H

#include <stdbool.h>
#include <stdint.h>

#include "cpu.h"
#include "crew/place.h"

struct member {
	unsigned cpu;
	enum place place;
	void (*body)(struct member *self);
	void *arg;
	/* Written by the member, read by the watch. */
	volatile uint64_t gfn;	  /* what it touches, or touched last */
	volatile uint64_t steps;  /* touches that it came back from */
	volatile uint64_t passes; /* rounds over all that it has to do */
	volatile bool left;	  /* came back from its place in order */
	char reason[128];	  /* if not */
};

/* To be set around each access that may fault. */
static inline void member_touches(struct member *self, uint64_t gfn)
{
	self->gfn = gfn;
}

static inline void member_touched(struct member *self)
{
	self->steps++;
}

/* Starts @body on CPU @cpu (1 to ncpus - 1) in @place. */
void crew_start(unsigned cpu, enum place place, void (*body)(struct member *self), void *arg);

/* For members: is it time to return? */
bool crew_stopping(void);

/*
 * Waits until every member has begun and ended @npasses whole passes after the
 * call.  false if one is lost or has left early: then end the case.
 */
bool crew_pass(unsigned npasses);

/* Waits until all members have returned by themselves / tells them to, and waits. */
bool crew_join(void);
bool crew_stop(void);

/* error_case() for the boot CPU while members are at work: tells them to stop. */
_Noreturn void crew_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* How long nothing may move before it is looked into; a silent guest is killed after 60. */
#define CREW_PATIENCE_SECONDS 30

#endif
