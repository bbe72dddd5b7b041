// SPDX-License-Identifier: GPL-2.0-only
/* Starts commands, waits for them, and ends them when this program is asked to end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cache.h"
#include "process.h"
#include "say.h"
#include "step.h"
#include "text.h"

#define STATUS_SIGNAL 128 /* as a shell has it */
#define STATUS_NO_START 127

/* From SIGTERM to SIGKILL.  Scripts give what they have started 2 s each. */
#define GRACE_MS 6000
#define GRACE_TICK_MS 50
#define ORPHAN_TRIES 40

#define MAX_RUNNING 256

/* A signal can be taken at any time, and must find all that runs. */
static struct running {
	pid_t pid;
	bool group; /* it leads a session of its own */
} running[MAX_RUNNING];
static unsigned nrunning;
static volatile sig_atomic_t signalled;

static void on_signal(int number)
{
	if (number != SIGCHLD)
		signalled = number;
}

static void taken_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
}

static void set_handlers(void (*handler)(int))
{
	/* No SA_RESTART: what waits for input must see a signal. */
	struct sigaction action = { .sa_handler = handler };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGCHLD, &action, NULL);
}

void process_begin(void)
{
	/* Also where a script has started us in its background, and so with SIGINT ignored. */
	set_handlers(on_signal);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setenv("LC_ALL", "C", 1);
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void signal_all(int number)
{
	for (unsigned i = 0; i < nrunning; i++)
		kill(running[i].group ? -running[i].pid : running[i].pid, number);
}

/* Takes note of all that have ended, orphans too; a session may have members when its leader has
 * gone. */
static void reap_ended(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (unsigned i = 0; i < nrunning; i++)
			if (running[i].pid == pid && !running[i].group)
				running[i] = running[--nrunning];
}

static bool any_left(void)
{
	reap_ended();
	for (unsigned i = 0; i < nrunning; i++)
		if (!running[i].group || !kill(-running[i].pid, 0))
			return true;
	return false;
}

/*
 * What was left behind by those that have ended is our child now (PR_SET_CHILD_SUBREAPER); killed,
 * it leaves us its own children in turn.
 */
static void end_orphans(void)
{
	char *path = format("/proc/self/task/%d/children", getpid()), *list, *rest, *word;
	struct timespec tick = { .tv_nsec = GRACE_TICK_MS * 1000000L };

	for (unsigned tries = 0; tries < ORPHAN_TRIES; tries++) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		list = rest = file_text(path);
		if (!list || !*list)
			return;
		while ((word = strsep(&rest, " ")) && *word)
			kill((pid_t)strtol(word, NULL, 10), SIGKILL);
		free(list);
		nanosleep(&tick, NULL);
	}
}

static void end_all(void)
{
	uint64_t begin = now_ms();
	struct timespec tick = { .tv_nsec = GRACE_TICK_MS * 1000000L };

	signal_all(SIGTERM);
	while (any_left() && now_ms() - begin < GRACE_MS)
		nanosleep(&tick, NULL);
	signal_all(SIGKILL);
	end_orphans();
}

void process_check(void)
{
	int number = signalled;

	if (!number)
		return;
	set_handlers(SIG_IGN);
	/* Ignored, it would reap what end_all() looks for. */
	signal(SIGCHLD, SIG_DFL);
	end_all();
	exit(number == SIGINT ? EXIT_INTERRUPTED : EXIT_TERMINATED);
}

static void put(int from, int to)
{
	if (from == to)
		fcntl(to, F_SETFD, 0);
	else if (from >= 0)
		dup2(from, to);
}

static _Noreturn void become(const struct command *command, pid_t parent, const sigset_t *mask)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (!command->terminal) {
		setsid();
		put(command->in < 0 ? null : command->in, STDIN_FILENO);
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_NO_START);
	put(command->out, STDOUT_FILENO);
	put(command->err, STDERR_FILENO);
	if (command->folder && chdir(command->folder)) {
		dprintf(STDERR_FILENO, "leafzap: error: cannot enter %s: %s\n", command->folder,
			strerror(errno));
		_exit(STATUS_NO_START);
	}
	set_handlers(SIG_DFL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command->words[0], command->words);
	dprintf(STDERR_FILENO, "leafzap: error: cannot start %s: %s\n", command->words[0],
		strerror(errno));
	_exit(STATUS_NO_START);
}

pid_t process_start(const struct command *command)
{
	pid_t parent = getpid(), pid;
	sigset_t taken, before;

	process_check();
	if (nrunning == MAX_RUNNING)
		die("more than %d commands at a time", MAX_RUNNING);
	fflush(NULL);
	/* Until it has its own handlers, the new process must not take a signal as ours. */
	taken_signals(&taken);
	sigprocmask(SIG_BLOCK, &taken, &before);
	pid = fork();
	if (!pid)
		become(command, parent, &before);
	if (pid > 0)
		running[nrunning++] = (struct running){ pid, !command->terminal };
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		die("cannot start %s: %s", command->words[0], strerror(errno));
	return pid;
}

static int shell_status(int status)
{
	return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Has @pid, or with -1 any of those that run, ended?  Its id, or 0. */
static pid_t take_ended(pid_t pid, int *status)
{
	for (unsigned i = 0; i < nrunning; i++) {
		pid_t found = running[i].pid;

		if ((pid >= 0 && found != pid) || waitpid(found, status, WNOHANG) != found)
			continue;
		running[i] = running[--nrunning];
		*status = shell_status(*status);
		return found;
	}
	return 0;
}

/* Waits for @pid, or with -1 for any; 0 if none has ended in time. */
static pid_t wait_for(pid_t pid, int *status, int timeout_ms)
{
	uint64_t begin = now_ms();
	sigset_t taken, before;
	pid_t ended;

	/* Signals come only inside of ppoll(): none can come between the look and the sleep. */
	taken_signals(&taken);
	sigprocmask(SIG_BLOCK, &taken, &before);
	while (!(ended = take_ended(pid, status)) && !signalled) {
		uint64_t gone = now_ms() - begin;
		struct timespec left;

		if (timeout_ms >= 0 && gone >= (uint64_t)timeout_ms)
			break;
		gone = timeout_ms < 0 ? 0 : (uint64_t)timeout_ms - gone;
		left.tv_sec = (time_t)(gone / 1000);
		left.tv_nsec = (long)(gone % 1000) * 1000000;
		ppoll(NULL, 0, timeout_ms < 0 ? NULL : &left, &before);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	process_check();
	return ended;
}

int process_wait(pid_t pid)
{
	int status = 0;

	wait_for(pid, &status, -1);
	return status;
}

pid_t process_wait_any(int *status, int timeout_ms)
{
	return nrunning ? wait_for(-1, status, timeout_ms) : -1;
}

bool process_wait_for(pid_t pid, int *status, int timeout_ms)
{
	return wait_for(pid, status, timeout_ms) == pid;
}

int process_run(const struct command *command)
{
	return process_wait(process_start(command));
}

void process_become(char *const *words)
{
	scratch_remove();
	fflush(NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	/* From here on a signal ends us at once. */
	set_handlers(SIG_DFL);
	process_check();
	execvp(words[0], words);
	die("cannot start %s: %s", words[0], strerror(errno));
}
