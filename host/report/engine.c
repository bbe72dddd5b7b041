// SPDX-License-Identifier: GPL-2.0-only
/* Runs one engine a lab, each in a process group of its own, until all have ended or were ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report.h"

#define PLAN_MARK "@plan@"
#define TICK_MS 500

struct engine {
	struct lab *lab;
	pid_t pid;
	int fd; /* -1: at its end */
	size_t used;
	char buf[16384];
	bool reaped, over;
	int status;
	const char *why; /* it was ended by us */
	uint64_t asked_ms;
};

static volatile sig_atomic_t signalled;

static void on_signal(int signal)
{
	signalled = signal;
}

static char *with_plan(const char *word, const char *plan)
{
	const char *mark = strstr(word, PLAN_MARK);
	char *text;

	if (!mark)
		return strdup(word);
	if (asprintf(&text, "%.*s%s%s", (int)(mark - word), word, plan, mark + strlen(PLAN_MARK)) <
	    0)
		abort();
	return text;
}

static _Noreturn void become(char *const *command, const char *plan, int output, pid_t parent)
{
	unsigned n = 0;
	char **words;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	while (command[n])
		n++;
	words = calloc(n + 1, sizeof(*words));
	for (unsigned i = 0; i < n; i++)
		words[i] = with_plan(command[i], plan);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	signal(SIGPIPE, SIG_DFL);
	execvp(words[0], words);
	dprintf(STDERR_FILENO, "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

static bool start(struct engine *engine, char *const *command, const char *plan)
{
	pid_t parent = getpid();
	int output[2];

	if (pipe2(output, O_CLOEXEC | O_NONBLOCK))
		return false;
	/* The engine's end blocks, as everybody expects of their stdout. */
	fcntl(output[1], F_SETFL, 0);
	engine->pid = fork();
	if (!engine->pid)
		become(command, plan, output[1], parent);
	close(output[1]);
	engine->fd = output[0];
	if (engine->pid < 0) {
		close(engine->fd);
		return false;
	}
	setpgid(engine->pid, engine->pid);
	return true;
}

static void take_line(struct run *run, struct engine *engine, char *line, size_t bytes)
{
	if (bytes && line[bytes - 1] == '\r')
		bytes--;
	line[bytes] = '\0';
	if (!bytes)
		return;
	/* A log that is read again has one time for a line. */
	clock_set(now_ms());
	record_line(run, engine->lab, line);
	lab_line(run, engine->lab, line);
	clock_set(0);
}

static void take_output(struct run *run, struct engine *engine)
{
	size_t room = sizeof(engine->buf) - 1 - engine->used;
	ssize_t n = read(engine->fd, engine->buf + engine->used, room);
	char *from = engine->buf, *newline;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		take_line(run, engine, engine->buf, engine->used);
		close(engine->fd);
		engine->fd = -1;
		return;
	}
	engine->used += n;
	while ((newline = memchr(from, '\n', engine->buf + engine->used - from))) {
		take_line(run, engine, from, newline - from);
		from = newline + 1;
	}
	engine->used -= from - engine->buf;
	memmove(engine->buf, from, engine->used);
	if (engine->used == sizeof(engine->buf) - 1) {
		take_line(run, engine, engine->buf, engine->used);
		engine->used = 0;
	}
}

static void end_engine(struct engine *engine, const char *why)
{
	if (engine->why || engine->reaped)
		return;
	engine->why = why;
	engine->asked_ms = now_ms();
	kill(-engine->pid, SIGTERM);
}

static void watch(struct run *run, struct engine *engine, const struct limits *limits)
{
	uint64_t now = now_ms();

	if (engine->reaped)
		return;
	if (signalled) {
		run->interrupted = true;
		end_engine(engine, "was interrupted");
	} else if (now - engine->lab->quiet_ms >= limits->silence_s * 1000ULL) {
		end_engine(engine, "was silent for too long and was killed");
	} else if (now - run->start_ms >= limits->total_s * 1000ULL) {
		end_engine(engine, "ran for too long and was killed");
	}
	/* It may have been asked just above, after now. */
	if (engine->why && now_ms() - engine->asked_ms >= limits->grace_s * 1000ULL)
		kill(-engine->pid, SIGKILL);
	if (waitpid(engine->pid, &engine->status, WNOHANG) == engine->pid) {
		engine->reaped = true;
		/* What it started and left behind. */
		kill(-engine->pid, SIGKILL);
		take_output(run, engine);
	}
}

static void end_lab(struct run *run, const struct engine *engine)
{
	int status = engine->why ? -1 : engine->status;

	clock_set(now_ms());
	record_end(run, engine->lab, status, engine->why);
	lab_end(run, engine->lab, status, engine->why);
	clock_set(0);
}

static bool finished(const struct engine *engine)
{
	return engine->reaped && engine->fd < 0;
}

static void wait_for_output(struct run *run, struct engine *engines)
{
	struct pollfd fds[PLAN_LABS];

	for (unsigned i = 0; i < run->nlabs; i++)
		fds[i] = (struct pollfd){ .fd = engines[i].fd, .events = POLLIN };
	poll(fds, run->nlabs, TICK_MS);
	for (unsigned i = 0; i < run->nlabs; i++)
		if (engines[i].fd >= 0 && fds[i].revents)
			take_output(run, &engines[i]);
	stream_flush();
}

bool engines_run(struct run *run, char *const *command, char *const *plans,
		 const struct limits *limits)
{
	static struct engine engines[PLAN_LABS];
	struct sigaction action = { .sa_handler = on_signal };
	unsigned left = run->nlabs;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	for (unsigned i = 0; i < run->nlabs; i++) {
		engines[i].lab = &run->labs[i];
		run->labs[i].quiet_ms = now_ms();
		if (start(&engines[i], command, plans[i]))
			continue;
		fprintf(stderr, "leafzap: error: cannot start %s: %s\n", command[0],
			strerror(errno));
		while (i--)
			kill(-engines[i].pid, SIGKILL);
		return false;
	}
	while (left) {
		wait_for_output(run, engines);
		for (unsigned i = 0; i < run->nlabs; i++) {
			watch(run, &engines[i], limits);
			if (engines[i].over || !finished(&engines[i]))
				continue;
			engines[i].over = true;
			left--;
			end_lab(run, &engines[i]);
		}
		progress(run);
	}
	return true;
}
