/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The log: virtio-console, else the debug console, else COM1.  One write is
 * one buffer for the host, since an exit costs up to 100 us.
 */
#ifndef LEAFZAP_CONSOLE_H
#define LEAFZAP_CONSOLE_H

#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Finds the console and returns its name; only COM1 will do if @com1, since on
 * other machines what looks like a virtio console may be read by nobody.
 */
const char *console_init(bool com1);

/* Any CPU, never mixed with another CPU's line. */
void console_write(const char *text, size_t bytes);

/* Prints @indent, the text and a newline as one write. */
void console_line(const char *indent, const char *fmt, va_list args);

/*
 * Waits until the host has taken all; false if it does not in a generous time.
 */
bool console_flush(void);

struct boot_information;

/*
 * screen.c: shows the log on the screen that the loader left, too, if it left
 * one in the first @mapped_bytes.
 */
bool screen_init(const struct boot_information *boot, uint64_t mapped_bytes);
void screen_write(const char *text, size_t bytes);

/* The virtio back end (virtio_console.c). */
bool virtio_console_init(void);
bool virtio_console_write(const char *text, size_t bytes);
bool virtio_console_flush(void);

#endif
