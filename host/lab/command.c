// SPDX-License-Identifier: GPL-2.0-only
/* QEMU's command line. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab.h"

/* Of any length: what is cut off would be run all the same. */
__attribute__((format(printf, 2, 3))) static void add(struct command *command, const char *fmt, ...)
{
	char *word;
	va_list args;

	if (command->n == COMMAND_WORDS - 1)
		abort(); /* one more than was written below */
	va_start(args, fmt);
	command->words[command->n] = vasprintf(&word, fmt, args) < 0 ? NULL : word;
	va_end(args);
	command->n++;
}

void command_free(struct command *command)
{
	for (unsigned i = 0; i < command->n; i++)
		free(command->words[i]);
	command->n = 0;
}

static unsigned vcpus(const struct settings *settings, const struct guest_plan *guest)
{
	return settings->vcpus ? (unsigned)settings->vcpus : backing_vcpus(guest->backing);
}

/* The guest's own command line: what the plan says, and the words that nobody here looks into. */
static void add_append(struct command *command, const struct settings *settings,
		       const struct guest_plan *guest)
{
	char *line;

	add(command, "-append");
	add(command, "suite=%s backing=%s vcpus=%u %s", guest->suites, guest->backing,
	    vcpus(settings, guest), settings->guest);
	line = command->words[command->n - 1];
	if (!line)
		return;
	for (line += strlen(line) - strlen(settings->guest); *line; line++)
		if (*line == ',')
			*line = ' ';
}

static void add_machine(struct command *command, const struct settings *settings,
			const struct guest_plan *guest, const struct command_fds *fds, unsigned mib)
{
	add(command, "%s", settings->qemu);
	add(command, "-nodefaults");
	add(command, "-display");
	add(command, "none");
	add(command, "-no-reboot"); /* a triple fault ends QEMU */
	/*
	 * Without a PIT nothing interrupts the firmware: docs/architecture.md, "What the emulated
	 * CPU forgets".
	 */
	add(command, "-machine");
	add(command,
	    "pc,accel=kvm,memory-backend=ram,hpet=off,pit=off,vmport=off,dump-guest-core=off");
	add(command, "-cpu");
	add(command, "host");
	add(command, "-smp");
	add(command, "%u", vcpus(settings, guest));
	add(command, "-m");
	add(command, "%u", mib);
	add(command, "-object");
	add(command,
	    "memory-backend-file,id=ram,size=%uM,mem-path=/proc/self/fd/"
	    "%d,share=on,align=%uM,merge=off,reserve=%s",
	    mib, fds->memory, backing_align_mib(guest->backing), settings->pool_mib ? "off" : "on");
	/*
	 * Three ways for the guest to speak, of which it takes one.  Without
	 * ioeventfd a line is in the pipe when the guest goes on, whatever
	 * happens to it next.
	 */
	add(command, "-chardev");
	add(command, "file,id=virtio,path=/proc/self/fd/%d", fds->log);
	add(command, "-device");
	add(command, "virtio-serial-pci,disable-modern=on,disable-legacy=off,ioeventfd=off");
	add(command, "-device");
	add(command, "virtconsole,chardev=virtio");
	add(command, "-chardev");
	add(command, "file,id=debugcon,path=/proc/self/fd/%d", fds->log);
	add(command, "-device");
	add(command, "isa-debugcon,iobase=0xe9,chardev=debugcon");
	add(command, "-chardev");
	add(command, "file,id=com1,path=/proc/self/fd/%d", fds->log);
	add(command, "-serial");
	add(command, "chardev:com1");
	add(command, "-device");
	add(command, "isa-debug-exit,iobase=0xf4,iosize=4");
	add(command, "-chardev");
	add(command, "socket,id=monitor,fd=%d", fds->monitor);
	add(command, "-mon");
	add(command, "chardev=monitor,mode=readline");
	add(command, "-kernel");
	add(command, "%s", settings->elf);
}

bool command_make(struct command *command, const struct settings *settings,
		  const struct guest_plan *guest, const struct command_fds *fds, unsigned mib)
{
	*command = (struct command){ .n = 0 };
	add_machine(command, settings, guest, fds, mib);
	add_append(command, settings, guest);
	for (unsigned i = 0; i < command->n; i++)
		if (!command->words[i])
			return false;
	return true;
}
