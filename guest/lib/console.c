// SPDX-License-Identifier: GPL-2.0-only
/* The log's way out, chosen once: virtio-console, debug console (port 0xe9), COM1. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "io.h"
#include "lock.h"

/* QEMU's and Bochs' debug console answers a read with its own number. */
#define DEBUGCON 0xe9

#define COM1 0x3f8
#define COM_DIVISOR_LOW (COM1 + 0)
#define COM_DIVISOR_HIGH (COM1 + 1)
#define COM_INTERRUPTS (COM1 + 1)
#define COM_FIFO (COM1 + 2)
#define COM_LINE (COM1 + 3)
#define COM_MODEM (COM1 + 4)
#define COM_STATUS (COM1 + 5)
#define COM_LINE_8N1 0x03
#define COM_LINE_DIVISOR 0x80
#define COM_FIFO_ON 0x07
#define COM_READY 0x03
#define COM_STATUS_EMPTY 0x20
#define COM_ABSENT 0xff
/* Polls of a transmitter that is never empty before the byte is sent anyway. */
#define COM_PATIENCE 100000

#define LINE_BYTES 1024

enum kind { NONE, VIRTIO, DEBUG, SERIAL };

static enum kind kind;
static struct lock lock;

static bool serial_init(void)
{
	if (inb(COM_STATUS) == COM_ABSENT)
		return false;
	outb(COM_INTERRUPTS, 0);
	outb(COM_LINE, COM_LINE_DIVISOR);
	outb(COM_DIVISOR_LOW, 1); /* 115200 baud */
	outb(COM_DIVISOR_HIGH, 0);
	outb(COM_LINE, COM_LINE_8N1);
	outb(COM_FIFO, COM_FIFO_ON);
	outb(COM_MODEM, COM_READY);
	return true;
}

static void serial_write(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		for (int n = 0; n < COM_PATIENCE && !(inb(COM_STATUS) & COM_STATUS_EMPTY); n++)
			cpu_pause();
		outb(COM1, (uint8_t)text[i]);
	}
}

static void debug_write(const char *text, size_t bytes)
{
	__asm__ volatile("rep outsb" : "+S"(text), "+c"(bytes) : "d"(DEBUGCON) : "memory");
}

const char *console_init(bool com1)
{
	if (!com1 && virtio_console_init()) {
		kind = VIRTIO;
		return "virtio-console";
	}
	if (!com1 && inb(DEBUGCON) == DEBUGCON) {
		kind = DEBUG;
		return "debug console";
	}
	if (serial_init()) {
		kind = SERIAL;
		return "COM1";
	}
	return "none";
}

void console_write(const char *text, size_t bytes)
{
	lock_acquire(&lock);
	screen_write(text, bytes);
	switch (kind) {
	case VIRTIO:
		virtio_console_write(text, bytes);
		break;
	case DEBUG:
		debug_write(text, bytes);
		break;
	case SERIAL:
		serial_write(text, bytes);
		break;
	case NONE:
		break;
	}
	lock_release(&lock);
}

void console_line(const char *indent, const char *fmt, va_list args)
{
	char line[LINE_BYTES];
	int head = snprintf(line, sizeof(line), "%s", indent);
	int body = vsnprintf(line + head, sizeof(line) - head - 1, fmt, args);
	size_t len = head + (body > 0 ? (size_t)body : 0);

	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	/* One line is one line, whatever was printed into it. */
	for (size_t i = 0; i < len; i++)
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';
	line[len] = '\n';
	console_write(line, len + 1);
}

bool console_flush(void)
{
	return kind != VIRTIO || virtio_console_flush();
}
