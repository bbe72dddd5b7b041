// SPDX-License-Identifier: GPL-2.0-only
/* append(): what does not fit leaves all as it was, byte for byte. */
#include <stdio.h>
#include <string.h>

#include "append.h"
#include "tests/expect.h"

#define ROOM 8

int main(void)
{
	char buf[ROOM + 1];

	memset(buf, 'x', sizeof(buf));
	buf[0] = '\0';
	expect(append(buf, ROOM, "%s", "abc") && !strcmp(buf, "abc"), "into an empty buffer");
	expect(append(buf, ROOM, "%u", 1234u) && !strcmp(buf, "abc1234"), "up to the last byte");
	expect(!append(buf, ROOM, "5") && !strcmp(buf, "abc1234"), "one byte too many");
	expect(append(buf, ROOM, "%s", ""), "nothing fits always");
	buf[3] = '\0';
	expect(!append(buf, ROOM, "%s", "longer than all of it") && !strcmp(buf, "abc"),
	       "far too much");
	expect(buf[ROOM] == 'x', "the byte behind the buffer");
	memset(buf, 'y', sizeof(buf));
	expect(!append(buf, ROOM, "z") && buf[ROOM] == 'y', "a buffer without a NUL");
	return expect_end("append");
}
