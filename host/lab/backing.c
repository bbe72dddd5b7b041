// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory: files of 4K pages, transparent huge pages, or hugetlb pages of 2M or 1G. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"
#define SHMEM_ENABLED THP "shmem_enabled"
#define THP_MIB 2
/* Pages of this size take long enough to clear that a guest should not wait for it. */
#define FILL_MIB 1024
/*
 * What a pool should hold beyond the guest's pages: a fault under way keeps its page while DISCARD
 * punches it out, so that the next fault needs another one.  64 of 2M, one of 1G.
 */
#define SPARE_MIB 128
/* What QEMU and the host's kernel need beside the guest: page tables, the firmware, buffers. */
#define HOST_MIB 256
/* KVM keeps up to ten bytes for each page of a memslot, QEMU and the page tables as much again. */
#define MEMORY_PER_HOST 64
/* Guests map 512 GiB (guest/lib/memory.c), of which one lies beside the PCI hole. */
#define MOST_MIB (511 * GIB_MIB)

static const struct backing {
	const char *name;
	const char *shmem; /* what shmem_enabled must be, or NULL */
	unsigned flags;	   /* of memfd_create() */
	unsigned page_mib; /* of the hugetlb pool, or 0 */
} backings[] = {
	{ "memfd", "never", 0, 0 },
	{ "thp", "always", 0, 0 },
	{ "hugetlb2m", NULL, MFD_HUGETLB | MFD_HUGE_2MB, 2 },
	{ "hugetlb1g", NULL, MFD_HUGETLB | MFD_HUGE_1GB, 1024 },
};

static const struct backing *find(const char *name)
{
	for (size_t i = 0; i < sizeof(backings) / sizeof(*backings); i++)
		if (!strcmp(backings[i].name, name))
			return &backings[i];
	return NULL;
}

static void pool_path(char *path, size_t bytes, const struct backing *backing, const char *file)
{
	snprintf(path, bytes, "/sys/kernel/mm/hugepages/hugepages-%ukB/%s",
		 backing->page_mib * 1024, file);
}

static long pool_read(const struct backing *backing, const char *file)
{
	char path[128], text[32];

	pool_path(path, sizeof(path), backing, file);
	return file_read(path, text, sizeof(text)) ? atol(text) : -1;
}

static void pool_write(const struct backing *backing, long npages)
{
	char path[128], text[32];

	pool_path(path, sizeof(path), backing, "nr_hugepages");
	snprintf(text, sizeof(text), "%ld", npages);
	file_write(path, text);
}

static long pool_spare(const struct backing *backing)
{
	return (SPARE_MIB + backing->page_mib - 1) / backing->page_mib;
}

/* What the pool held before it was grown; only one guest runs at a time. */
static long pool_before;

static bool pool_grow(const struct backing *backing, unsigned mib, char *why, size_t bytes)
{
	long need = mib / backing->page_mib, total, spare;
	long want = need + pool_spare(backing);

	total = pool_read(backing, "nr_hugepages");
	pool_before = total;
	if (total < 0) {
		snprintf(why, bytes, "backing %s: this CPU or kernel has no huge pages of %u MiB",
			 backing->name, backing->page_mib);
		return false;
	}
	/* Moving pages together takes long, and is seldom needed. */
	for (int try = 0; try < 2; try++) {
		spare = pool_read(backing, "free_hugepages");
		/* No gigabyte can be made out of others now. */
		if (spare >= want || (spare >= need && backing->page_mib >= FILL_MIB))
			return true;
		if (try)
			file_write("/proc/sys/vm/compact_memory", "1");
		pool_write(backing, total + want - spare);
	}
	spare = pool_read(backing, "free_hugepages");
	if (spare >= need)
		return true;
	pool_write(backing, pool_before);
	snprintf(why, bytes,
		 "backing %s: %ld huge pages of %u MiB are free, %ld are needed; reserve them "
		 "at boot (hugepagesz=%uM hugepages=%ld)",
		 backing->name, spare, backing->page_mib, need, backing->page_mib, need);
	return false;
}

/*
 * Has the kernel clear the huge pages now, one by one: a guest that waited for
 * 1G to be cleared at its first touch would look like one that hangs.
 */
static bool fill(const struct backing *backing, int fd, unsigned mib)
{
	off_t bytes = (off_t)backing->page_mib << 20, end = (off_t)mib << 20;

	for (off_t at = 0; at < end; at += bytes) {
		if (fallocate(fd, 0, at, bytes))
			return false;
		tell("event=alive text=cleared %lld MiB", (long long)(at + bytes) >> 20);
	}
	return true;
}

static long meminfo_mib(const char *key)
{
	char text[4096], *line;

	if (!file_read("/proc/meminfo", text, sizeof(text)) || !(line = strstr(text, key)))
		return -1;
	return atol(line + strlen(key)) / 1024;
}

bool backing_fits(const char *name, unsigned mib, char *why, size_t bytes)
{
	const struct backing *backing = find(name);
	long have = meminfo_mib("MemAvailable:"), need = mib + HOST_MIB;

	if (backing->page_mib) {
		need += pool_spare(backing) * backing->page_mib;
		have += pool_read(backing, "free_hugepages") * backing->page_mib;
	}
	if (have < 0 || have >= need)
		return true;
	snprintf(why, bytes, "a guest on %s needs %ld MiB of free memory, and %ld MiB are free",
		 name, need, have);
	return false;
}

unsigned backing_most(const char *name)
{
	const struct backing *backing = find(name);
	long most = meminfo_mib("MemAvailable:");

	most -= HOST_MIB + most / MEMORY_PER_HOST;
	if (backing->page_mib) {
		long total = pool_read(backing, "nr_hugepages");

		pool_write(backing, total + most / (long)backing->page_mib);
		most = (pool_read(backing, "free_hugepages") - pool_spare(backing)) *
		       (long)backing->page_mib;
		pool_write(backing, total);
	}
	if (most > MOST_MIB)
		most = MOST_MIB;
	return most < GUEST_MIB ? GUEST_MIB : most - most % GIB_MIB;
}

unsigned backing_align_mib(const char *name)
{
	unsigned page_mib = find(name)->page_mib;

	/* 4K pages are mapped at any alignment, but all guests shall look alike. */
	return page_mib ? page_mib : THP_MIB;
}

int backing_open(const char *name, unsigned mib, unsigned pool_mib, char *why, size_t bytes)
{
	const struct backing *backing = find(name);
	int fd;

	if (backing->shmem && !file_write(SHMEM_ENABLED, backing->shmem)) {
		snprintf(why, bytes, "backing %s: %s to " SHMEM_ENABLED ": %s", name,
			 backing->shmem, strerror(errno));
		return -1;
	}
	if (!pool_mib || pool_mib > mib || backing->page_mib >= FILL_MIB)
		pool_mib = mib;
	if (backing->page_mib && !pool_grow(backing, pool_mib, why, bytes))
		return -1;
	fd = memfd_create("leafzap-guest", backing->flags);
	if (fd < 0 || ftruncate(fd, (off_t)mib << 20) ||
	    (backing->page_mib >= FILL_MIB && !fill(backing, fd, mib))) {
		snprintf(why, bytes, "backing %s: a memfd of %u MiB: %s", name, mib,
			 strerror(errno));
		if (fd >= 0)
			backing_close(name, fd, false);
		return -1;
	}
	return fd;
}

void backing_close(const char *name, int fd, bool give_all)
{
	const struct backing *backing = find(name);

	close(fd);
	if (backing->page_mib)
		pool_write(backing, give_all ? 0 : pool_before);
}
