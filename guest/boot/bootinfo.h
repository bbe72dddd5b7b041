/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the loader says about the machine, in one form for Multiboot 1,
 * Multiboot 2 and PVH.
 */
#ifndef LEAFZAP_BOOTINFO_H
#define LEAFZAP_BOOTINFO_H

#include <stdint.h>

#define BOOT_MAX_REGIONS 64
#define BOOT_CMDLINE_BYTES 512
#define BOOT_RSDP_BYTES 36
/* Header and 256 characters of 16 lines: a console font in PSF version 1. */
#define BOOT_FONT_BYTES (4 + 256 * 16)

/* Types of the BIOS's memory map (ACPI specification, 15.1), which all three use. */
enum { REGION_RAM = 1, REGION_RESERVED = 2, REGION_ACPI = 3, REGION_NVS = 4 };

struct boot_region {
	uint64_t start; /* bytes */
	uint64_t end;
	uint32_t type;
};

/* The screen that the loader left: pixels, or the 80 columns of VGA text. */
enum { SCREEN_NONE = 0, SCREEN_PIXELS = 1, SCREEN_TEXT = 2 };

struct boot_screen {
	uint64_t address;
	uint32_t pitch, width, height; /* bytes; pixels or characters */
	uint8_t bits;		       /* of a pixel */
	uint8_t kind;
};

struct boot_information {
	const char *protocol;
	char cmdline[BOOT_CMDLINE_BYTES]; /* cut if longer: see cmdline_cut */
	int cmdline_cut;
	unsigned nregions;
	struct boot_region regions[BOOT_MAX_REGIONS];
	uint64_t rsdp; /* ACPI root pointer, 0: not told */
	uint8_t rsdp_copy[BOOT_RSDP_BYTES];
	struct boot_screen screen;
	uint8_t font[BOOT_FONT_BYTES]; /* of the loader's module, zeroed if there is none */
};

/*
 * Copies what @info points to (a physical address), by the protocol that
 * @magic stands for.  Returns 0, or -1 if the magic is unknown.
 */
int bootinfo_parse(struct boot_information *out, uint32_t magic, const void *info);

#endif
