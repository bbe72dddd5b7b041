// SPDX-License-Identifier: GPL-2.0-only
/* Starts a QEMU. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab.h"

/* QEMU drops what its consoles say while the pipe is full: it must hold a whole suite. */
#define LOG_PIPE_BYTES (8 << 20)

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
	if (!command_make(&command, settings, guest,
			  &(struct command_fds){ memory, log[1], monitor[1] }, mib)) {
		tell_error("QEMU's command line: %s", strerror(errno));
		goto out;
	}
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
	command_free(&command);
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
