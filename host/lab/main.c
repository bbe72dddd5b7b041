// SPDX-License-Identifier: GPL-2.0-only
/* The runner's lives: process 1 of a lab or an image, --mode direct, and the maker of plans. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lab.h"
#include "suites.h"

#define EXIT_USAGE 2

static void on_signal(int signal)
{
	(void)signal;
	stop_asked = 1;
}

static int run_main(char **words)
{
	struct settings settings = settings_default;
	struct sigaction action = { .sa_handler = on_signal };
	bool ok;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (!settings_parse(&settings, words, false))
		return EXIT_USAGE;
	ok = kmsg_open(false) && run_plan(&settings, false);
	if (kmsg_fd() >= 0)
		kmsg_relay();
	tell("event=end");
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int plan_main(char **words)
{
	static struct suites table;
	const char *file = NULL, *suites = "all", *backings = "all";
	char plans[PLAN_LABS][PLAN_BYTES], why[512] = "suites=FILE is missing";
	unsigned nlabs = 1, seconds[PLAN_LABS], n;
	bool times = false;

	for (; *words; words++) {
		if (!strncmp(*words, "labs=", 5)) {
			nlabs = strtoul(*words + 5, NULL, 10);
		} else if (!strncmp(*words, "suites=", 7)) {
			file = *words + 7;
		} else if (!strncmp(*words, "suite=", 6)) {
			suites = *words + 6;
		} else if (!strncmp(*words, "backing=", 8)) {
			backings = *words + 8;
		} else if (!strcmp(*words, "seconds=1")) {
			times = true;
		} else {
			fprintf(stderr, "leafzap-lab plan: %s: unknown option\n", *words);
			return EXIT_USAGE;
		}
	}
	n = file && suites_read(&table, file, why, sizeof(why))
		    ? plan_make(&table, suites, backings, nlabs, plans, seconds, why, sizeof(why))
		    : 0;
	if (!n) {
		fprintf(stderr, "leafzap: %s\n", why);
		return EXIT_USAGE;
	}
	for (unsigned i = 0; i < n; i++) {
		if (times)
			printf("%u ", seconds[i]);
		puts(plans[i]);
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (getpid() == 1)
		init_main();
	if (argc > 1 && !strcmp(argv[1], "run"))
		return run_main(argv + 2);
	if (argc > 1 && !strcmp(argv[1], "lab"))
		return lab_main(argv + 2);
	if (argc > 1 && !strcmp(argv[1], "plan"))
		return plan_main(argv + 2);
	if (argc == 2 && !strcmp(argv[1], "tsc"))
		return tsc_main();
	fputs("usage: leafzap-lab plan suites=FILE [labs=N] [suite=LIST] [backing=LIST] "
	      "[seconds=1]\n"
	      "       leafzap-lab run plan=PLAN elf=GUEST [guest=WORD,WORD...] [vcpus=N]\n"
	      "                   [anywhere=1] [memory=MIB] [qemu=PROGRAM]\n"
	      "       leafzap-lab lab (the same, on a host of its own: loads KVM's modules, too)\n"
	      "       leafzap-lab tsc\n",
	      stderr);
	return EXIT_USAGE;
}
