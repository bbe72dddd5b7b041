// SPDX-License-Identifier: GPL-2.0-only
/* What this machine's own KVM can do. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../say.h"
#include "run.h"

#define MODULES "/sys/module"
#define PARAMETERS MODULES "/kvm/parameters"

/* The KVM of each vendor: its module, the CPU's flag for it, and that of two-dimensional paging,
 * which is the name of the module's parameter as well. */
static const struct vendor {
	const char *name, *module, *flag, *paging;
} vendors[] = {
	{ "amd", "kvm_amd", "svm", "npt" },
	{ "intel", "kvm_intel", "vmx", "ept" },
};

#define NVENDORS (sizeof(vendors) / sizeof(*vendors))

static char *parameter(const char *root, const char *module, const char *name)
{
	char *text = file_text(format("%s" MODULES "/%s/parameters/%s", root, module, name));

	return text ? chomp(text) : copy("missing");
}

static bool is_on(const char *value)
{
	return !strcmp(value, "Y") || !strcmp(value, "1");
}

/* Of the first CPU, as Linux shows it. */
static bool cpu_has(const char *root, const char *flag)
{
	char *text = file_text(format("%s/proc/cpuinfo", root)), *rest = text, *line;
	struct words flags = { 0 };

	while ((line = strsep(&rest, "\n"))) {
		if (!begins(line, "flags"))
			continue;
		words_split(&flags, line, " \t:");
		return words_has(&flags, flag);
	}
	return false;
}

/* Other modules with the name of KVM, as " kvm_a kvm_b". */
static const char *others(const char *root)
{
	DIR *folder = opendir(format("%s" MODULES, root));
	struct words names = { 0 };
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (begins(entry->d_name, "kvm_"))
			words_add(&names, "%s", entry->d_name);
	if (folder)
		closedir(folder);
	return names.count ? format(" but %s", words_join(&names, " ")) : "";
}

static const char *nested_of(const char *root, const struct vendor *vendor)
{
	const char *module = vendor->module;
	char *paging = parameter(root, module, vendor->paging);
	char *nested = parameter(root, module, "nested");

	if (!path_there(format("%s/dev/kvm", root)))
		return format("no this machine has no /dev/kvm, although %s is loaded", module);
	if (!cpu_has(root, vendor->flag))
		return format("no this machine's CPU does not show %s", vendor->flag);
	/*
	 * What the lab is offered is made of these: without them, its KVM would have only shadow
	 * paging.  Whether this machine's own KVM has the TDP MMU (kvm.tdp_mmu) makes no
	 * difference to the lab's.
	 */
	if (!is_on(paging))
		return format("no this machine's KVM is not two-dimensional (%s.%s=%s)", module,
			      vendor->paging, paging);
	if (!cpu_has(root, vendor->paging))
		return format("no this machine's CPU does not show %s", vendor->paging);
	if (!is_on(nested))
		return format("no nested virtualization is off (%s.nested=%s; load %s with "
			      "nested=1)",
			      module, nested, module);
	if (!*root && access("/dev/kvm", R_OK | W_OK))
		return "no no permission to use /dev/kvm";
	return vendor->name;
}

const char *machine_nested(const char *root)
{
	for (unsigned i = 0; i < NVENDORS; i++)
		if (path_folder(format("%s" MODULES "/%s", root, vendors[i].module)))
			return nested_of(root, &vendors[i]);
	if (!path_there(format("%s/dev/kvm", root)))
		return "no this machine has no /dev/kvm";
	return format("no this machine's KVM is neither kvm_amd nor kvm_intel%s", others(root));
}

/* Why this machine's own KVM cannot be tested; NULL if it can. */
static const char *obstacle(void)
{
	bool device = path_there("/dev/kvm");

	if (!path_folder(PARAMETERS) && !device)
		return "this machine has no /dev/kvm";
	if (!path_there(PARAMETERS "/leafzap"))
		return "this machine's KVM does not carry leafzap (no " PARAMETERS "/leafzap)";
	if (!is_on(parameter("", "kvm", "leafzap")))
		return "leafzap is in this machine's KVM, but off (load kvm with leafzap=1)";
	if (!device)
		return "this machine has no /dev/kvm, although kvm is loaded: kvm-amd or kvm-intel "
		       "is not";
	if (access("/dev/kvm", R_OK | W_OK))
		return "no permission to use /dev/kvm";
	for (unsigned i = 0; i < NVENDORS; i++)
		if (!strcmp(parameter("", vendors[i].module, vendors[i].paging), "N"))
			return format("KVM here is not two-dimensional (%s.%s=N)",
				      vendors[i].module, vendors[i].paging);
	if (!strcmp(parameter("", "kvm", "tdp_mmu"), "N"))
		return "KVM here does not use the TDP MMU (kvm.tdp_mmu=N)";
	if (geteuid())
		return "not root: hugepages and the kernel's log cannot be had";
	return NULL;
}

bool machine_direct(const char *mode, const char *reason)
{
	const char *why;

	if (!strcmp(mode, "lab"))
		return false;
	why = reason ? reason : obstacle();
	if (!strcmp(mode, "direct")) {
		if (why)
			die("--mode direct is not possible: %s; --mode lab always is", why);
		return true;
	}
	if (why)
		say("mode lab: %s", why);
	else
		say("mode direct: this machine's KVM carries leafzap");
	return !why;
}
