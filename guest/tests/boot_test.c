// SPDX-License-Identifier: GPL-2.0-only
/*
 * Native test of what the guest reads at boot: the three kinds of boot
 * information and the command line.  Run by `make -C guest check`.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "boot/boot.h"
#include "boot/bootinfo.h"
#include "lib/run.h"
#include "tests/expect.h"

#define MAP_BYTES 65536

/* Loaders tell 32-bit addresses. */
static uint8_t *low;

static uint32_t put(size_t offset, const void *data, size_t bytes)
{
	memcpy(low + offset, data, bytes);
	return (uint32_t)(uintptr_t)(low + offset);
}

static void fresh(void)
{
	memset(low, 0xee, MAP_BYTES);
}

static bool is_region(const struct boot_information *b, unsigned n, uint64_t start, uint64_t end,
		      uint32_t type)
{
	return n < b->nregions && b->regions[n].start == start && b->regions[n].end == end &&
	       b->regions[n].type == type;
}

struct __attribute__((packed)) entry {
	uint32_t size;
	uint64_t addr, len;
	uint32_t type, extra;
};

static void multiboot1(void)
{
	/* Entries may be longer than what we know; the sizes lead from one to the next. */
	static const struct entry map[] = { { 24, 0, 0x9fc00, 1, 7 },
					    { 24, 0x100000, 0xbfe0000, 1, 7 },
					    { 24, ~0ull - 10, 100, 1, 7 },
					    { 24, 0xbffe0000, 0x20000, 2, 7 } };
	uint32_t info[13] = { 0x45, 640, 1024 };
	struct boot_information b;

	fresh();
	info[4] = put(4096, "kernel suite=abi", 17);
	info[11] = sizeof(map);
	info[12] = put(8192, map, sizeof(map));
	put(0, info, sizeof(info));
	expect(!bootinfo_parse(&b, MB1_BOOT_MAGIC, low), "mb1: magic");
	expect(!strcmp(b.cmdline, "kernel suite=abi") && !b.cmdline_cut, "mb1: command line");
	expect(b.nregions == 3, "mb1: a region that wraps around is left out");
	expect(is_region(&b, 0, 0, 0x9fc00, 1), "mb1: first region");
	expect(is_region(&b, 2, 0xbffe0000, 0xc0000000, 2), "mb1: last region");

	info[0] = 1;
	put(0, info, sizeof(info));
	expect(!bootinfo_parse(&b, MB1_BOOT_MAGIC, low), "mb1: no map");
	expect(is_region(&b, 0, 0, 640 << 10, 1) && is_region(&b, 1, 1 << 20, 2 << 20, 1),
	       "mb1: lower and upper memory");
	expect(!b.cmdline[0], "mb1: no command line");
	expect(bootinfo_parse(&b, 0, low) == -1, "unknown magic");
}

static void multiboot1_long_lines(void)
{
	uint32_t info[13] = { 0x4 };
	struct boot_information b;
	char line[BOOT_CMDLINE_BYTES + 1];

	memset(line, 'x', sizeof(line));
	line[BOOT_CMDLINE_BYTES - 1] = 0;
	info[4] = put(4096, line, sizeof(line));
	put(0, info, sizeof(info));
	bootinfo_parse(&b, MB1_BOOT_MAGIC, low);
	expect(!b.cmdline_cut && strlen(b.cmdline) == BOOT_CMDLINE_BYTES - 1, "longest line fits");
	line[BOOT_CMDLINE_BYTES - 1] = 'x';
	line[BOOT_CMDLINE_BYTES] = 0;
	put(4096, line, sizeof(line));
	bootinfo_parse(&b, MB1_BOOT_MAGIC, low);
	expect(b.cmdline_cut && strlen(b.cmdline) == BOOT_CMDLINE_BYTES - 1, "longer line is cut");
}

static void multiboot2(void)
{
	static const struct {
		uint32_t total, zero;
		uint32_t cmdline, cmdline_size;
		char text[8]; /* 5 used, 3 of padding */
		uint32_t acpi_old, acpi_old_size, rsdp[2];
		uint32_t map, map_size, entry_size, version;
		uint64_t addr, len;
		uint32_t type, pad;
		uint32_t end, end_size;
		uint32_t behind[4];
	} info = { .total = sizeof(info),
		   .cmdline = 1,
		   .cmdline_size = 8 + 5,
		   .text = "long\0\1\2\3",
		   .acpi_old = 14,
		   .acpi_old_size = 16,
		   .map = 6,
		   .map_size = 16 + 24,
		   .entry_size = 24,
		   .addr = 1 << 20,
		   .len = 1 << 20,
		   .type = 1,
		   .end_size = 8,
		   .behind = { 1, 0, 0, 0 } };
	struct boot_information b;
	uint32_t broken[8] = { sizeof(broken), 0, 6, 24, 0 /* entries of 0 bytes */, 0, 1, 0 };

	fresh();
	put(0, &info, sizeof(info));
	expect(!bootinfo_parse(&b, MB2_BOOT_MAGIC, low), "mb2: magic");
	expect(!strcmp(b.cmdline, "long"), "mb2: command line");
	expect(b.nregions == 1 && is_region(&b, 0, 1 << 20, 2 << 20, 1), "mb2: region");
	expect(b.rsdp == (uintptr_t)b.rsdp_copy &&
		       !memcmp(b.rsdp_copy, info.rsdp, sizeof(info.rsdp)) &&
		       !b.rsdp_copy[sizeof(info.rsdp)],
	       "mb2: RSDP");
	put(0, broken, sizeof(broken));
	expect(!bootinfo_parse(&b, MB2_BOOT_MAGIC, low) && !b.nregions, "mb2: broken tags end");
}

/* The screen and the font come only from boot loaders, not from QEMU. */
static void screens(void)
{
	static const uint8_t psf[BOOT_FONT_BYTES] = { 0x36, 4, 0, 16, 0xaa };
	uint32_t mods[4], info[28] = { 0x1008 };
	struct __attribute__((packed)) {
		uint32_t total, zero;
		uint32_t screen, screen_size;
		uint64_t address;
		uint32_t pitch, width, height;
		uint8_t bits, kind, pad[2 + 8];
		uint32_t module, module_size, start, end, name;
		uint32_t pad2, last, last_size;
	} tags = { .total = sizeof(tags),
		   .screen = 8,
		   .screen_size = 38,
		   .address = 0xfd000000,
		   .pitch = 4096,
		   .width = 1024,
		   .height = 768,
		   .bits = 32,
		   .kind = SCREEN_PIXELS,
		   .module = 3,
		   .module_size = 20,
		   .last_size = 8 };
	struct boot_information b;

	fresh();
	mods[0] = put(16384, psf, sizeof(psf));
	mods[1] = mods[0] + sizeof(psf);
	info[5] = 1;
	info[6] = put(4096, mods, sizeof(mods));
	info[22] = 0xb8000;
	info[24] = 160;
	info[25] = 80;
	info[26] = 25;
	info[27] = SCREEN_TEXT << 8 | 16;
	put(0, info, sizeof(info));
	bootinfo_parse(&b, MB1_BOOT_MAGIC, low);
	expect(b.screen.address == 0xb8000 && b.screen.pitch == 160 && b.screen.width == 80 &&
		       b.screen.height == 25 && b.screen.kind == SCREEN_TEXT,
	       "mb1: screen");
	expect(!memcmp(b.font, psf, sizeof(psf)), "mb1: font");

	tags.start = mods[0];
	tags.end = mods[1];
	put(0, &tags, sizeof(tags));
	bootinfo_parse(&b, MB2_BOOT_MAGIC, low);
	expect(b.screen.address == 0xfd000000 && b.screen.width == 1024 && b.screen.bits == 32 &&
		       b.screen.kind == SCREEN_PIXELS,
	       "mb2: screen");
	expect(!memcmp(b.font, psf, sizeof(psf)), "mb2: font");
	tags.end--;
	put(0, &tags, sizeof(tags));
	bootinfo_parse(&b, MB2_BOOT_MAGIC, low);
	expect(!*b.font, "mb2: a module that is too short is no font");
}

static void pvh(void)
{
	static const struct {
		uint64_t addr, len;
		uint32_t type, pad;
	} map[] = { { 0, 0xa0000, 1, 0 }, { 1 << 20, 1 << 30, 1, 0 } };
	struct {
		uint32_t magic, version, flags, modules;
		uint64_t modlist, cmdline, rsdp, map;
		uint32_t entries, zero;
	} info = { PVH_BOOT_MAGIC, 1, 0, 0, 0, 0, 0x1234, 0, 2, 0 };
	struct boot_information b;

	fresh();
	info.cmdline = put(4096, "stop", 5);
	info.map = put(8192, map, sizeof(map));
	put(0, &info, sizeof(info));
	expect(!bootinfo_parse(&b, PVH_BOOT_MAGIC, low), "pvh: magic");
	expect(!strcmp(b.cmdline, "stop") && b.rsdp == 0x1234, "pvh: command line, RSDP");
	expect(b.nregions == 2 && is_region(&b, 1, 1 << 20, (1 << 30) + (1 << 20), 1),
	       "pvh: regions");
	info.version = 0;
	put(0, &info, sizeof(info));
	bootinfo_parse(&b, PVH_BOOT_MAGIC, low);
	expect(!b.nregions, "pvh: version 0 has no map");
}

static const char *parse(const char *text)
{
	static char line[256];

	options = (struct options){ .suites = "all" };
	vcpus_told = 0;
	snprintf(line, sizeof(line), "%s", text);
	return options_parse(line);
}

static void command_line(void)
{
	static const char *const wrong[] = {
		"suite=",     "x suite=abi foo", "x seed=",    "x seed=-1",
		"x seed=1x",  "x case=x",	 "x sample=x", "x vcpus=a",
		"x suit=abi", "x long=1",	 "x longer",   "x seed=99999999999999999999x",
		"x backing=", "x case=0",	 "x sample=0", "x case=1000000000",
	};

	expect(!parse("") && !strcmp(options.suites, "all"), "empty line");
	expect(!parse("/boot/guest.elf"), "only a name");
	expect(!parse("guest.elf suite=abi,boot vcpus=4 seed=0x10 case=7 backing=thp long amplify "
		      "bare"),
	       "full line");
	expect(!strcmp(options.suites, "abi,boot") && vcpus_told == 4 && option(seed) == 16 &&
		       option(case) == 7 && !strcmp(options.backing, "thp") && option(long) &&
		       option(amplify) && options.bare && !option(stop),
	       "full line: values");
	expect(!parse("x sample=10") && option(sample) == 10, "sample");
	expect(!parse("stop") && option(stop), "a flag in front is no name");
	expect(!parse("suite=abi") && !strcmp(options.suites, "abi"), "an option in front");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect(parse(wrong[i]) != NULL, wrong[i]);
	expect(option_list_has("a,bc", "bc") && option_list_has("a,bc", "a"), "list");
	expect(!option_list_has("a,bc", "b") && !option_list_has("a,bc", "c") &&
		       !option_list_has("", "a"),
	       "not in list");
}

static void again(void)
{
	char text[128];

	parse("x backing=thp seed=7 case=2 long sample=3 stop");
	options.vcpus = 4;
	options_again(text, sizeof(text), "abi", 9);
	expect(!strcmp(text,
		       "./run.sh --suite abi --backing thp --vcpus 4 --seed 7 --case 9 --long"),
	       text);
	parse("x backing=memfd seed=0 amplify");
	options.vcpus = 1;
	options_again(text, sizeof(text), "abi", 1);
	expect(!strcmp(text, "./run.sh --suite abi --backing memfd --vcpus 1 --seed 0 --case 1 "
			     "--amplify"),
	       text);
}

int main(void)
{
	low = mmap(NULL, MAP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
		   -1, 0);
	if (low == MAP_FAILED) {
		perror("mmap");
		return 2;
	}
	multiboot1();
	multiboot1_long_lines();
	multiboot2();
	screens();
	pvh();
	command_line();
	again();
	return expect_end("guest");
}
