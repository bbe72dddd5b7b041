// SPDX-License-Identifier: GPL-2.0-only
/*
 * Port 0 of a legacy (transitional) virtio-serial-pci device, through its I/O
 * BAR: virtio 1.1, 4.1.4.8 and 5.3.  Only the transmit queue is used.  A line
 * is copied into a free buffer and handed over with one notification, which
 * the host takes without stopping this CPU (ioeventfd).
 */
#include <stdint.h>
#include <string.h>

#include "console.h"
#include "cpu.h"
#include "io.h"

#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc
#define PCI_ENABLE 0x80000000u
#define PCI_SLOTS 32
#define PCI_ID 0x00
#define PCI_COMMAND 0x04
#define PCI_COMMAND_IO_MASTER 0x05
#define PCI_BAR0 0x10
#define PCI_BAR_IO 0x01
#define PCI_BAR_IO_MASK 0xfffcu
#define PCI_ABSENT 0xffffffffu
#define VIRTIO_SERIAL_ID 0x10031af4u
/* For a machine whose firmware gave the BAR no address. */
#define FALLBACK_IO 0xc000

#define VIRTIO_GUEST_FEATURES 0x04
#define VIRTIO_QUEUE_ADDRESS 0x08
#define VIRTIO_QUEUE_SIZE 0x0c
#define VIRTIO_QUEUE_SELECT 0x0e
#define VIRTIO_QUEUE_NOTIFY 0x10
#define VIRTIO_STATUS 0x12
#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER 2
#define STATUS_DRIVER_OK 4
#define TRANSMIT_QUEUE 1

#define MAX_QUEUE 256
#define NBUFFERS 32
#define BUFFER_BYTES 1024
#define RING_ALIGN 4096
#define NO_INTERRUPT 1

/* How long the host may leave a full queue alone. */
#define PATIENCE_US 60000000

struct descriptor {
	uint64_t address;
	uint32_t bytes;
	uint16_t flags, next;
};

/* Of MAX_QUEUE entries: descriptors, available ring; the used ring is on the next page. */
#define RING_BYTES (3 * RING_ALIGN + RING_ALIGN)

static uint8_t ring[RING_BYTES] __attribute__((aligned(RING_ALIGN)));
static char buffers[NBUFFERS][BUFFER_BYTES];
static uint16_t io, size, sent;
static struct descriptor *descriptors;
static volatile uint16_t *available; /* flags, index, entries */
static volatile uint16_t *used;	     /* flags, index */
static bool dead;

static uint32_t pci_read(unsigned slot, unsigned reg)
{
	outl(PCI_ADDRESS, PCI_ENABLE | slot << 11 | reg);
	return inl(PCI_DATA);
}

static void pci_write(unsigned slot, unsigned reg, uint32_t value)
{
	outl(PCI_ADDRESS, PCI_ENABLE | slot << 11 | reg);
	outl(PCI_DATA, value);
}

static bool find_device(void)
{
	uint32_t bar;

	if (pci_read(0, PCI_ID) == PCI_ABSENT)
		return false;
	for (unsigned slot = 1; slot < PCI_SLOTS; slot++) {
		if (pci_read(slot, PCI_ID) != VIRTIO_SERIAL_ID)
			continue;
		bar = pci_read(slot, PCI_BAR0);
		if (!(bar & PCI_BAR_IO))
			return false;
		io = bar & PCI_BAR_IO_MASK;
		if (!io) {
			io = FALLBACK_IO;
			pci_write(slot, PCI_BAR0, io);
		}
		pci_write(slot, PCI_COMMAND,
			  (pci_read(slot, PCI_COMMAND) & 0xffff) | PCI_COMMAND_IO_MASTER);
		return true;
	}
	return false;
}

bool virtio_console_init(void)
{
	uintptr_t used_at;

	if (!find_device())
		return false;
	outb(io + VIRTIO_STATUS, 0);
	outb(io + VIRTIO_STATUS, STATUS_ACKNOWLEDGE);
	outb(io + VIRTIO_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	outl(io + VIRTIO_GUEST_FEATURES, 0);
	outw(io + VIRTIO_QUEUE_SELECT, TRANSMIT_QUEUE);
	size = inw(io + VIRTIO_QUEUE_SIZE);
	if (!size || size > MAX_QUEUE)
		return false;
	descriptors = (struct descriptor *)ring;
	available = (volatile uint16_t *)(ring + size * sizeof(struct descriptor));
	used_at = (uintptr_t)(available + 3 + size);
	used = (volatile uint16_t *)((used_at + RING_ALIGN - 1) & ~(uintptr_t)(RING_ALIGN - 1));
	available[0] = NO_INTERRUPT;
	outl(io + VIRTIO_QUEUE_ADDRESS, (uint32_t)((uintptr_t)ring / RING_ALIGN));
	outb(io + VIRTIO_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_DRIVER_OK);
	return true;
}

/* Waits until at most @busy buffers are with the host. */
static bool wait_free(unsigned busy)
{
	uint64_t start = clock_us();

	while ((uint16_t)(sent - used[1]) > busy) {
		if (dead || clock_us() - start > PATIENCE_US) {
			dead = true;
			return false;
		}
		cpu_pause();
	}
	return true;
}

bool virtio_console_write(const char *text, size_t bytes)
{
	while (bytes) {
		/* Buffers come back in order: the host's console handles one after the other. */
		unsigned limit = size < NBUFFERS ? size : NBUFFERS, slot = sent % limit;
		size_t part = bytes < BUFFER_BYTES ? bytes : BUFFER_BYTES;

		if (!wait_free(limit - 1))
			return false;
		memcpy(buffers[slot], text, part);
		descriptors[slot] = (struct descriptor){ .address = (uintptr_t)buffers[slot],
							 .bytes = (uint32_t)part };
		available[2 + sent % size] = (uint16_t)slot;
		sent++;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		available[1] = sent;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		outw(io + VIRTIO_QUEUE_NOTIFY, TRANSMIT_QUEUE);
		text += part;
		bytes -= part;
	}
	return true;
}

bool virtio_console_flush(void)
{
	return wait_free(0);
}
