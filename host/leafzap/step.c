// SPDX-License-Identifier: GPL-2.0-only
/* Commands whose output is kept, and those that take long and are shown to be alive. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "process.h"
#include "say.h"
#include "step.h"
#include "text.h"

#define LINE_SHOWN 60 /* characters of a log's last line */
#define TAIL_BYTES 4096
#define EVERY_TERMINAL_S 1
#define EVERY_LOG_S 10

/* Runs @command and reads what it leaves in @out, which is closed. */
static int run_kept(const struct command *command, int out, char **output)
{
	int status;

	if (out < 0)
		die("cannot keep the output of %s: %s", command->words[0], strerror(errno));
	status = process_run(command);
	lseek(out, 0, SEEK_SET);
	*output = fd_text(out);
	if (!*output)
		die("cannot read the output of %s: %s", command->words[0], strerror(errno));
	close(out);
	chomp(*output);
	return status;
}

int process_capture(char *const *words, char **output)
{
	int out = memfd_create("leafzap-output", MFD_CLOEXEC);

	return run_kept(&(struct command){ words, NULL, -1, out, -1, true }, out, output);
}

int process_ask(char *const *words, const char *input, char **output)
{
	int in = memfd_create("leafzap-input", MFD_CLOEXEC), status;
	int out = memfd_create("leafzap-output", MFD_CLOEXEC);
	size_t bytes = strlen(input);

	if (in < 0 || write(in, input, bytes) != (ssize_t)bytes)
		die("cannot hand a text to %s: %s", words[0], strerror(errno));
	lseek(in, 0, SEEK_SET);
	status = run_kept(&(struct command){ words, NULL, in, out, out, false }, out, output);
	close(in);
	return status;
}

char *process_output(char *const *words)
{
	char *output;
	int status = process_capture(words, &output);

	if (status)
		exit(status);
	return output;
}

/* The last line of the log, without what would move the cursor. */
static void last_line(const char *log, char *line)
{
	int fd = open(log, O_RDONLY | O_CLOEXEC);
	char tail[TAIL_BYTES + 1], *from = tail;
	ssize_t n;

	*line = '\0';
	if (fd < 0)
		return;
	lseek(fd, -TAIL_BYTES, SEEK_END);
	n = read(fd, tail, TAIL_BYTES);
	close(fd);
	if (n <= 0)
		return;
	tail[n] = '\0';
	chomp(tail);
	if (strrchr(tail, '\n'))
		from = strrchr(tail, '\n') + 1;
	for (size_t used = 0; *from && used < LINE_SHOWN; from++) {
		if (*from == '\r')
			continue;
		line[used++] = *from;
		line[used] = '\0';
	}
}

int process_step(const char *title, const char *log, char *const *words)
{
	bool terminal = isatty(STDERR_FILENO) && !(getenv("CI") && *getenv("CI"));
	time_t begin = time(NULL), shown = 0, every = terminal ? EVERY_TERMINAL_S : EVERY_LOG_S;
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), status;
	struct command command = { words, NULL, -1, fd, fd, false };
	char line[LINE_SHOWN + 1];
	pid_t pid;

	if (fd < 0)
		die("cannot write %s: %s", log, strerror(errno));
	pid = process_start(&command);
	close(fd);
	while (!process_wait_for(pid, &status, 200)) {
		time_t now = time(NULL) - begin;

		if (now < shown + every)
			continue;
		shown = now;
		last_line(log, line);
		if (terminal)
			fprintf(stderr, "\r\033[Kleafzap: %s: %ld s  %s", title, (long)now, line);
		else
			say("%s: %ld s  %s", title, (long)now, line);
	}
	if (terminal && shown)
		fprintf(stderr, "\r\033[K");
	return status;
}

unsigned process_cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : (unsigned)CPU_COUNT(&set);
}

static unsigned number_of(const pid_t *pids, unsigned count, pid_t pid)
{
	unsigned n = 0;

	while (n < count && pids[n] != pid)
		n++;
	return n;
}

void process_pool(const struct pool *pool)
{
	pid_t *pids = allocate(pool->count, sizeof(*pids));
	unsigned next = 0, busy = 0;
	int status;

	while (next < pool->count || busy) {
		if (next < pool->count && busy < pool->width) {
			pids[next] = pool->start(next, pool->arg);
			busy += pids[next] != 0;
			next++;
			continue;
		}
		unsigned n = number_of(pids, next, process_wait_any(&status, -1));

		if (n == next)
			continue;
		pids[n] = 0;
		busy--;
		pool->ended(n, status, pool->arg);
	}
	free(pids);
}
