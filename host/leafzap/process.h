/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands that this program starts, and their end.
 *
 * None outlives it: SIGINT, SIGTERM and SIGHUP, also if they are sent to this process alone, end
 * all that is running and then this program, with 130 or 143.  If this program is killed, the
 * kernel sends each of them SIGTERM (prctl(2), PR_SET_PDEATHSIG), and the scripts pass that on.
 *
 * A status is what a shell has in $?: the exit code, or 128 + the signal by which it was ended; 127
 * where it could not be started.
 */
#ifndef LEAFZAP_PROCESS_H
#define LEAFZAP_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Call once, first of all: takes the three signals.  They are honoured while a function below
 * waits; who computes for seconds calls process_check() now and then.  Sets LC_ALL=C for all
 * commands: tools sort the same and complain in the same words for everybody.
 */
void process_begin(void);

/* Ends the program if one of the signals has come. */
void process_check(void);

struct command {
	char *const *words; /* ends with NULL; the first is looked for in PATH */
	const char *folder; /* in which it runs; NULL: ours */
	int in, out, err;   /* descriptors it gets; -1: in is /dev/null, out and err are ours */
	/*
	 * It stays in our process group and has our standard input (@in is ignored), so that it
	 * can ask at the terminal, as sudo does.  On a signal only the command itself gets SIGTERM
	 * and must end what it has started, as the scripts do by lz_trap_signals.  Else it is in a
	 * session of its own, and all of that is ended.
	 */
	bool terminal;
};

/* A command with nothing but words: no input, our output. */
#define COMMAND(...) ((struct command){ .words = (__VA_ARGS__), .in = -1, .out = -1, .err = -1 })

/*
 * Starts it and returns at once, with its process id.  Each has to be waited for, by one of the
 * two functions that follow.
 */
pid_t process_start(const struct command *command);

/* Waits until that one has ended, and returns its status. */
int process_wait(pid_t pid);

/*
 * Waits until one of those that were started has ended: returns its id, and its status in @status;
 * 0 if nothing has ended within @timeout_ms (-1: no limit), -1 if nothing is running.
 */
pid_t process_wait_any(int *status, int timeout_ms);

/* Starts it and waits for its end: its status. */
int process_run(const struct command *command);

/*
 * Runs @words, at the terminal, and returns its status.  @output gets its standard output, without
 * the line ends behind the last line; the caller frees it.  Standard error is ours.
 */
int process_capture(char *const *words, char **output);

/*
 * Runs @words away from the terminal, with @input as standard input, and returns its status.
 * @output gets standard output and standard error.
 */
int process_ask(char *const *words, const char *input, char **output);

/* process_capture() for what must not fail: ends the program with its status if that is not 0. */
char *process_output(char *const *words);

/*
 * Runs a long command with its output in the file @log, and shows that it is alive: every second
 * in one line on a terminal, every 10 s in a line of its own elsewhere (or where CI is set), with
 * the last line of @log.  Returns its status.
 */
int process_step(const char *title, const char *log, char *const *words);

/*
 * Runs @count jobs, at most @width at a time: @start starts number n of them (process_start()) and
 * returns its id, or 0 if there is nothing to do for it; @ended is told of its status.  @arg is for
 * them.
 */
struct pool {
	unsigned count, width;
	pid_t (*start)(unsigned n, void *arg);
	void (*ended)(unsigned n, int status, void *arg);
	void *arg;
};

void process_pool(const struct pool *pool);

/* How many CPUs this process may use. */
unsigned process_cpus(void);

/*
 * Becomes that program (execvp), which gets our process id and signals as if it had been started
 * in our place; scratch folders are removed before.  Does not return.
 */
_Noreturn void process_become(char *const *words);

#endif
