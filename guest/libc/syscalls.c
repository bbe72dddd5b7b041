// SPDX-License-Identifier: GPL-2.0-only
/*
 * What newlib needs from below: a heap, standard output, and, since several
 * CPUs run, a lock for malloc and one struct _reent each.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/console.h"
#include "../lib/lock.h"
#include "../lib/percpu.h"
#include "../lib/run.h"
#include "memory.h"
#include "page.h"

extern char image_end[];

static struct lock malloc_lock;

struct _reent *__getreent(void)
{
	return &this_percpu()->reent;
}

void __malloc_lock(struct _reent *r)
{
	(void)r;
	lock_acquire(&malloc_lock);
}

void __malloc_unlock(struct _reent *r)
{
	(void)r;
	lock_release(&malloc_lock);
}

void *sbrk(ptrdiff_t increment)
{
	static char *top = image_end;
	char *heap_end = (char *)gfn_to_gpa(heap_end_gfn);
	char *old = top;

	if (increment > heap_end - top || increment < image_end - top) {
		errno = ENOMEM;
		return (void *)-1;
	}
	top += increment;
	/* calloc() takes it that fresh memory is zero. */
	if (increment > 0)
		memset(old, 0, (size_t)increment);
	return old;
}

int write(int fd, const void *text, size_t bytes)
{
	(void)fd;
	console_write(text, bytes);
	return (int)bytes;
}

int read(int fd, void *buf, size_t bytes)
{
	(void)fd;
	(void)buf;
	(void)bytes;
	return 0;
}

int close(int fd)
{
	(void)fd;
	return 0;
}

off_t lseek(int fd, off_t offset, int whence)
{
	(void)fd;
	(void)offset;
	(void)whence;
	return 0;
}

int fstat(int fd, struct stat *st)
{
	(void)fd;
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFCHR;
	return 0;
}

/* Makes standard output line-buffered. */
int isatty(int fd)
{
	(void)fd;
	return 1;
}

int kill(pid_t pid, int sig)
{
	(void)pid;
	run_error("signal %d (abort() or assert())", sig);
}

pid_t getpid(void)
{
	return 1;
}

_Noreturn void _exit(int status)
{
	run_error("exit(%d)", status);
}
