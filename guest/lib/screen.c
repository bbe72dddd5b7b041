// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen that a boot loader left, as a terminal without a cursor: VGA text,
 * or pixels and the font that the loader brought (Linux' PSF, version 1).
 *
 * Video memory is slow to read, and slow to write where nothing caches it.  So
 * what is shown is kept here, and only characters that change are drawn.
 */
#include <string.h>

#include "../boot/bootinfo.h"
#include "console.h"

#define MAX_COLUMNS 160
#define MAX_ROWS 64
#define GLYPH_WIDTH 8
#define GREY_ON_BLACK 0x0700
#define TAB_STOP 8

#define PSF_MAGIC0 0x36
#define PSF_MAGIC1 0x04
#define PSF_HEIGHT_AT 3
#define PSF_HEADER 4
#define PSF_MAX_HEIGHT 16

static struct boot_screen screen;
static const uint8_t *font;
static unsigned glyph_height, columns, rows, column, row;
static char shown[MAX_ROWS][MAX_COLUMNS], wanted[MAX_ROWS][MAX_COLUMNS];

static void draw_pixels(unsigned y, unsigned x, unsigned char c)
{
	const uint8_t *glyph = font + PSF_HEADER + c * glyph_height;
	unsigned bytes = screen.bits / 8;

	for (unsigned line = 0; line < glyph_height; line++) {
		uint8_t *at = (uint8_t *)(uintptr_t)screen.address +
			      (uint64_t)(y * glyph_height + line) * screen.pitch +
			      x * GLYPH_WIDTH * bytes;

		for (unsigned bit = 0; bit < GLYPH_WIDTH; bit++, at += bytes)
			memset(at, glyph[line] << bit & 0x80 ? 0xff : 0, bytes);
	}
}

static void draw(unsigned y, unsigned x)
{
	unsigned char c = wanted[y][x];

	shown[y][x] = c;
	if (screen.kind == SCREEN_PIXELS)
		draw_pixels(y, x, c);
	else
		((volatile uint16_t *)(uintptr_t)(screen.address + y * screen.pitch))[x] =
			GREY_ON_BLACK | c;
}

static void refresh(void)
{
	for (unsigned y = 0; y < rows; y++)
		for (unsigned x = 0; x < columns; x++)
			if (shown[y][x] != wanted[y][x])
				draw(y, x);
}

static void next_line(void)
{
	column = 0;
	if (++row < rows)
		return;
	row = rows - 1;
	memmove(wanted[0], wanted[1], sizeof(wanted[0]) * row);
	memset(wanted[row], ' ', sizeof(wanted[row]));
}

static void put(char c)
{
	if (c == '\n') {
		next_line();
		return;
	}
	if (column == columns)
		next_line();
	wanted[row][column++] = c >= ' ' && c < 0x7f ? c : ' ';
}

void screen_write(const char *text, size_t bytes)
{
	if (!rows)
		return;
	for (size_t i = 0; i < bytes; i++)
		put(text[i]);
	refresh();
}

static bool font_fits(const uint8_t *psf)
{
	glyph_height = psf[PSF_HEIGHT_AT];
	return psf[0] == PSF_MAGIC0 && psf[1] == PSF_MAGIC1 && glyph_height &&
	       glyph_height <= PSF_MAX_HEIGHT;
}

bool screen_init(const struct boot_information *boot, uint64_t mapped_bytes)
{
	screen = boot->screen;
	font = boot->font;
	if (screen.kind == SCREEN_PIXELS && screen.bits >= 16 && font_fits(font)) {
		columns = screen.width / GLYPH_WIDTH;
		rows = screen.height / glyph_height;
	} else if (screen.kind == SCREEN_TEXT) {
		columns = screen.width;
		rows = screen.height;
	}
	if (screen.address >= mapped_bytes)
		rows = 0;
	if (columns > MAX_COLUMNS)
		columns = MAX_COLUMNS;
	if (rows > MAX_ROWS)
		rows = MAX_ROWS;
	memset(wanted, ' ', sizeof(wanted));
	/* What the loader left is unknown: everything is drawn once. */
	memset(shown, 0, sizeof(shown));
	refresh();
	return rows;
}
