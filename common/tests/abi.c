// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kvm_leafzap_abi.h cannot assert of itself: that it needs no other header
 * before it and may come twice, that the compiler pads nothing (the Makefile says
 * -Wpadded), that its one errno is Linux's, and how its numbers lie in memory.
 */
#include "kvm_leafzap_abi.h"
#include "kvm_leafzap_abi.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

_Static_assert(LEAFZAP_ENOMEM == ENOMEM, "LEAFZAP_ENOMEM is not the number of ENOMEM");

int main(void)
{
	const struct leafzap_info info = { .magic = LEAFZAP_MAGIC, .abi = LEAFZAP_ABI_VERSION };
	static const unsigned char begin[] = { 'L', 'f', 'Z', 'p', LEAFZAP_ABI_VERSION, 0, 0, 0 };

	if (memcmp(&info, begin, sizeof(begin))) {
		puts("not ok: INFO does not begin with LfZp and the version, little endian");
		return 1;
	}
	printf("ok: ABI version %d, nothing padded, little endian\n", LEAFZAP_ABI_VERSION);
	return 0;
}
