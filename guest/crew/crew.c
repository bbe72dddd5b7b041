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
/* How long faults are counted for a verdict, and how many prove that KVM spins. */
#define COUNT_SECONDS 2
#define FAULTS_OF_A_LOOP 100

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

static void wait_us(uint64_t us)
{
	uint64_t start = clock_us();

	while (clock_us() - start < us)
		cpu_pause();
}

/*
 * Member @m has not moved for long: whose fault is it?  A CPU that is lost can
 * do nothing more, so that the run ends here.
 */
static _Noreturn void judge_lost(const struct member *m)
{
	struct leafzap_stats before = { 0 }, after = { 0 };
	unsigned long steps = m->steps, faults, retried, gfn = m->gfn;

	if (hyper_stats(&before))
		crew_error("STATS failed");
	wait_us(COUNT_SECONDS * US_PER_SECOND);
	if (hyper_stats(&after))
		crew_error("STATS failed");
	faults = after.faults - before.faults;
	retried = after.retried - before.retried;
	if (m->steps != steps)
		crew_error("CPU %u is too slow: one access took over %u s", m->cpu,
			   CREW_PATIENCE_SECONDS);
	if (faults < FAULTS_OF_A_LOOP)
		run_error("CPU %u (%s) has not come back from gfn 0x%lx for %u s, though KVM takes "
			  "no "
			  "faults",
			  m->cpu, place_name(m->place), gfn, CREW_PATIENCE_SECONDS);
	run_abort("hang: CPU %u (%s) is lost in KVM's fault path: on gfn 0x%lx for %u s; %lu "
		  "faults in "
		  "the last %u s, %lu of them retried; expected the access to end",
		  m->cpu, place_name(m->place), gfn, CREW_PATIENCE_SECONDS, faults, COUNT_SECONDS,
		  retried);
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
			judge_lost(m);
		}
	}
	if (m->passes >= *passes)
		return true;
	return check(m->left, "CPU %u ran in %s: expected it to stay, but %s", m->cpu,
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
		ok &= check(members[i].left, "CPU %u ran in %s: expected it to return, but %s", i,
			    place_name(members[i].place), members[i].reason);
	}
	return ok;
}

bool crew_stop(void)
{
	stop = true;
	return crew_join();
}
