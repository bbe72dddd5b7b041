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
#define PAM_MASK 3

bool slots_available(const char **why)
{
	uint32_t id;

	outl(PCI_ADDRESS, PCI_ENABLE);
	id = inl(PCI_DATA);
	if (why)
		*why = id == I440FX_ID ? NULL : "needs -machine pc (i440FX) for its PAM registers";
	return id == I440FX_ID;
}

/* Selects the register; returns the port that it is at then. */
static uint16_t pam3(void)
{
	outl(PCI_ADDRESS, PCI_ENABLE | (I440FX_PAM3 & ~3u));
	return PCI_DATA + I440FX_PAM3 % 4;
}

enum slots slots_get(void)
{
	return inb(pam3()) & PAM_MASK;
}

void slots_set(enum slots slots)
{
	uint16_t port = pam3();

	outb(port, (inb(port) & ~PAM_MASK) | slots);
}

void slots_change(void *unused)
{
	(void)unused;
	/* RAM either way; each call is a change. */
	slots_set(slots_get() == SLOTS_RAM ? SLOTS_RAM_READ_ONLY : SLOTS_RAM);
}
