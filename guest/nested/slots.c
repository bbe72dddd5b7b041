// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change of memslots that a guest can cause: the i440FX's programmable attribute
 * map (PAM) says for each 16 KiB below 1 MiB if it is RAM, and writable.  QEMU
 * deletes and makes memslots accordingly, in both address spaces, and KVM
 * answers the deletion by kvm_mmu_zap_all_fast(): all roots become invalid, whatever
 * they map.
 */
#include <stddef.h>

#include "io.h"
#include "nested.h"

#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc
#define PCI_ENABLE 0x80000000u
#define I440FX_ID 0x12378086u
/*
 * PAM3: 0xd0000 in bits 0-1, readable and writable RAM.  Option ROMs might be
 * there, nothing that is used after the firmware, and no neighbour of the slot
 * above 1 MiB, which must stay.
 */
#define I440FX_PAM3 0x5c
#define PAM_RAM_READ 1
#define PAM_RAM_WRITE 2

bool slots_available(const char **why)
{
	uint32_t id;

	outl(PCI_ADDRESS, PCI_ENABLE);
	id = inl(PCI_DATA);
	if (why)
		*why = id == I440FX_ID ? NULL : "needs -machine pc (i440FX) for its PAM registers";
	return id == I440FX_ID;
}

void slots_change(void *unused)
{
	uint16_t port = PCI_DATA + I440FX_PAM3 % 4;
	uint8_t pam;

	(void)unused;
	outl(PCI_ADDRESS, PCI_ENABLE | (I440FX_PAM3 & ~3u));
	pam = inb(port);
	/* RAM either way; each call is a change. */
	outb(port, (pam | PAM_RAM_READ) ^ PAM_RAM_WRITE);
}
