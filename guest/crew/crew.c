// SPDX-License-Identifier: GPL-2.0-only
/* Members and the watch over them. */
#include <stdarg.h>
#include <stdio.h>

#include "crew/crew.h"
#include "hyper.h"
#include "lib/run.h"
#include "test.h"

#define ERROR_BYTES 256
#define US_PER_SECOND 1000000ull
/* So many for one access, with nobody in its way, prove that KVM spins. */
#define FAULTS_OF_A_LOOP 1000
/* Without faults it may be what a member does that takes so long: a change of memslots. */
#define PATIENT_TURNS 4

static struct member members[MAX_CPUS];
static bool working[MAX_CPUS];
static volatile bool stop;

void crew_error(const char *fmt, ...)
{
	char text[ERROR_BYTES];
	va_list args;

	/* Nobody may be left at work when the case has ended. */
	stop = true;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	error_case("%s", text);
}

bool crew_stopping(void)
{
	return stop;
}

static void enter_place(void *arg)
{
	struct member *m = arg;

	m->body(m);
}

static void start_member(void *arg)
{
	struct member *m = arg;

	m->left = place_enter(m->place, enter_place, m, m->reason, sizeof(m->reason));
}

void crew_start(unsigned cpu, enum place place, void (*body)(struct member *self), void *arg)
{
	stop = false;
	members[cpu] = (struct member){ .cpu = cpu, .place = place, .body = body, .arg = arg };
	working[cpu] = true;
	cpu_run(cpu, start_member, &members[cpu]);
}

/* Waits until @m has made a step or has returned, or KVM has taken @faults, or for long. */
static uint64_t wait_step(const struct member *m, uint64_t steps, uint64_t faults)
{
	struct leafzap_stats first = { 0 }, now = { 0 };
	uint64_t since = clock_us();

	if (hyper_stats(&first))
		crew_error("STATS failed");
	do {
		cpu_pause();
		if (hyper_stats(&now))
			crew_error("STATS failed");
	} while (m->steps == steps && !cpu_wait(m->cpu, 0) && now.faults - first.faults < faults &&
		 clock_us() - since < CREW_PATIENCE_SECONDS * US_PER_SECOND);
	return now.faults - first.faults;
}

/*
 * Member @m has not moved for long: whose fault is it?  All others stop, so that
 * nothing is in its way any more: a KVM that takes many faults then and does not
 * let it go on never will, however slow the machine or fast its clock.  A CPU that
 * is lost can do nothing more, so that the run ends here.
 */
static void judge(const struct member *m)
{
	unsigned long steps = m->steps, faults = 0, gfn = m->gfn;

	note("CPU %u (%s) has not come back from gfn 0x%lx for %u s: the others stop, to see "
	     "why",
	     m->cpu, place_name(m->place), gfn, CREW_PATIENCE_SECONDS);
	stop = true;
	for (unsigned i = 1; i < ncpus; i++)
		if (working[i] && i != m->cpu)
			cpu_wait(i, CREW_PATIENCE_SECONDS);
	for (unsigned i = 0; i < PATIENT_TURNS; i++) {
		faults = wait_step(m, steps, FAULTS_OF_A_LOOP);
		if (m->steps != steps || cpu_wait(m->cpu, 0) || faults >= FAULTS_OF_A_LOOP)
			break;
		note("it still has not, and KVM took %lu faults", faults);
	}
	if (m->steps != steps || cpu_wait(m->cpu, 0))
		note("it goes on: the machine is slow");
	else if (faults < FAULTS_OF_A_LOOP)
		run_error("CPU %u (%s) does not come back from gfn 0x%lx, and KVM took %lu faults",
			  m->cpu, place_name(m->place), gfn, faults);
	else
		run_abort("hang: CPU %u (%s) is lost in KVM's fault path on gfn 0x%lx: %lu faults "
			  "while nothing else ran; expected the access to end",
			  m->cpu, place_name(m->place), gfn, faults);
}

/* Waits for @m until it has @passes (or, with no target, until it has returned). */
static bool watch(const struct member *m, const uint64_t *passes)
{
	uint64_t since = clock_us(), steps = m->steps;

	while (!passes || m->passes < *passes) {
		if (cpu_wait(m->cpu, 0)) {
			if (!passes)
				return true;
			working[m->cpu] = false;
			break;
		}
		cpu_pause();
		if (m->steps != steps) {
			steps = m->steps;
			since = clock_us();
		} else if (clock_us() - since > CREW_PATIENCE_SECONDS * US_PER_SECOND) {
			judge(m);
			since = clock_us();
		}
	}
	if (m->passes >= *passes)
		return true;
	return check(CONTENT, m->left, "CPU %u ran in %s: expected it to stay, but %s", m->cpu,
		     place_name(m->place), m->reason);
}

bool crew_pass(unsigned npasses)
{
	uint64_t target[MAX_CPUS];

	/* The pass under way does not count, it began before the call. */
	for (unsigned i = 1; i < ncpus; i++)
		target[i] = members[i].passes + npasses + 1;
	for (unsigned i = 1; i < ncpus; i++)
		if (working[i] && !watch(&members[i], &target[i]))
			return false;
	return true;
}

bool crew_join(void)
{
	bool ok = true;

	for (unsigned i = 1; i < ncpus; i++) {
		if (!working[i])
			continue;
		if (!watch(&members[i], NULL)) {
			ok = false;
			continue;
		}
		working[i] = false;
		ok &= check(CONTENT, members[i].left,
			    "CPU %u ran in %s: expected it to return, but %s", i,
			    place_name(members[i].place), members[i].reason);
	}
	return ok;
}

bool crew_stop(void)
{
	stop = true;
	return crew_join();
}
