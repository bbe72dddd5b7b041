// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the boot information of Multiboot 1, Multiboot 2 and PVH (Xen's
 * hvm_start_info).  Everything is copied: the loader's memory is free for the
 * heap afterwards.
 */
#include <stdbool.h>
#include <string.h>

#include "boot.h"
#include "bootinfo.h"

/* Multiboot 1 specification 0.6.96, 3.3. */
#define MB1_HAS_MEMORY 0x001
#define MB1_HAS_CMDLINE 0x004
#define MB1_HAS_MODULES 0x008
#define MB1_HAS_MMAP 0x040
#define MB1_HAS_SCREEN 0x1000

struct mb1_info {
	uint32_t flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr, syms[4],
		mmap_length, mmap_addr, not_used[9];
	uint64_t screen_address;
	uint32_t screen_pitch, screen_width, screen_height;
	uint8_t screen_bits, screen_kind;
} __attribute__((packed));

struct mb1_mmap {
	uint32_t size; /* of what follows */
	uint64_t addr, len;
	uint32_t type;
} __attribute__((packed));

/* Multiboot 2 specification 2.0, 3.6. */
enum {
	MB2_END = 0,
	MB2_CMDLINE = 1,
	MB2_MODULE = 3,
	MB2_MMAP = 6,
	MB2_SCREEN = 8,
	MB2_ACPI_OLD = 14,
	MB2_ACPI_NEW = 15,
};

struct mb2_tag {
	uint32_t type, size;
};

struct mb2_module {
	struct mb2_tag tag;
	uint32_t start, end;
};

struct mb2_screen {
	struct mb2_tag tag;
	uint64_t address;
	uint32_t pitch, width, height;
	uint8_t bits, kind;
};

struct mb2_mmap {
	struct mb2_tag tag;
	uint32_t entry_size, entry_version;
};

struct mb2_entry {
	uint64_t addr, len;
	uint32_t type, zero;
};

/* xen/include/public/arch-x86/hvm/start_info.h */
struct pvh_info {
	uint32_t magic, version, flags, nr_modules;
	uint64_t modlist, cmdline, rsdp;
	uint64_t memmap; /* from version 1 on */
	uint32_t memmap_entries, reserved;
};

struct pvh_entry {
	uint64_t addr, size;
	uint32_t type, reserved;
};

static const void *at(uint64_t gpa)
{
	return (const void *)(uintptr_t)gpa;
}

static void add_region(struct boot_information *out, uint64_t start, uint64_t len, uint32_t type)
{
	struct boot_region *r;

	if (!len || start + len < start || out->nregions == BOOT_MAX_REGIONS)
		return;
	r = &out->regions[out->nregions++];
	r->start = start;
	r->end = start + len;
	r->type = type;
}

static void set_cmdline(struct boot_information *out, const char *text)
{
	size_t len = strlen(text);

	if (len >= sizeof(out->cmdline)) {
		out->cmdline_cut = 1;
		len = sizeof(out->cmdline) - 1;
	}
	memcpy(out->cmdline, text, len);
	out->cmdline[len] = 0;
}

/* What is shorter cannot be a font; screen.c looks closer. */
static void set_font(struct boot_information *out, uint32_t start, uint32_t end)
{
	if (end > start && end - start >= sizeof(out->font))
		memcpy(out->font, at(start), sizeof(out->font));
}

static void parse_mb1(struct boot_information *out, const struct mb1_info *info)
{
	uint32_t done = 0;

	out->protocol = "multiboot 1";
	if (info->flags & MB1_HAS_CMDLINE)
		set_cmdline(out, at(info->cmdline));
	if ((info->flags & MB1_HAS_MODULES) && info->mods_count) {
		const uint32_t *module = at(info->mods_addr);

		set_font(out, module[0], module[1]);
	}
	if (info->flags & MB1_HAS_SCREEN)
		out->screen = (struct boot_screen){ info->screen_address, info->screen_pitch,
						    info->screen_width,	  info->screen_height,
						    info->screen_bits,	  info->screen_kind };
	if (!(info->flags & MB1_HAS_MMAP)) {
		if (info->flags & MB1_HAS_MEMORY) {
			add_region(out, 0, (uint64_t)info->mem_lower << 10, REGION_RAM);
			add_region(out, 1 << 20, (uint64_t)info->mem_upper << 10, REGION_RAM);
		}
		return;
	}
	while (done + sizeof(struct mb1_mmap) <= info->mmap_length) {
		const struct mb1_mmap *entry = at(info->mmap_addr + done);

		add_region(out, entry->addr, entry->len, entry->type);
		done += entry->size + sizeof(entry->size);
	}
}

static void parse_mb2_mmap(struct boot_information *out, const struct mb2_mmap *map)
{
	uint32_t done = sizeof(*map);

	while (map->entry_size && done + map->entry_size <= map->tag.size) {
		const struct mb2_entry *entry = (const void *)((const char *)map + done);

		add_region(out, entry->addr, entry->len, entry->type);
		done += map->entry_size;
	}
}

/* The tag holds the RSDP itself, not its address. */
static void set_rsdp(struct boot_information *out, const struct mb2_tag *tag)
{
	uint32_t bytes = tag->size - sizeof(*tag);

	memset(out->rsdp_copy, 0, sizeof(out->rsdp_copy));
	memcpy(out->rsdp_copy, tag + 1,
	       bytes < sizeof(out->rsdp_copy) ? bytes : sizeof(out->rsdp_copy));
	out->rsdp = (uintptr_t)out->rsdp_copy;
}

static void parse_mb2_tag(struct boot_information *out, const struct mb2_tag *tag)
{
	const struct mb2_module *module = (const void *)tag;
	const struct mb2_screen *screen = (const void *)tag;

	switch (tag->type) {
	case MB2_CMDLINE:
		set_cmdline(out, (const char *)(tag + 1));
		break;
	case MB2_MODULE:
		if (!*out->font)
			set_font(out, module->start, module->end);
		break;
	case MB2_MMAP:
		parse_mb2_mmap(out, (const void *)tag);
		break;
	case MB2_SCREEN:
		out->screen = (struct boot_screen){ screen->address, screen->pitch, screen->width,
						    screen->height,  screen->bits,  screen->kind };
		break;
	case MB2_ACPI_OLD:
		if (!out->rsdp)
			set_rsdp(out, tag);
		break;
	case MB2_ACPI_NEW:
		set_rsdp(out, tag);
		break;
	}
}

static void parse_mb2(struct boot_information *out, const char *info)
{
	uint32_t total, done = 8;

	memcpy(&total, info, sizeof(total));
	out->protocol = "multiboot 2";
	while (done + sizeof(struct mb2_tag) <= total) {
		const struct mb2_tag *tag = (const void *)(info + done);

		if (tag->type == MB2_END || tag->size < sizeof(*tag))
			return;
		parse_mb2_tag(out, tag);
		done += (tag->size + 7) & ~7u;
	}
}

static void parse_pvh(struct boot_information *out, const struct pvh_info *info)
{
	const struct pvh_entry *map;

	out->protocol = "PVH";
	out->rsdp = info->rsdp;
	if (info->cmdline)
		set_cmdline(out, at(info->cmdline));
	if (info->version < 1)
		return;
	map = at(info->memmap);
	for (uint32_t i = 0; i < info->memmap_entries; i++)
		add_region(out, map[i].addr, map[i].size, map[i].type);
}

int bootinfo_parse(struct boot_information *out, uint32_t magic, const void *info)
{
	memset(out, 0, sizeof(*out));
	out->protocol = "unknown";
	switch (magic) {
	case MB1_BOOT_MAGIC:
		parse_mb1(out, info);
		return 0;
	case MB2_BOOT_MAGIC:
		parse_mb2(out, info);
		return 0;
	case PVH_BOOT_MAGIC:
		parse_pvh(out, info);
		return 0;
	}
	return -1;
}
