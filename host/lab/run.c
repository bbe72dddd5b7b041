// SPDX-License-Identifier: GPL-2.0-only
/* All guests of the plan, one after the other. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lab.h"

static bool host_ready(const struct settings *settings)
{
	char value[16];
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0) {
		tell_error("/dev/kvm: %s", strerror(errno));
		return false;
	}
	close(kvm);
	if (access(settings->guest, R_OK)) {
		tell_error("guest %s: %s", settings->guest, strerror(errno));
		return false;
	}
	if (!file_read("/sys/module/kvm/parameters/leafzap", value, sizeof(value))) {
		tell_error("this host's KVM has no leafzap (no parameter kvm.leafzap)");
		return false;
	}
	if (*value != 'Y' && *value != '1') {
		tell_error("this host's KVM has leafzap, but it is off: load kvm with leafzap=1");
		return false;
	}
	return true;
}

bool run_plan(const struct settings *settings, bool lab)
{
	struct utsname name;
	char plan[PLAN_BYTES];

	uname(&name);
	plan_text(&settings->plan, plan, sizeof(plan));
	tell("event=begin mode=%s guests=%u release=%s plan=%s", lab ? "lab" : "direct",
	     settings->plan.nguests, name.release, plan);
	if (!host_ready(settings))
		return false;
	quiet_begin();
	for (unsigned i = 0; i < settings->plan.nguests && !stop_asked; i++) {
		if (guest_run(settings, &settings->plan.guests[i], i + 1, lab))
			continue;
		/* There is a process that cannot be killed: nothing else can be trusted. */
		quiet_end();
		return false;
	}
	quiet_end();
	return true;
}
