// SPDX-License-Identifier: GPL-2.0-only
/* Process 1 of a boot image: looks at the machine, has the report run the plan, says the verdict.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "image.h"
#include "lab.h"
#include "suites.h"

#define REPORT "/leafzap-report"
#define SELF "/init"
#define RESULTS "/tmp/results"
#define TEXT "/leafzap.txt"
#define REPEAT_S 60
/* A guest of GUEST_MIB, and the host beside it: what an instance with 4 GiB has left of them. */
#define NEED_MIB 3584

#define LINE_BYTES 8192
#define MAX_ARGS (IMAGE_WORDS + 24)

static struct image_options options;
static char last_line[640];

static _Noreturn void end(void)
{
	if (options.power_off) {
		consoles_say("leafzap: powering off");
		consoles_drain();
		power_off();
	}
	for (;;) {
		sleep(REPEAT_S);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		consoles_say("%s", last_line);
	}
}

/* Ends without a run: the line looks like the one of a run. */
static _Noreturn void end_with(const char *verdict, const char *why)
{
	snprintf(last_line, sizeof(last_line), "leafzap: %s %s", verdict, why);
	consoles_say("%s", last_line);
	end();
}

static void say_machine(void)
{
	struct utsname name;
	char hypervisor[64] = "";

	uname(&name);
	file_read("/sys/hypervisor/type", hypervisor, sizeof(hypervisor));
	consoles_say("leafzap: Linux %s, %s, %ld CPUs%s%s", name.release,
		     cpu_has("hypervisor") ? "a virtual machine" : "no hypervisor below",
		     sysconf(_SC_NPROCESSORS_ONLN), *hypervisor ? ", " : "", hypervisor);
}

static void need_virtualization(void)
{
	static const char *const help[] = {
		"This machine's CPU offers neither VMX (Intel) nor SVM (AMD) to this kernel.",
		"  Google Cloud: an Intel machine type (not E2), made with "
		"--enable-nested-virtualization",
		"  AWS: C8i, M8i or R8i with --cpu-options NestedVirtualization=enabled, or a "
		".metal type",
		"  Azure: an Intel size of the D or E families, v3 or later, security type "
		"Standard",
		"  libvirt, QEMU: CPU mode host-passthrough, and nested=1 for kvm_intel or kvm_amd",
		"  a machine of your own: switch VT-x or SVM on in the firmware's setup",
		"docs/cloud.md of leafzap has the commands.",
	};

	if (cpu_has("svm") || cpu_has("vmx"))
		return;
	for (size_t i = 0; i < sizeof(help) / sizeof(*help); i++)
		consoles_say("leafzap: %s", help[i]);
	end_with("SKIP", "neither VMX nor SVM: nothing was tested, see above what to switch on");
}

static void need_memory(void)
{
	long mib = sysconf(_SC_PHYS_PAGES) / (1048576 / sysconf(_SC_PAGESIZE));
	char why[160];

	if (mib >= NEED_MIB)
		return;
	snprintf(
		why, sizeof(why),
		"too little memory: Linux has %ld MiB, %d are needed, which a machine of 4 GiB has "
		"(8 GiB for 1G pages)",
		mib, NEED_MIB);
	end_with("ERROR", why);
}

static _Noreturn void become_report(const char *plan, int output)
{
	const char *args[MAX_ARGS] = { REPORT,	      "--out",	    RESULTS,	"--plan",
				       plan,	      "--",	    SELF,	"lab",
				       "plan=@plan@", "anywhere=1", "memory=0", options.guest };
	unsigned n = 0;

	while (args[n])
		n++;
	for (unsigned i = 0; i < options.nwords; i++)
		args[n++] = options.words[i];
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execv(REPORT, (char **)args);
	dprintf(STDERR_FILENO, "leafzap: ERROR " REPORT ": %s\n", strerror(errno));
	_exit(127);
}

/* Shows what the report says; its last line is the verdict. */
static void relay(FILE *from)
{
	static char line[LINE_BYTES];

	while (fgets(line, sizeof(line), from)) {
		/* Nobody can look there. */
		if (strstr(line, RESULTS))
			continue;
		consoles_write(line, strlen(line));
		if (strncmp(line, "leafzap: ", strlen("leafzap: ")))
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(last_line, sizeof(last_line), "%.*s", (int)sizeof(last_line) - 1, line);
	}
}

static void run(const char *plan)
{
	int output[2], status;
	pid_t pid;

	mkdir(RESULTS, 0755);
	if (pipe(output))
		end_with("ERROR", strerror(errno));
	pid = fork();
	if (!pid)
		become_report(plan, output[1]);
	close(output[1]);
	relay(fdopen(output[0], "r"));
	/* All orphans are ours to reap. */
	while (waitpid(-1, &status, 0) != pid)
		;
	if (WIFSIGNALED(status)) {
		char why[64];

		snprintf(why, sizeof(why), "the supervisor was killed by signal %d",
			 WTERMSIG(status));
		end_with("ERROR", why);
	}
}

_Noreturn void image_main(const char *cmdline)
{
	static char plan[PLAN_LABS][PLAN_BYTES];
	static struct suites suites;
	unsigned seconds[PLAN_LABS];
	char why[512];

	consoles_open();
	say_machine();
	if (!image_options_read(&options, TEXT, cmdline, why, sizeof(why)))
		end_with("ERROR", why);
	need_virtualization();
	need_memory();
	if (!suites_read(&suites, SUITES_PATH, why, sizeof(why)) ||
	    !plan_make(&suites, options.suites, options.backings, 1, plan, seconds, why,
		       sizeof(why)))
		end_with("ERROR", why);
	run(plan[0]);
	end();
}
