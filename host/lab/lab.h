/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runner: starts the guest in QEMU on each backing of a plan, relays its
 * log and watches the kernel's.  It is /init of a lab, and the program that
 * --mode direct starts on a machine whose own KVM carries leafzap.
 *
 * What it says goes to stdout, one line at a time, told apart by two characters:
 *
 *   "| "  a line of the guest's log
 *   "! "  a line of the host's kernel log, or of QEMU's stderr
 *   "@ "  a fact of the runner: event=NAME key=value ... [text=rest of the line]
 *
 * host/report reads these lines and decides.  The runner judges nothing.
 */
#ifndef LEAFZAP_LAB_H
#define LEAFZAP_LAB_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "plan.h"

/*
 * Guest memory, unless the settings say otherwise.  With -machine pc all of it lies below the PCI
 * hole, in one piece; of more, 3 GiB do, and the rest begins at 4 GiB.
 */
#define GUEST_MIB 3072
#define GIB_MIB 1024

/* options.c: what to run, from "key=value" words. */
struct settings {
	struct plan plan;
	const char *elf; /* path of the guest's */
	const char *qemu;
	const char *exec;    /* in a lab: a program to run as on any host, instead of the plan */
	const char *guest;   /* what only the guest knows (guest/options.def): "seed=1,long" */
	uint64_t vcpus;	     /* 0: as many as backing_vcpus() says */
	uint64_t anywhere;   /* what this host cannot do is skipped, and no error */
	uint64_t memory_mib; /* of the guest, whole GiB; 0: as much as this host can spare */
	uint64_t pool_mib;   /* of huge pages, if it is less than the guest's memory; 0: as much */
	uint64_t silence_s;  /* a guest that says nothing for so long hangs */
	uint64_t limit_s;    /* and so does one that runs longer than this */
};

extern const struct settings settings_default;

/*
 * Takes "key=value" of @list, the prefix "leafzap." being optional when
 * @prefixed is false and required (other words are not ours) when it is true.
 * Returns false and says why through tell_error() if a word makes no sense.
 */
bool settings_parse(struct settings *settings, char **list, bool prefixed);

/* tell.c: whole lines to stdout, in order, with control characters made visible. */
void tell_line(char kind, const char *text, size_t bytes);
void tell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "@ event=error text=...": the environment or leafzap is wrong. */
void tell_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* sysfs.c: small kernel files.  Both return false and leave errno on failure. */
bool file_write(const char *path, const char *text);
bool file_read(const char *path, char *text, size_t bytes);

/* lines.c: cuts what comes from a pipe into lines. */
struct lines {
	int fd; /* -1: at its end */
	char kind;
	const char *prefix;
	const char *skip;     /* lines that begin so are not relayed; or NULL */
	const char *watch[2]; /* texts to look for */
	bool seen;	      /* one of them was there */
	size_t used;
	char buf[4096];
};

/*
 * Relays what can be read now without waiting.  Returns true if there was any;
 * sets fd to -1 (and closes it) at the end, after a last line without a newline.
 */
bool lines_relay(struct lines *lines);

/* kmsg.c: the kernel's log. */
bool kmsg_open(bool from_boot);
/* Relays the records that are there now. */
void kmsg_relay(void);
int kmsg_fd(void);

/* backing.c: guest memory of each kind. */

/*
 * Does this host have the memory for a guest of @mib MiB on backing @name, beside what it needs
 * itself?  If not, says in @why what would be needed.
 */
bool backing_fits(const char *name, unsigned mib, char *why, size_t bytes);
/*
 * How many MiB a guest on backing @name can have here, in whole GiB: GUEST_MIB at least, whether
 * they are there or not, and not more than the guest's own page tables map.  A pool of huge pages
 * is grown to find out, and shrunk again.
 */
unsigned backing_most(const char *name);
/*
 * Makes the host ready for backing @name and returns a file of @mib MiB made of
 * it, or -1 and the reason in @why.  Of huge pages that are not filled at once
 * there may be only @pool_mib, taken as they are touched.
 */
int backing_open(const char *name, unsigned mib, unsigned pool_mib, char *why, size_t bytes);
/* Huge pages can be mapped huge only where a mapping is aligned as the file is: to how much. */
unsigned backing_align_mib(const char *name);
/*
 * Closes @fd, which nobody may have mapped any more, and shrinks the pool of
 * huge pages to what it was, or to nothing if @give_all.
 */
void backing_close(const char *name, int fd, bool give_all);

/* quiet.c: no background work on memory while guests run. */
void quiet_begin(void);
void quiet_end(void);

/* command.c: a command line of QEMU, terminated by NULL. */
#define COMMAND_WORDS 64
struct command {
	char *words[COMMAND_WORDS];
	unsigned n;
};

/* The descriptors that QEMU finds by number, of the caller's. */
struct command_fds {
	int memory, log, monitor;
};

/*
 * Makes the command line that starts @guest on the first @mib MiB of fds->memory.  False if
 * there is no memory for it.
 */
bool command_make(struct command *command, const struct settings *settings,
		  const struct guest_plan *guest, const struct command_fds *fds, unsigned mib);
void command_free(struct command *command);

/* qemu.c: one QEMU. */
struct qemu {
	pid_t pid;
	int log;     /* the guest's log */
	int errors;  /* QEMU's stdout and stderr */
	int monitor; /* its human monitor */
};

/* The guest's memory is the first @mib MiB of the file @memory. */
bool qemu_start(struct qemu *qemu, const struct settings *settings, const struct guest_plan *guest,
		int memory, unsigned mib);

/* Asked by a signal to end (guest.c). */
extern volatile sig_atomic_t stop_asked;

/*
 * guest.c: runs one guest from start to end and tells how it ended.  False if
 * QEMU could not be killed.
 */
bool guest_run(const struct settings *settings, const struct guest_plan *guest, unsigned number,
	       bool lab);

/* hang.c: says all there is to know about a guest that hangs. */
void hang_report(struct qemu *qemu);

/* Every guest of the plan is skipped, for this reason. */
void guests_skip(const struct settings *settings, const char *why);

/* run.c: all guests of the plan.  False if something is left that cannot be ended. */
bool run_plan(const struct settings *settings, bool lab);

/* init.c: process 1 of a lab.  Powers off at the end. */
_Noreturn void init_main(void);
/* The same for process 1 of a boot image, as a program of its own: loads KVM, runs the plan,
 * unloads. */
int lab_main(char **words);
bool cpu_has(const char *flag);
_Noreturn void power_off(void);

/* "leafzap-lab tsc": prints the rate of this machine's TSC in kHz. */
int tsc_main(void);

#endif
