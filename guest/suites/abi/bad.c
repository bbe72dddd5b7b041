// SPDX-License-Identifier: GPL-2.0-only
/* The bad inputs of suite abi, as a table, and the one way in which all are tried. */
#include <stdio.h>
#include <string.h>

#include "abi.h"
#include "memory.h"
#include "test.h"

#define MAX_BAD 192
#define UNTOUCHED 0x5a5a5a5a
/* The host may move a page for its own reasons; not on every try. */
#define TRIES 5

uint8_t abi_scratch[4096] __attribute__((aligned(4096)));

static struct bad_input bads[MAX_BAD];
static unsigned nbads;

static struct bad_input *add(const char *call, const char *title, long want, uint64_t nr,
			     uint64_t a0, uint64_t a1, uint64_t a2)
{
	struct bad_input *b = &bads[nbads];

	if (nbads + 1 < MAX_BAD)
		nbads++;
	*b = (struct bad_input){ .want = want, .nr = nr, .arg = { a0, a1, a2, 0 } };
	snprintf(b->title, sizeof(b->title), "%s_%s_is_%s", call, title, hyper_error(want) + 4);
	return b;
}

static uint64_t arena_gpa(void)
{
	return gfn_to_gpa(arena_start);
}

/* Above all RAM of a pc: where PCI devices would be. */
static uint64_t hole_gpa(void)
{
	return gfn_to_gpa(ram[nram - 1].end_gfn);
}

struct range_input {
	const char *title;
	uint64_t gpa, bytes;
	long want;
};

#define PAGE 4096ull
#define TOP (1ull << 63)
#define LOCAL_APIC 0xfee00000ull
#define IO_APIC 0xfec00000ull
#define ROM (ROM_GFN << 12)

/* Ranges that ZAP and DISCARD, alone or in a BATCH, must refuse. */
static unsigned bad_ranges(struct range_input *out)
{
	uint64_t in = arena_gpa(), hole = hole_gpa();
	const struct range_input all[] = {
		{ "of_0_bytes", in, 0, -KVM_EINVAL },
		{ "at_an_odd_address", in + 1, PAGE, -KVM_EINVAL },
		{ "at_half_a_page", in + 0x800, PAGE, -KVM_EINVAL },
		{ "of_1_byte", in, 1, -KVM_EINVAL },
		{ "of_a_page_less_1_byte", in, PAGE - 1, -KVM_EINVAL },
		{ "of_a_page_and_1_byte", in, PAGE + 1, -KVM_EINVAL },
		{ "that_wraps_around", in, 0 - PAGE, -KVM_EINVAL },
		{ "that_wraps_to_its_own_start", in, 0 - (PAGE - 1), -KVM_EINVAL },
		{ "of_the_last_page_there_can_be", 0 - PAGE, PAGE, -KVM_EINVAL },
		{ "over_the_end_of_addresses", 0 - PAGE, 2 * PAGE, -KVM_EINVAL },
		{ "of_half_of_all_addresses", in, TOP, -KVM_EFAULT },
		{ "at_half_of_all_addresses", TOP, PAGE, -KVM_EFAULT },
		{ "of_a_hole", hole, PAGE, -KVM_EFAULT },
		{ "of_a_large_hole", hole, 512 * PAGE, -KVM_EFAULT },
		{ "that_ends_in_a_hole", hole - PAGE, 2 * PAGE, -KVM_EFAULT },
		{ "that_begins_in_RAM_and_ends_far_outside", in, 1ull << 40, -KVM_EFAULT },
		{ "of_the_local_APIC", LOCAL_APIC, PAGE, -KVM_EFAULT },
		{ "of_the_IO_APIC", IO_APIC, PAGE, -KVM_EFAULT },
		{ "above_the_physical_address_space", 1ull << 52, PAGE, -KVM_EFAULT },
	};

	memcpy(out, all, sizeof(all));
	return sizeof(all) / sizeof(all[0]);
}

static void fill_batch(const struct bad_input *bad)
{
	struct leafzap_range *r = (void *)abi_scratch;

	r[0] = (struct leafzap_range){ arena_gpa(), PAGE, LEAFZAP_OP_ZAP, UNTOUCHED, UNTOUCHED };
	r[1] = (struct leafzap_range){ arena_gpa() + PAGE, PAGE, LEAFZAP_OP_DISCARD, UNTOUCHED,
				       UNTOUCHED };
	r[2] = (struct leafzap_range){ bad->gpa, bad->bytes, (uint32_t)bad->value[0], UNTOUCHED,
				       UNTOUCHED };
}

static void fill_walk(const struct bad_input *bad)
{
	*(struct leafzap_walk *)abi_scratch = (struct leafzap_walk){
		.gpa = bad->gpa,
		.bytes = bad->bytes,
		.spans = bad->value[0],
		.capacity = (uint32_t)bad->value[1],
		.flags = (uint32_t)bad->value[2],
	};
}

static void fill_tune(const struct bad_input *bad)
{
	*(struct leafzap_tune *)abi_scratch =
		(struct leafzap_tune){ .fault_delay_us = (uint32_t)bad->value[0],
				       .root_delay_us = (uint32_t)bad->value[1],
				       .zero = (uint32_t)bad->value[2] };
}

static void add_ranges(void)
{
	static const struct {
		const char *name;
		uint64_t nr;
	} calls[] = { { "ZAP", LEAFZAP_HC_ZAP }, { "DISCARD", LEAFZAP_HC_DISCARD } };
	struct range_input ranges[32];
	unsigned n = bad_ranges(ranges);
	uint64_t list = (uintptr_t)abi_scratch;

	if (rom_is_there()) {
		ranges[n++] = (struct range_input){ "of_ROM", ROM, PAGE, -KVM_EFAULT };
		ranges[n++] = (struct range_input){ "of_all_ROM", ROM, 64 * PAGE, -KVM_EFAULT };
	}
	for (unsigned c = 0; c < 2; c++) {
		for (unsigned i = 0; i < n; i++) {
			struct bad_input *b;
			char title[80];

			add(calls[c].name, ranges[i].title, ranges[i].want, calls[c].nr,
			    ranges[i].gpa, ranges[i].bytes, 0);
			snprintf(title, sizeof(title), "with_a_%s_%s", calls[c].name,
				 ranges[i].title);
			b = add("BATCH", title, ranges[i].want, LEAFZAP_HC_BATCH, list, 3, 0);
			b->fill = fill_batch;
			b->gpa = ranges[i].gpa;
			b->bytes = ranges[i].bytes;
			b->value[0] = c ? LEAFZAP_OP_DISCARD : LEAFZAP_OP_ZAP;
		}
		add(calls[c].name, "with_flag_1", -KVM_EINVAL, calls[c].nr, arena_gpa(), PAGE, 1);
		add(calls[c].name, "with_flag_63", -KVM_EINVAL, calls[c].nr, arena_gpa(), PAGE,
		    TOP);
	}
}

static void add_batches(void)
{
	uint64_t list = (uintptr_t)abi_scratch, nr = LEAFZAP_HC_BATCH, hole = hole_gpa();
	const struct {
		const char *title;
		long want;
		uint64_t gpa, count, flags, op;
	} all[] = {
		{ "of_0_ranges", -KVM_EINVAL, list, 0, 0, 0 },
		{ "of_1_range_too_many", -KVM_E2BIG, list, host_info.max_batch + 1ull, 0, 0 },
		{ "of_2_to_the_32_ranges", -KVM_E2BIG, list, 1ull << 32, 0, 0 },
		{ "of_2_to_the_61_ranges", -KVM_E2BIG, list, 1ull << 61, 0, 0 },
		{ "of_2_to_the_63_ranges", -KVM_E2BIG, list, TOP, 0, 0 },
		{ "of_all_ones_ranges", -KVM_E2BIG, list, ~0ull, 0, 0 },
		{ "with_flag_1", -KVM_EINVAL, list, 2, 1, 0 },
		{ "with_flag_63", -KVM_EINVAL, list, 2, TOP, 0 },
		{ "whose_list_is_in_a_hole", -KVM_EFAULT, hole, 2, 0, 0 },
		{ "whose_list_ends_in_a_hole", -KVM_EFAULT, hole - 24, 2, 0, 0 },
		{ "whose_list_is_the_local_APIC", -KVM_EFAULT, LOCAL_APIC, 2, 0, 0 },
		{ "whose_list_wraps_around", -KVM_EFAULT, 0 - 24ull, 2, 0, 0 },
		{ "whose_list_is_above_all_addresses", -KVM_EFAULT, TOP, 2, 0, 0 },
		{ "with_operation_2", -KVM_EINVAL, list, 3, 0, 2 },
		{ "with_operation_all_ones", -KVM_EINVAL, list, 3, 0, ~0u },
	};

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct bad_input *b = add("BATCH", all[i].title, all[i].want, nr, all[i].gpa,
					  all[i].count, all[i].flags);

		b->fill = fill_batch;
		b->gpa = arena_gpa();
		b->bytes = PAGE;
		b->value[0] = all[i].op;
	}
	if (rom_is_there())
		add("BATCH", "whose_list_is_in_ROM", -KVM_EFAULT, nr, ROM, 2, 0);
}

/* The calls that take one structure and its size. */
static void add_structures(void)
{
	static const struct {
		const char *name;
		uint64_t nr, bytes;
	} calls[] = {
		{ "INFO", LEAFZAP_HC_INFO, sizeof(struct leafzap_info) },
		{ "WALK", LEAFZAP_HC_WALK, sizeof(struct leafzap_walk) },
		{ "STATS", LEAFZAP_HC_STATS, sizeof(struct leafzap_stats) },
		{ "TUNE", LEAFZAP_HC_TUNE, sizeof(struct leafzap_tune) },
	};
	uint64_t at = (uintptr_t)abi_scratch, hole = hole_gpa();

	for (unsigned c = 0; c < sizeof(calls) / sizeof(calls[0]); c++) {
		const char *name = calls[c].name;
		uint64_t nr = calls[c].nr, bytes = calls[c].bytes;

		add(name, "of_0_bytes", -KVM_EINVAL, nr, at, 0, 0);
		add(name, "of_a_byte_less", -KVM_EINVAL, nr, at, bytes - 1, 0);
		add(name, "of_a_byte_more", -KVM_EINVAL, nr, at, bytes + 1, 0);
		add(name, "of_2_to_the_63_bytes_more", -KVM_EINVAL, nr, at, bytes + TOP, 0);
		add(name, "in_a_hole", -KVM_EFAULT, nr, hole, bytes, 0);
		add(name, "that_ends_in_a_hole", -KVM_EFAULT, nr, hole - bytes + 1, bytes, 0);
		add(name, "on_the_local_APIC", -KVM_EFAULT, nr, LOCAL_APIC, bytes, 0);
		add(name, "that_wraps_around", -KVM_EFAULT, nr, 0 - bytes / 2, bytes, 0);
		add(name, "above_all_addresses", -KVM_EFAULT, nr, TOP, bytes, 0);
		if (rom_is_there())
			add(name, "in_ROM", -KVM_EFAULT, nr, ROM, bytes, 0);
	}
}

static void add_walks(void)
{
	uint64_t at = (uintptr_t)abi_scratch, in = arena_gpa(), spans = at + 2048;
	const struct {
		const char *title;
		long want;
		uint64_t gpa, bytes, spans, capacity, flags;
	} all[] = {
		{ "over_0_bytes", -KVM_EINVAL, in, 0, spans, 8, 0 },
		{ "from_an_odd_address", -KVM_EINVAL, in + 1, PAGE, spans, 8, 0 },
		{ "over_part_of_a_page", -KVM_EINVAL, in, PAGE / 2, spans, 8, 0 },
		{ "over_a_range_that_wraps", -KVM_EINVAL, in, 0 - PAGE, spans, 8, 0 },
		{ "with_flag_1", -KVM_EINVAL, in, PAGE, spans, 8, 1 },
		{ "with_flag_31", -KVM_EINVAL, in, PAGE, spans, 8, 1u << 31 },
		{ "with_spans_in_a_hole", -KVM_EFAULT, in, PAGE, hole_gpa(), 8, 0 },
		{ "with_spans_that_end_in_a_hole", -KVM_EFAULT, in, PAGE, hole_gpa() - 32, 8, 0 },
		{ "with_spans_on_the_local_APIC", -KVM_EFAULT, in, PAGE, LOCAL_APIC, 8, 0 },
		{ "with_spans_that_wrap", -KVM_EFAULT, in, PAGE, 0 - 32ull, 8, 0 },
		{ "without_room_for_a_span", -KVM_E2BIG, in, PAGE, spans, 0, 0 },
	};

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct bad_input *b = add("WALK", all[i].title, all[i].want, LEAFZAP_HC_WALK, at,
					  sizeof(struct leafzap_walk), 0);

		b->fill = fill_walk;
		b->gpa = all[i].gpa;
		b->bytes = all[i].bytes;
		b->value[0] = all[i].spans;
		b->value[1] = all[i].capacity;
		b->value[2] = all[i].flags;
	}
}

static void add_others(void)
{
	uint64_t at = (uintptr_t)abi_scratch, in = arena_gpa();
	static const uint64_t unknown[] = { LEAFZAP_HC_LAST + 1,      LEAFZAP_HC_INFO - 1,
					    LEAFZAP_HC_INFO + 0x100,  LEAFZAP_HC_ZAP + (1ull << 32),
					    LEAFZAP_HC_DISCARD + TOP, ~0ull };
	const uint64_t tunes[][3] = { { LEAFZAP_MAX_DELAY_US + 1, 0, 0 },
				      { 0, LEAFZAP_MAX_DELAY_US + 1, 0 },
				      { ~0u, 0, 0 },
				      { 0, ~0u, 0 },
				      { 0, 0, 1 } };

	for (unsigned i = 0; i < sizeof(tunes) / sizeof(tunes[0]); i++) {
		char title[64];
		struct bad_input *b;

		snprintf(title, sizeof(title), "with_delays_%lu_and_%lu_and_zero_%lu", tunes[i][0],
			 tunes[i][1], tunes[i][2]);
		b = add("TUNE", title, -KVM_EINVAL, LEAFZAP_HC_TUNE, at,
			sizeof(struct leafzap_tune), 0);
		b->fill = fill_tune;
		memcpy(b->value, tunes[i], sizeof(b->value));
	}
	for (unsigned i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		char title[64];

		snprintf(title, sizeof(title), "number_%#lx", unknown[i]);
		add("unknown", title, -KVM_ENOSYS, unknown[i], in, PAGE, 0);
	}
}

unsigned bad_inputs_make(void)
{
	nbads = 0;
	add_ranges();
	add_batches();
	add_structures();
	add_walks();
	add_others();
	return nbads;
}

const struct bad_input *bad_input(unsigned n)
{
	return &bads[n];
}

static void check_untouched(const struct bad_input *bad)
{
	const struct leafzap_range *r = (const void *)abi_scratch;

	for (unsigned i = 0; i < 3; i++)
		check(CONTENT, r[i].result == UNTOUCHED && r[i].done == UNTOUCHED,
		      "range %u became result %#x, done %#lx in a BATCH refused", i, r[i].result,
		      r[i].done);
	check(CONTENT, r[2].gpa == bad->gpa && r[2].bytes == bad->bytes,
	      "the list of ranges was changed");
}

static bool try_once(const struct bad_input *bad, struct witness *before, struct witness *after,
		     enum kind *kind, char *what, size_t bytes)
{
	long got;

	memset(abi_scratch, 0, sizeof(abi_scratch));
	if (bad->fill)
		bad->fill(bad);
	witness_touch();
	witness_take(before);
	got = hypercall(bad->nr, bad->arg[0], bad->arg[1], bad->arg[2], bad->arg[3]);
	witness_take(after);
	check(CALL, got == bad->want,
	      "hypercall %#lx (%#lx, %#lx, %#lx): expected %s, got %s (%ld)", bad->nr, bad->arg[0],
	      bad->arg[1], bad->arg[2], hyper_error(bad->want), hyper_error(got), got);
	if (bad->fill == fill_batch)
		check_untouched(bad);
	return case_failed() || !witness_differs(before, after, kind, what, bytes);
}

void bad_input_run(unsigned n)
{
	struct witness before, after;
	enum kind kind = CALL;
	char what[128] = "";
	bool done = false;

	if (!witness_alloc(&before) || !witness_alloc(&after))
		error_case("no memory for two WALKs");
	for (unsigned i = 0; i < TRIES && !done; i++)
		done = try_once(&bads[n], &before, &after, &kind, what, sizeof(what));
	check(kind, done, "the call was refused, but on each of %u tries it changed something: %s",
	      TRIES, what);
	witness_free(&before);
	witness_free(&after);
}
