// SPDX-License-Identifier: GPL-2.0-only
/* QEMU's command line, and its start. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

/* QEMU drops what its consoles say while the pipe is full: it must hold a whole suite. */
#define LOG_PIPE_BYTES (8 << 20)

#define MAX_ARGS 64
#define ARG_BYTES 512

struct command {
	char *words[MAX_ARGS];
	unsigned n;
};

__attribute__((format(printf, 2, 3))) static void add(struct command *command, const char *fmt, ...)
{
	char *word = malloc(ARG_BYTES);
	va_list args;

	va_start(args, fmt);
	vsnprintf(word, ARG_BYTES, fmt, args);
	va_end(args);
	command->words[command->n++] = word;
}

static unsigned vcpus(const struct settings *settings, const struct guest_plan *guest)
{
	return settings->vcpus ? (unsigned)settings->vcpus : backing_vcpus(guest->backing);
}

static void guest_append(char *text, size_t bytes, const struct settings *settings,
			 const struct guest_plan *guest)
{
	int used = snprintf(text, bytes, "suite=%s backing=%s vcpus=%u seed=%llu", guest->suites,
			    guest->backing, vcpus(settings, guest),
			    (unsigned long long)settings->seed);

	if (settings->only_case)
		used += snprintf(text + used, bytes - used, " case=%llu",
				 (unsigned long long)settings->only_case);
	if (settings->sample)
		used += snprintf(text + used, bytes - used, " sample=%llu",
				 (unsigned long long)settings->sample);
	snprintf(text + used, bytes - used, "%s%s%s", settings->long_run ? " long" : "",
		 settings->stop ? " stop" : "", settings->amplify ? " amplify" : "");
}

static void build(struct command *command, const struct settings *settings,
		  const struct guest_plan *guest, int memory, unsigned mib, int log, int monitor)
{
	char append[ARG_BYTES];

	guest_append(append, sizeof(append), settings, guest);
	add(command, "%s", settings->qemu);
	add(command, "-nodefaults");
	add(command, "-display");
	add(command, "none");
	add(command, "-no-reboot"); /* a triple fault ends QEMU */
	/*
	 * Without a PIT nothing interrupts the firmware: docs/architecture.md, "What the emulated
	 * CPU forgets".
	 */
	add(command, "-machine");
	add(command,
	    "pc,accel=kvm,memory-backend=ram,hpet=off,pit=off,vmport=off,dump-guest-core=off");
	add(command, "-cpu");
	add(command, "host");
	add(command, "-smp");
	add(command, "%u", vcpus(settings, guest));
	add(command, "-m");
	add(command, "%u", mib);
	add(command, "-object");
	add(command,
	    "memory-backend-file,id=ram,size=%uM,mem-path=/proc/self/fd/"
	    "%d,share=on,align=%uM,merge=off,reserve=%s",
	    mib, memory, backing_align_mib(guest->backing), settings->pool_mib ? "off" : "on");
	/*
	 * Three ways for the guest to speak, of which it takes one.  Without
	 * ioeventfd a line is in the pipe when the guest goes on, whatever
	 * happens to it next.
	 */
	add(command, "-chardev");
	add(command, "file,id=virtio,path=/proc/self/fd/%d", log);
	add(command, "-device");
	add(command, "virtio-serial-pci,disable-modern=on,disable-legacy=off,ioeventfd=off");
	add(command, "-device");
	add(command, "virtconsole,chardev=virtio");
	add(command, "-chardev");
	add(command, "file,id=debugcon,path=/proc/self/fd/%d", log);
	add(command, "-device");
	add(command, "isa-debugcon,iobase=0xe9,chardev=debugcon");
	add(command, "-chardev");
	add(command, "file,id=com1,path=/proc/self/fd/%d", log);
	add(command, "-serial");
	add(command, "chardev:com1");
	add(command, "-device");
	add(command, "isa-debug-exit,iobase=0xf4,iosize=4");
	add(command, "-chardev");
	add(command, "socket,id=monitor,fd=%d", monitor);
	add(command, "-mon");
	add(command, "chardev=monitor,mode=readline");
	add(command, "-kernel");
	add(command, "%s", settings->guest);
	add(command, "-append");
	add(command, "%s", append);
	command->words[command->n] = NULL;
}

static void keep_open(int fd)
{
	fcntl(fd, F_SETFD, fcntl(fd, F_GETFD) & ~FD_CLOEXEC);
}

/* In the child: @keep are the descriptors that QEMU finds by number. */
static _Noreturn void become(struct command *command, pid_t parent, const int keep[3], int errors)
{
	sigset_t none;

	/* If the runner dies, QEMU must not stay behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < 3; i++)
		keep_open(keep[i]);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(errors, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	execvp(command->words[0], command->words);
	dprintf(STDERR_FILENO, "%s: %s\n", command->words[0], strerror(errno));
	_exit(127);
}

bool qemu_start(struct qemu *qemu, const struct settings *settings, const struct guest_plan *guest,
		int memory, unsigned mib)
{
	int log[2] = { -1, -1 }, errors[2] = { -1, -1 }, monitor[2] = { -1, -1 };
	struct command command = { .n = 0 };
	pid_t parent = getpid();
	bool ok = false;

	if (pipe2(log, O_CLOEXEC) || pipe2(errors, O_CLOEXEC) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, monitor)) {
		tell_error("pipes for QEMU: %s", strerror(errno));
		goto out;
	}
	if (fcntl(log[1], F_SETPIPE_SZ, LOG_PIPE_BYTES) < 0) {
		tell_error("a pipe of %d bytes: %s", LOG_PIPE_BYTES, strerror(errno));
		goto out;
	}
	build(&command, settings, guest, memory, mib, log[1], monitor[1]);
	qemu->pid = fork();
	if (!qemu->pid)
		become(&command, parent, (int[]){ memory, log[1], monitor[1] }, errors[1]);
	if (qemu->pid < 0) {
		tell_error("fork: %s", strerror(errno));
		goto out;
	}
	fcntl(log[0], F_SETFL, O_NONBLOCK);
	fcntl(errors[0], F_SETFL, O_NONBLOCK);
	fcntl(monitor[0], F_SETFL, O_NONBLOCK);
	qemu->log = log[0];
	qemu->errors = errors[0];
	qemu->monitor = monitor[0];
	ok = true;
out:
	for (unsigned i = 0; i < command.n; i++)
		free(command.words[i]);
	close(log[1]);
	close(errors[1]);
	close(monitor[1]);
	if (!ok) {
		close(log[0]);
		close(errors[0]);
		close(monitor[0]);
	}
	return ok;
}
