// SPDX-License-Identifier: GPL-2.0-only
/* What ./run.sh --help prints. */
#include <stdio.h>

#include "run.h"

static const char head[] =
	"usage: ./run.sh [option]...\n"
	"Builds KVM with your change, starts a guest on it and says whether the TDP MMU still "
	"unmaps what it must.\n"
	"\n"
	"  --patch FILE     a change to KVM, as of git diff, on Debian's pristine source or the "
	"tree's; may be repeated. Or a\n"
	"                   directory of changes, which are taken in the order of their names "
	"(*.patch, *.diff). Or a mailbox\n"
	"                   of them, as b4 am and git format-patch --stdout write it\n"
	"  --variant NAME   a whole behaviour to compare with, from host/variants (default: "
	"stock)\n"
	"  --suite LIST     suites, separated by commas (default: all)\n"
	"  --backing LIST   what the guest's memory is made of (default: what each suite is for)\n"
	"  --vcpus N        vCPUs of each guest, 1 to 8 (default: 8 on hugetlb2m, else 4)\n";

static const char tail[] =
	"  --mode MODE      direct: this machine's own KVM; lab: an emulated machine; auto "
	"(default)\n"
	"  --engine ENGINE  what runs the lab (--list has them; default: auto)\n"
	"  --vendor VENDOR  the CPU that the lab shall have, if it is emulated: amd or intel\n"
	"  --kernel KERNEL  Debian's kernel to build KVM from, or debug (default: 6.12)\n"
	"  --tree DIR       your own configured kernel source tree instead, 6.1 or later; it is "
	"only read\n"
	"  --series RANGE   commits of that tree's git repository, as v6.12..mybranch, on the base "
	"of the range; only read\n"
	"  --bisect         find the first patch of the series with which a run is not PASS\n"
	"  --bisect-exit    exit status for git bisect run: 0 good, 1 bad, 125 not to be judged\n"
	"  --out DIR        where the results go (default: results/DATE here)\n"
	"  --report[=FILE]  a page of HTML about the run: report.html in the results, or FILE\n"
	"  --accept-partial  exit with 0 also if this KVM has no place for some of leafzap's "
	"hooks, so "
	"that not all is checked\n"
	"  --matrix         each engine with each kernel and suite (or those of the lists given); "
	"one table\n"
	"  --list           the suites, backings, engines, variants and kernels\n"
	"  --help           this text\n"
	"\n"
	"Exit status: 0 passed, 1 the MMU is wrong, 2 usage or set-up, 3 the host crashed or hung, "
	"4 passed, but\n"
	"this KVM has no place for some of leafzap's hooks (the last line says what is unchecked), "
	"130 interrupted.\n"
	"Environment: LEAFZAP_CACHE (downloads and builds, default ~/.cache/leafzap), "
	"LEAFZAP_LABS=1 (one lab at a\n"
	"time), LEAFZAP_NO_INSTALL=1 (only name missing packages), LEAFZAP_REFRESH=1 (look for a "
	"newer kernel).\n";

void usage_print(void)
{
	fputs(head, stdout);
	for (unsigned i = 0; i < nguest_options; i++) {
		const struct guest_option *option = &guest_options[i];

		printf("  %-15s  %s\n",
		       format("--%s%s%s", option->name, *option->value ? " " : "", option->value),
		       option->help);
	}
	fputs(tail, stdout);
}
