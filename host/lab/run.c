// SPDX-License-Identifier: GPL-2.0-only
/* All guests of the plan, one after the other. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lab.h"

/* Why this host has no TDP MMU to test, or NULL. */
static const char *without_tdp_mmu(void)
{
	static const struct {
		const char *path, *why;
	} parameters[] = {
		{ "/sys/module/kvm_amd/parameters/npt",
		  "KVM here works without NPT (kvm_amd.npt=N)" },
		{ "/sys/module/kvm_intel/parameters/ept",
		  "KVM here works without EPT (kvm_intel.ept=N)" },
		{ "/sys/module/kvm/parameters/tdp_mmu",
		  "KVM here does not use the TDP MMU (kvm.tdp_mmu=N)" },
	};
	char value[16];

	for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++)
		if (file_read(parameters[i].path, value, sizeof(value)) && *value == 'N')
			return parameters[i].why;
	return NULL;
}

static bool host_ready(const struct settings *settings)
{
	char value[16];
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0) {
		tell_error("/dev/kvm: %s", strerror(errno));
		return false;
	}
	close(kvm);
	if (access(settings->elf, R_OK)) {
		tell_error("guest %s: %s", settings->elf, strerror(errno));
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
	const char *why;

	uname(&name);
	plan_text(&settings->plan, plan, sizeof(plan));
	tell("event=begin mode=%s guests=%u release=%s plan=%s", lab ? "lab" : "direct",
	     settings->plan.nguests, name.release, plan);
	if (!host_ready(settings))
		return false;
	why = without_tdp_mmu();
	if (why && settings->anywhere) {
		guests_skip(settings, why);
		return true;
	}
	if (why) {
		tell_error("%s", why);
		return false;
	}
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
