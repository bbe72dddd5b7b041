// SPDX-License-Identifier: GPL-2.0-only
/* Lines of a lab: what the runner says about itself, and what kind of log each line is of. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "report.h"

#define ENGINE_ERROR "leafzap: error: "
/* guest/lib/test.c, print_again(). */
#define AGAIN "# again: "

bool run_add_lab(struct run *run, const char *plan)
{
	struct lab *lab = &run->labs[run->nlabs];

	if (run->nlabs == PLAN_LABS || !plan_parse(&lab->plan, plan))
		return false;
	for (unsigned i = 0; i < lab->plan.nguests; i++)
		lab->guests[i].plan = &lab->plan.guests[i];
	run->nlabs++;
	return true;
}

void run_add_note(struct run *run, const char *text)
{
	run->notes = grow(run->notes, run->nnotes, sizeof(*run->notes));
	run->notes[run->nnotes++] = copy_text(text, strlen(text));
}

const char *fact(const char *line, const char *key, char *value, size_t bytes)
{
	size_t n = strlen(key);

	for (const char *p = line; p; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (!strncmp(p, key, n) && p[n] == '=') {
			snprintf(value, bytes, "%s", p + n + 1);
			if (strcmp(key, "text"))
				value[strcspn(value, " ")] = '\0';
			return value;
		}
		if (!strncmp(p, "text=", 5))
			break;
	}
	*value = '\0';
	return NULL;
}

static void guest_begin(struct run *run, struct lab *lab, const char *line)
{
	char number[16], backing[64], suites[PLAN_BYTES];
	struct guest *guest;
	unsigned n;

	fact(line, "n", number, sizeof(number));
	fact(line, "backing", backing, sizeof(backing));
	fact(line, "suites", suites, sizeof(suites));
	n = strtoul(number, NULL, 10);
	if (n != lab->guests_ended + 1 || n > lab->plan.nguests ||
	    strcmp(backing, lab->plan.guests[n - 1].backing) ||
	    strcmp(suites, lab->plan.guests[n - 1].suites)) {
		problem(run, lab, NULL, ERROR, "log", "not in the plan: %s", line);
		return;
	}
	guest = &lab->guests[n - 1];
	guest->begun = true;
	lab->now = n;
}

static void guest_end(struct run *run, struct lab *lab, const char *line)
{
	char value[64], text[512];

	if (!lab->now)
		return;
	if (fact(line, "skipped", value, sizeof(value))) {
		fact(line, "text", text, sizeof(text));
		ktap_skip(run, lab, &lab->guests[lab->now - 1], text);
		lab->guests_ended = lab->now;
		lab->now = 0;
		return;
	}
	if (fact(line, "exit", value, sizeof(value)))
		snprintf(text, sizeof(text), "exit=%s", value);
	else if (fact(line, "signal", value, sizeof(value)))
		snprintf(text, sizeof(text), "signal=%s", value);
	else if (fact(line, "hang", value, sizeof(value)))
		snprintf(text, sizeof(text), "hang=%s", value);
	else
		snprintf(text, sizeof(text), "not started");
	lab->guests_ended = lab->now;
	if (strcmp(text, "hang=stopped"))
		ktap_end(run, lab, &lab->guests[lab->now - 1], text);
	lab->now = 0;
}

static void read_fact(struct run *run, struct lab *lab, const char *line)
{
	char event[32], text[512];

	fact(line, "event", event, sizeof(event));
	fact(line, "text", text, sizeof(text));
	if (!strcmp(event, "begin")) {
		lab->begun = true;
		fact(line, "release", run->release, sizeof(run->release));
	} else if (!strcmp(event, "guest-begin")) {
		guest_begin(run, lab, line);
	} else if (!strcmp(event, "guest-end")) {
		guest_end(run, lab, line);
	} else if (!strcmp(event, "error")) {
		problem(run, lab, NULL, ERROR, "setup", "%s", text);
	} else if (!strcmp(event, "stuck")) {
		problem(run, lab, NULL, CRASH, "hang", "the host is stuck: %s", text);
	} else if (!strcmp(event, "note")) {
		char note[600];

		snprintf(note, sizeof(note), "host: %s", text);
		run_add_note(run, note);
		fprintf(stderr, "leafzap: %s\n", text);
	} else if (!strcmp(event, "dump-begin") || !strcmp(event, "dump-end")) {
		lab->dumping = !strcmp(event, "dump-begin");
	} else if (!strcmp(event, "end")) {
		lab->ended = true;
	}
}

static void read_host(struct run *run, struct lab *lab, const char *line)
{
	enum verdict verdict;
	const char *kind;

	/* A dump of all stacks was asked for; QEMU's words are not the kernel's. */
	if (lab->dumping || !strncmp(line, "qemu: ", 6))
		return;
	verdict = splat(line, &kind);
	if (verdict != PASS)
		problem_of_host(run, lab, verdict, kind, line);
}

/* @line of a guest as the user gets it: @buf, or itself. */
static const char *complete_again(const struct run *run, const char *line, char *buf, size_t bytes)
{
	int n;

	if (!run->again || strncmp(line + strspn(line, " "), AGAIN, strlen(AGAIN)))
		return line;
	n = snprintf(buf, bytes, "%s %s", line, run->again);
	return n >= 0 && (size_t)n < bytes ? buf : line;
}

void lab_line(struct run *run, struct lab *lab, const char *line)
{
	char kind = line[0] && line[1] == ' ' ? line[0] : '\0', completed[8192];

	lab->quiet_ms = now_ms();
	switch (kind) {
	case '|':
		if (lab->now) {
			line = complete_again(run, line + 2, completed, sizeof(completed));
			ktap_line(run, lab, line);
			stream_guest(run, lab, line);
			return;
		}
		problem(run, lab, NULL, ERROR, "log", "a guest speaks that was not started: %s",
			line);
		break;
	case '@':
		read_fact(run, lab, line + 2);
		break;
	case '!':
		read_host(run, lab, line + 2);
		break;
	default:
		/* The engine, about itself: host/lib.sh, die(). */
		if (!strncmp(line, ENGINE_ERROR, strlen(ENGINE_ERROR))) {
			problem(run, lab, NULL, ERROR, "setup", "%s", line + strlen(ENGINE_ERROR));
			break;
		}
		/* The console itself: the kernel writes there only when it is in trouble. */
		read_host(run, lab, line);
		break;
	}
	stream_host(run, lab, line);
}

void lab_end(struct run *run, struct lab *lab, int status, const char *why)
{
	char how[64];

	if (run->interrupted)
		return;
	if (lab->now)
		ktap_end(run, lab, &lab->guests[lab->now - 1], "the host's end");
	if (status == -1)
		snprintf(how, sizeof(how), "%s", why);
	else if (WIFEXITED(status))
		snprintf(how, sizeof(how), "ended with status %d", WEXITSTATUS(status));
	else
		snprintf(how, sizeof(how), "was killed by signal %d", WTERMSIG(status));
	if (!lab->ended && !lab->begun && status != -1)
		problem(run, lab, NULL, ERROR, "setup",
			"the host did not come up: it %s, see host.log", how);
	else if (!lab->ended)
		problem(run, lab, NULL, CRASH, status == -1 ? "hang" : "crash",
			"the host did not reach its end: it %s", how);
	for (unsigned i = 0; i < lab->plan.nguests; i++)
		if (!lab->guests[i].ended)
			problem(run, lab, &lab->guests[i], ERROR, "log", "not run: %s",
				lab->plan.guests[i].suites);
}
