/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Process 1 of a boot image (images/): the machine that it boots on is the
 * host. It starts the supervisor of host/report, which starts the runner, as
 * run.sh does, and shows what they say on the machine's consoles.
 */
#ifndef LEAFZAP_IMAGE_H
#define LEAFZAP_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Never returns: repeats the last line for consoles that are polled, or powers off. */
_Noreturn void image_main(const char *cmdline);

/* image_console.c: the serial port and the screen, whichever are there. */
void consoles_open(void);
void consoles_write(const char *text, size_t bytes);
void consoles_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Waits until all has gone out. */
void consoles_drain(void);

#define IMAGE_WORDS 32
#define IMAGE_KEYS 32

struct image_options {
	const char *suites, *backings;
	bool power_off;			/* at the end, instead of repeating the last line */
	const char *words[IMAGE_WORDS]; /* "key=value" for the runner */
	unsigned nwords;
	const char *said[IMAGE_KEYS]; /* value of each of the guest's options, or NULL */
	char guest[512];	      /* "guest=seed=1,long", for the runner, one word */
};

/*
 * image_options.c: from leafzap.txt of the image at @path, if it is there, and from
 * "leafzap.key=value" on the kernel's command line @cmdline, which prevails. False if there is
 * something that makes no sense, said in @why, of @bytes bytes. The options point into memory of
 * this function's, until it is called again.
 */
bool image_options_read(struct image_options *options, const char *path, const char *cmdline,
			char *why, size_t bytes);

#endif
