// SPDX-License-Identifier: GPL-2.0-only
/* Process 1 of a lab: makes a host of the bare kernel, runs the plan, powers off. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../../common/append.h"
#include "image.h"
#include "lab.h"

#define MODULES "/modules/"
#define WORDS 128

/* Said on the command line of a boot image. */
#define IMAGE_WORD " leafzap.image"

static char cmdline[4096], cmdline_copy[4096], words_copy[4096];

static void mount_one(const char *type, const char *where)
{
	mkdir(where, 0755);
	if (mount(type, where, type, 0, NULL) && errno != EBUSY)
		tell_error("mount %s: %s", where, strerror(errno));
}

/* A terminal would add carriage returns, and echo what comes in. */
static void console_raw(void)
{
	struct termios mode;

	if (!tcgetattr(STDOUT_FILENO, &mode)) {
		cfmakeraw(&mode);
		tcsetattr(STDOUT_FILENO, TCSANOW, &mode);
	}
}

static void split(char *text, char **words)
{
	unsigned n = 0;
	char *save;

	for (char *word = strtok_r(text, " \n", &save); word && n < WORDS - 1;
	     word = strtok_r(NULL, " \n", &save))
		words[n++] = word;
	words[n] = NULL;
}

/* The kernel gives "module.key=value" only to what is built in; modprobe does this for modules. */
static void module_parameters(const char *name, char *text, size_t bytes)
{
	char *words[WORDS];
	*text = '\0';
	memcpy(cmdline_copy, cmdline, sizeof(cmdline));
	split(cmdline_copy, words);
	for (char **word = words; *word; word++) {
		size_t n = strlen(name);

		if (strncmp(*word, name, n) || (*word)[n] != '.')
			continue;
		if (!append(text, bytes, "%s ", *word + n + 1))
			tell_error("%s: no room for this parameter", *word);
	}
}

/* The name of the module in @file: the kernel's names have no dash. */
static const char *module_name(const char *file, char *name, size_t bytes)
{
	snprintf(name, bytes, "%s", file);
	for (char *p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	return name;
}

static bool module_load(const char *file)
{
	char name[64], path[128], parameters[512];
	int fd, err;

	module_parameters(module_name(file, name, sizeof(name)), parameters, sizeof(parameters));
	snprintf(path, sizeof(path), MODULES "%s.ko", file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = fd < 0 ? -1 : syscall(SYS_finit_module, fd, parameters, 0);
	if (err)
		tell_error("module %s (%s): %s", file, parameters, strerror(errno));
	if (fd >= 0)
		close(fd);
	return !err;
}

bool cpu_has(const char *flag)
{
	char word[32], line[8192];
	bool found = false;
	FILE *cpuinfo = fopen("/proc/cpuinfo", "re");

	snprintf(word, sizeof(word), " %s ", flag);
	while (cpuinfo && !found && fgets(line, sizeof(line), cpuinfo)) {
		line[strcspn(line, "\n")] = ' ';
		found = !strncmp(line, "flags", 5) && strstr(line, word);
	}
	if (cpuinfo)
		fclose(cpuinfo);
	return found;
}

static const char *kvm_vendor;

/*
 * Loads the modules of KVM in the order that the build wrote down.  What is not
 * there is built into the kernel, and has its parameters from the command line.
 */
static bool modules_load(void)
{
	bool amd = cpu_has("svm");
	char path[64], list[512], *words[WORDS];

	if (!amd && !cpu_has("vmx")) {
		tell_error("the lab's CPU offers neither SVM nor VMX");
		return false;
	}
	kvm_vendor = amd ? "kvm_amd" : "kvm_intel";
	snprintf(path, sizeof(path), MODULES "%s.order", amd ? "kvm-amd" : "kvm-intel");
	if (!file_read(path, list, sizeof(list))) {
		tell_error("%s: %s", path, strerror(errno));
		return false;
	}
	split(list, words);
	for (char **word = words; *word; word++)
		if (!module_load(*word))
			return false;
	return true;
}

static void pause_ms(unsigned ms)
{
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

/*
 * VMs may be destroyed a moment after QEMU is gone.  Unloading KVM waits for
 * that, and makes it count its page tables: a leak is a WARNING of the slab
 * allocator.
 */
static void modules_unload(void)
{
	const char *names[] = { kvm_vendor, "kvm" };
	char path[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		unsigned tries = 600;

		/* A module has a state, what is built in has not. */
		snprintf(path, sizeof(path), "/sys/module/%s/initstate", names[i]);
		while (!access(path, F_OK) && syscall(SYS_delete_module, names[i], O_NONBLOCK) &&
		       tries--) {
			pause_ms(100);
			kmsg_relay();
		}
		if (!(tries + 1)) {
			tell("event=stuck text=module %s is still in use after 60 s: %s", names[i],
			     strerror(errno));
			return;
		}
	}
}

/* Runs @program on the console, for tests of what runs on a host. */
static bool execute(const char *program)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		execl(program, program, (char *)NULL);
		_exit(127);
	}
	/* All orphans of the lab are ours to reap. */
	while (pid > 0 && waitpid(-1, &status, 0) != pid)
		;
	tell("event=exec-end status=%d", pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return true;
}

static void lab_run(char **words, bool prefixed)
{
	struct settings settings = settings_default;

	if (!modules_load())
		return;
	if (!settings_parse(&settings, words, prefixed))
		return;
	if (settings.exec ? execute(settings.exec) : run_plan(&settings, true))
		modules_unload();
}

int lab_main(char **words)
{
	if (kmsg_open(true) && file_read("/proc/cmdline", cmdline, sizeof(cmdline)))
		lab_run(words, false);
	if (kmsg_fd() >= 0)
		kmsg_relay();
	tell("event=end");
	return EXIT_SUCCESS;
}

_Noreturn void power_off(void)
{
	reboot(RB_POWER_OFF);
	/* Without ACPI: the engine ends at a reset. */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

_Noreturn void init_main(void)
{
	char *words[WORDS];

	mount_one("proc", "/proc");
	mount_one("sysfs", "/sys");
	mount_one("devtmpfs", "/dev");
	mount_one("tmpfs", "/tmp");
	setenv("PATH", "/usr/bin:/bin", 1);
	setenv("HOME", "/tmp", 1);
	file_read("/proc/cmdline", cmdline, sizeof(cmdline));
	if (strstr(cmdline, IMAGE_WORD))
		image_main(cmdline);
	console_raw();
	memcpy(words_copy, cmdline, sizeof(cmdline));
	split(words_copy, words);
	if (kmsg_open(true))
		lab_run(words, true);
	if (kmsg_fd() >= 0)
		kmsg_relay();
	tell("event=end");
	tcdrain(STDOUT_FILENO);
	power_off();
}
