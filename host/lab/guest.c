// SPDX-License-Identifier: GPL-2.0-only
/* One guest from start to end: relays, watches, tells how it ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define TICK_MS 1000
/* A sign of life for the supervisor while the guest is silent. */
#define ALIVE_MS 5000
/* How long a killed QEMU may take: it has a VM to tear down. */
#define KILL_MS 60000
/* QEMU stops the VM after this, and would wait for ever. */
#define INTERNAL_ERROR "KVM internal error"
#define RUN_FAILED "error: kvm run failed"

volatile sig_atomic_t stop_asked;

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct watch {
	struct qemu qemu;
	struct lines log, errors;
	int pidfd;
	uint64_t start_ms, last_ms;
	uint64_t silent_ms; /* of the guest, as far as this process saw it pass */
	uint64_t told_ms;   /* last sign of life */
};

/*
 * Waits for something to happen and relays it.  Time that passed without this
 * process being run is not held against the guest, which did not run either.
 */
static void relay_once(struct watch *watch)
{
	struct pollfd fds[] = {
		{ .fd = watch->log.fd, .events = POLLIN },
		{ .fd = watch->errors.fd, .events = POLLIN },
		{ .fd = kmsg_fd(), .events = POLLIN },
		{ .fd = watch->pidfd, .events = POLLIN },
	};
	uint64_t now, passed;

	poll(fds, sizeof(fds) / sizeof(*fds), TICK_MS);
	now = now_ms();
	passed = now - watch->last_ms;
	watch->last_ms = now;
	watch->silent_ms += passed < 2 * TICK_MS ? passed : TICK_MS;
	if (lines_relay(&watch->log)) {
		watch->silent_ms = 0;
		watch->told_ms = now;
	}
	lines_relay(&watch->errors);
	kmsg_relay();
	if (now - watch->told_ms >= ALIVE_MS) {
		tell("event=alive silent=%llu", (unsigned long long)watch->silent_ms / 1000);
		watch->told_ms = now;
	}
}

static bool has_ended(const struct watch *watch, int timeout_ms)
{
	struct pollfd fd = { .fd = watch->pidfd, .events = POLLIN };

	return poll(&fd, 1, timeout_ms) == 1;
}

/* Why the guest must be ended now, or NULL. */
static const char *must_end(const struct watch *watch, const struct settings *settings)
{
	if (stop_asked)
		return "stopped";
	if (watch->errors.seen)
		return "kvm-error";
	if (watch->silent_ms >= settings->silence_s * 1000)
		return "silence";
	if (watch->last_ms - watch->start_ms >= settings->limit_s * 1000)
		return "limit";
	return NULL;
}

/* Kills QEMU; false if it does not die. */
static bool end_qemu(struct watch *watch, const char *why)
{
	uint64_t deadline = now_ms() + KILL_MS;

	if (strcmp(why, "stopped"))
		hang_report(&watch->qemu);
	kill(watch->qemu.pid, SIGKILL);
	while (!has_ended(watch, 0)) {
		relay_once(watch);
		if (now_ms() > deadline)
			return false;
	}
	return true;
}

static void drain(struct watch *watch)
{
	while (lines_relay(&watch->log) || watch->log.fd >= 0) {
		struct pollfd fd = { .fd = watch->log.fd, .events = POLLIN };

		/* QEMU is gone: what does not come now is held open by nobody of ours. */
		if (watch->log.fd >= 0 && poll(&fd, 1, TICK_MS) <= 0)
			break;
	}
	while (lines_relay(&watch->errors))
		;
	kmsg_relay();
}

static void tell_end(const struct watch *watch, unsigned number, const char *why, int status)
{
	char how[64];

	if (why)
		snprintf(how, sizeof(how), "hang=%s", why);
	else if (WIFEXITED(status))
		snprintf(how, sizeof(how), "exit=%d", WEXITSTATUS(status));
	else
		snprintf(how, sizeof(how), "signal=%d", WTERMSIG(status));
	tell("event=guest-end n=%u %s ms=%llu", number, how,
	     (unsigned long long)(now_ms() - watch->start_ms));
}

static bool supervise(struct watch *watch, const struct settings *settings, unsigned number)
{
	const char *why = NULL;
	int status = 0;

	while (!has_ended(watch, 0)) {
		relay_once(watch);
		why = must_end(watch, settings);
		if (!why)
			continue;
		if (end_qemu(watch, why))
			break;
		tell("event=stuck n=%u hang=%s text=QEMU was killed and does not die", number, why);
		return false;
	}
	while (waitpid(watch->qemu.pid, &status, 0) < 0 && errno == EINTR)
		;
	drain(watch);
	tell_end(watch, number, why, status);
	return true;
}

static bool guest_skip(unsigned number, const char *why)
{
	tell("event=guest-end n=%u skipped=yes text=%s", number, why);
	return true;
}

static void guest_begin(const struct guest_plan *guest, unsigned number)
{
	tell("event=guest-begin n=%u backing=%s suites=%s", number, guest->backing, guest->suites);
}

void guests_skip(const struct settings *settings, const char *why)
{
	for (unsigned i = 0; i < settings->plan.nguests; i++) {
		guest_begin(&settings->plan.guests[i], i + 1);
		guest_skip(i + 1, why);
	}
}

bool guest_run(const struct settings *settings, const struct guest_plan *guest, unsigned number,
	       bool lab)
{
	struct watch watch = { .start_ms = now_ms() };
	char why[256] = "";
	bool ended;
	unsigned mib;
	int memory;

	guest_begin(guest, number);
	mib = settings->memory_mib ? settings->memory_mib : backing_most(guest->backing);
	if (settings->anywhere && !backing_fits(guest->backing, mib, why, sizeof(why)))
		return guest_skip(number, why);
	memory = backing_open(guest->backing, mib, settings->pool_mib, why, sizeof(why));
	if (memory < 0 && settings->anywhere)
		return guest_skip(number, why);
	if (memory < 0)
		tell_error("%s", why);
	if (memory < 0 || !qemu_start(&watch.qemu, settings, guest, memory, mib)) {
		if (memory >= 0)
			backing_close(guest->backing, memory, lab);
		tell("event=guest-end n=%u started=no", number);
		return true;
	}
	watch.log = (struct lines){ .fd = watch.qemu.log, .kind = '|', .prefix = "" };
	watch.errors = (struct lines){ .fd = watch.qemu.errors,
				       .kind = '!',
				       .prefix = "qemu: ",
				       .watch = { INTERNAL_ERROR, RUN_FAILED } };
	watch.pidfd = syscall(SYS_pidfd_open, watch.qemu.pid, 0);
	watch.last_ms = watch.told_ms = now_ms();
	ended = supervise(&watch, settings, number);
	close(watch.pidfd);
	close(watch.qemu.monitor);
	if (ended)
		backing_close(guest->backing, memory, lab);
	return ended;
}
