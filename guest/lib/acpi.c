// SPDX-License-Identifier: GPL-2.0-only
/* The list of CPUs in the firmware's MADT (ACPI specification, 5.2.12). */
#include <stdbool.h>
#include <string.h>

#include "percpu.h"

#define BIOS_AREA_START 0xe0000
#define BIOS_AREA_END 0x100000
#define EBDA_SEGMENT_AT 0x40e
#define EBDA_SEARCH_BYTES 1024
#define RSDP_ALIGN 16

struct rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	/* From revision 2 on. */
	uint32_t length;
	uint64_t xsdt;
} __attribute__((packed));

struct table {
	char signature[4];
	uint32_t length;
	char rest[28];
} __attribute__((packed));

struct madt {
	struct table header;
	uint32_t apic_address, flags;
} __attribute__((packed));

enum { MADT_LOCAL_APIC = 0, MADT_LOCAL_X2APIC = 9 };
#define MADT_ENABLED 1u

static const struct rsdp *search(uintptr_t start, uintptr_t end)
{
	for (uintptr_t p = start; p < end; p += RSDP_ALIGN)
		if (!memcmp((const void *)p, "RSD PTR ", 8))
			return (const struct rsdp *)p;
	return NULL;
}

static const struct rsdp *find_rsdp(uint64_t told)
{
	uintptr_t ebda;
	uint16_t segment;

	if (told)
		return (const struct rsdp *)(uintptr_t)told;
	memcpy(&segment, (const void *)EBDA_SEGMENT_AT, sizeof(segment));
	ebda = (uintptr_t)segment << 4;
	if (ebda) {
		const struct rsdp *found = search(ebda, ebda + EBDA_SEARCH_BYTES);

		if (found)
			return found;
	}
	return search(BIOS_AREA_START, BIOS_AREA_END);
}

/* The MADT among the tables that @list points to, with addresses of @width bytes. */
static const struct madt *search_list(uint64_t list, const char *signature, unsigned width)
{
	const struct table *table = (const struct table *)(uintptr_t)list;
	unsigned n;

	if (!table || memcmp(table->signature, signature, 4) || table->length < sizeof(*table))
		return NULL;
	n = (table->length - sizeof(*table)) / width;
	for (unsigned i = 0; i < n; i++) {
		uint64_t address = 0;

		memcpy(&address, (const char *)(table + 1) + i * width, width);
		if (!memcmp((const void *)(uintptr_t)address, "APIC", 4))
			return (const struct madt *)(uintptr_t)address;
	}
	return NULL;
}

static const struct madt *find_madt(uint64_t told)
{
	const struct rsdp *rsdp = find_rsdp(told);

	if (!rsdp)
		return NULL;
	/* Some firmware of today has only the list of 64-bit addresses. */
	return rsdp->rsdt ? search_list(rsdp->rsdt, "RSDT", sizeof(uint32_t))
			  : search_list(rsdp->revision >= 2 ? rsdp->xsdt : 0, "XSDT",
					sizeof(uint64_t));
}

/* The id of the CPU that MADT entry @e stands for; false if it stands for none. */
static bool entry_cpu(const uint8_t *e, uint32_t *id)
{
	uint32_t flags;

	if (e[0] == MADT_LOCAL_APIC) {
		*id = e[3];
		memcpy(&flags, e + 4, sizeof(flags));
	} else if (e[0] == MADT_LOCAL_X2APIC) {
		memcpy(id, e + 4, sizeof(*id));
		memcpy(&flags, e + 8, sizeof(flags));
	} else {
		return false;
	}
	return flags & MADT_ENABLED;
}

unsigned acpi_cpus(uint64_t told, uint32_t *apic_ids, unsigned max)
{
	const struct madt *madt = find_madt(told);
	unsigned found = 0;
	const uint8_t *e, *end;

	if (!madt)
		return 0;
	end = (const uint8_t *)madt + madt->header.length;
	for (e = (const uint8_t *)(madt + 1); e + 2 <= end && e[1] >= 2; e += e[1])
		if (found < max && entry_cpu(e, &apic_ids[found]))
			found++;
	return found;
}
