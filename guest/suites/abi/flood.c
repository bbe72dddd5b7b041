// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suite abi: a flood of random calls.  Arguments are drawn from addresses and
 * sizes that have broken such code before, and from anywhere.  Each code must
 * be one that the ABI knows, and the right one where it can be told; what is
 * discarded is booked, and at the end all else must be as it was.
 *
 * The guest's own memory is kept out of what a call may discard or write.
 */
#include <string.h>

#include "abi.h"
#include "memory.h"
#include "test.h"

#define CALLS 20000
#define CALLS_LONG 100000
/* Cases that the flood is cut into: a hang or a failure is then near its cause. */
#define PARTS 4
#define SAY_EVERY 5000
#define STRUCTS_AT (WINDOW_PAGES / 2)

/* The guest's image, which no call may change. */
extern const uint8_t image_start[];
extern const uint8_t image_rodata_end[];

enum { MARKS = 32 };

struct mark {
	uint64_t gfn, value;
};

static struct mark inside[MARKS], outside[MARKS];

static uint64_t hash_image(void)
{
	uint64_t h = 0xcbf29ce484222325; /* FNV-1a */

	for (const uint8_t *p = image_start; p < image_rodata_end; p++)
		h = (h ^ *p) * 0x100000001b3;
	return h;
}

static void set_marks(void)
{
	uint64_t rest = arena_end - arena_start - WINDOW_PAGES;

	for (unsigned i = 0; i < MARKS; i++) {
		inside[i].gfn = arena_start + i * (STRUCTS_AT / MARKS);
		outside[i].gfn = arena_start + WINDOW_PAGES + (rest - 1) * i / (MARKS - 1);
		inside[i].value = random64() | 1;
		outside[i].value = random64() | 1;
		*page_word(inside[i].gfn) = inside[i].value;
		*page_word(outside[i].gfn) = outside[i].value;
	}
}

static void check_marks(const struct mark *marks, const char *where)
{
	for (unsigned i = 0; i < MARKS; i++) {
		uint64_t got = *page_word(marks[i].gfn);

		check(content_of(got), got == marks[i].value,
		      "%s: gfn %#lx must read %#lx, reads %#lx", where, marks[i].gfn,
		      marks[i].value, got);
	}
}

/* What DISCARD of [gpa, gpa + bytes) leaves of the marks in the window. */
static void book_discard(uint64_t gpa, uint64_t bytes)
{
	for (unsigned i = 0; i < MARKS; i++)
		if (inside[i].gfn >= gpa_to_gfn(gpa) && inside[i].gfn < gpa_to_gfn(gpa + bytes))
			inside[i].value = 0;
}

/* Pages of the window's first half: what calls may discard. */
static uint64_t some_gpa(void)
{
	uint64_t in = gfn_to_gpa(arena_start + random_below(STRUCTS_AT));

	switch (random_below(12)) {
	case 0:
		return random64();
	case 1:
		return in + random_below(4096);
	case 2:
		return gfn_to_gpa(ram[nram - 1].end_gfn) - 4096 + gfn_to_gpa(random_below(3));
	case 3:
		return gfn_to_gpa(0xa0 + random_below(0x60));
	case 4:
		return gfn_to_gpa(ROM_GFN + random_below(ROM_END_GFN - ROM_GFN));
	case 5:
		return 0 - gfn_to_gpa(random_below(4));
	case 6:
		return 1ull << random_below(64);
	default:
		return in;
	}
}

static uint64_t some_bytes(void)
{
	switch (random_below(10)) {
	case 0:
		return random64();
	case 1:
		return random_below(8192);
	case 2:
		return 1ull << random_below(64);
	case 3:
		return 0 - gfn_to_gpa(random_below(4));
	case 4:
		return gfn_to_gpa(random_below(1ull << 20));
	case 5:
		return 0;
	default:
		return gfn_to_gpa(1 + random_below(600));
	}
}

static uint64_t some_flags(void)
{
	return random_below(16) ? 0 : random64();
}

/* May this range be discarded?  Only in the window's first half. */
static bool may_discard(uint64_t gpa, uint64_t bytes)
{
	uint64_t end = gpa + bytes;

	if (end <= gpa)
		return true; /* the host must refuse it */
	if (gpa >= gfn_to_gpa(arena_start) && end <= gfn_to_gpa(arena_start + STRUCTS_AT))
		return true;
	/* Outside RAM is refused as well; whatever touches RAM elsewhere is not tried. */
	return !is_ram(gpa_to_gfn(gpa), 1) && gpa >= gfn_to_gpa(ROM_END_GFN);
}

/* The code that ZAP or DISCARD must give; 1 if that depends on the firmware. */
static long expected_code(uint64_t gpa, uint64_t bytes, uint64_t flags)
{
	if (flags || !bytes || (gpa | bytes) % 4096 || gpa + bytes < gpa)
		return -KVM_EINVAL;
	if (is_ram(gpa_to_gfn(gpa), gpa_to_gfn(bytes)))
		return 0;
	/* Shadow RAM below 1 MiB may be writable, and RAM goes on above it. */
	if (gpa < (1 << 20))
		return 1;
	return -KVM_EFAULT;
}

static bool known_code(long code)
{
	return code == 0 || code == -KVM_E2BIG || code == -KVM_EFAULT || code == -KVM_EINVAL ||
	       code == -KVM_EOPNOTSUPP || code == -KVM_ENOSYS;
}

static void call_unmap(void)
{
	bool discard = random64() & 1;
	uint64_t gpa = some_gpa(), bytes = some_bytes(), flags = some_flags();
	uint64_t nr;
	long want = expected_code(gpa, bytes, flags), got;

	discard = discard && may_discard(gpa, bytes);
	nr = discard ? LEAFZAP_HC_DISCARD : LEAFZAP_HC_ZAP;
	got = hypercall(nr, gpa, bytes, flags, random64());
	check(CALL, want == 1 ? known_code(got) : got == want,
	      "%s(%#lx, %#lx, %#lx): expected %s, got %s", discard ? "DISCARD" : "ZAP", gpa, bytes,
	      flags, want == 1 ? "0 or an error" : hyper_error(want), hyper_error(got));
	if (!got && discard)
		book_discard(gpa, bytes);
}

/* A place for a structure in the window's second half, or anywhere but in own memory. */
static uint64_t struct_gpa(void)
{
	uint64_t at = gfn_to_gpa(arena_start + STRUCTS_AT + random_below(64)) + random_below(4096);
	uint64_t odd = some_gpa();

	return random_below(8) || is_ram(gpa_to_gfn(odd), 1) || odd < gfn_to_gpa(ROM_GFN) ? at
											  : odd;
}

static bool in_window(uint64_t gpa)
{
	return gpa >= gfn_to_gpa(arena_start) && gpa < gfn_to_gpa(arena_start + WINDOW_PAGES - 64);
}

static void call_batch(void)
{
	uint64_t at = struct_gpa(), n = 1 + random_below(4), count = n, flags = some_flags();
	struct leafzap_range r[4];
	long want = flags ? -KVM_EINVAL : 0, got;

	if (!random_below(8))
		count = some_bytes();
	if (!flags && (!count || count > host_info.max_batch))
		want = count ? -KVM_E2BIG : -KVM_EINVAL;
	/* More than was written: what lies behind is not known. */
	if (!want && count != n)
		count = n;
	for (unsigned i = 0; i < n; i++) {
		long code;

		r[i] = (struct leafzap_range){ some_gpa(), some_bytes(), (uint32_t)random_below(2),
					       1, 0 };
		if (!may_discard(r[i].gpa, r[i].bytes))
			r[i].op = LEAFZAP_OP_ZAP;
		if (!random_below(16))
			r[i].op = 2 + (uint32_t)random_below(1 << 20);
		code = r[i].op > 1 ? -KVM_EINVAL : expected_code(r[i].gpa, r[i].bytes, 0);
		want = want ? want : code;
	}
	if (in_window(at))
		memcpy((void *)at, r, n * sizeof(r[0]));
	else if (!flags && count && count <= host_info.max_batch)
		want = -KVM_EFAULT;
	got = hypercall(LEAFZAP_HC_BATCH, at, count, flags, random64());
	check(CALL, want == 1 ? known_code(got) : got == want,
	      "BATCH of %lu ranges at %#lx, flags %#lx: expected %s, got %s", count, at, flags,
	      want == 1 ? "0 or an error" : hyper_error(want), hyper_error(got));
	for (unsigned i = 0; !got && i < n; i++)
		if (r[i].op == LEAFZAP_OP_DISCARD)
			book_discard(r[i].gpa, r[i].bytes);
}

static void call_structure(void)
{
	static const struct {
		uint64_t nr, bytes;
	} calls[] = { { LEAFZAP_HC_INFO, sizeof(struct leafzap_info) },
		      { LEAFZAP_HC_STATS, sizeof(struct leafzap_stats) },
		      { LEAFZAP_HC_WALK, sizeof(struct leafzap_walk) },
		      { LEAFZAP_HC_TUNE, sizeof(struct leafzap_tune) } };
	unsigned c = (unsigned)random_below(4);
	uint64_t at = struct_gpa(), bytes = random_below(8) ? calls[c].bytes : some_bytes();
	long got;

	if (in_window(at) && calls[c].nr == LEAFZAP_HC_WALK)
		*(struct leafzap_walk *)at =
			(struct leafzap_walk){ .gpa = some_gpa(),
					       .bytes = some_bytes(),
					       .spans = gfn_to_gpa(arena_start + STRUCTS_AT + 128),
					       .capacity = (uint32_t)random_below(64),
					       .flags = (uint32_t)some_flags() };
	else if (in_window(at))
		*(struct leafzap_tune *)at = (struct leafzap_tune){
			.fault_delay_us = (uint32_t)(random64() & 1 ? 0 : ~0u - random_below(999)),
			.zero = (uint32_t)some_flags()
		};
	got = hypercall(calls[c].nr, at, bytes, random64(), random64());
	check(CALL, known_code(got), "hypercall %#lx(%#lx, %#lx): %ld is no code of the ABI",
	      calls[c].nr, at, bytes, got);
	check(CALL, bytes == calls[c].bytes || got == -KVM_EINVAL,
	      "hypercall %#lx with %#lx bytes: expected KVM_EINVAL, got %s", calls[c].nr, bytes,
	      hyper_error(got));
}

static void call_unknown(void)
{
	/* Below lie KVM's own numbers. */
	uint64_t nr = random64() & 1 ? LEAFZAP_HC_LAST + 1 + random_below(1 << 16)
				     : (random64() << 32 | LEAFZAP_HC_INFO) + random_below(7);
	long got;

	if (nr >= LEAFZAP_HC_INFO && nr <= LEAFZAP_HC_LAST)
		return;
	got = hypercall(nr, some_gpa(), some_bytes(), some_flags(), random64());
	check(CALL, got == -KVM_ENOSYS, "hypercall %#lx: expected KVM_ENOSYS, got %s", nr,
	      hyper_error(got));
}

static void flood(void)
{
	unsigned ncalls = (option(long) ? CALLS_LONG : CALLS) / PARTS;
	uint64_t image = hash_image();

	set_marks();
	for (unsigned i = 0; i < ncalls; i++) {
		/* A guest that says nothing for long is taken for hung. */
		if (i && !(i % SAY_EVERY))
			note("%u of %u calls", i, ncalls);
		switch (random_below(8)) {
		case 0:
		case 1:
		case 2:
			call_unmap();
			break;
		case 3:
		case 4:
			call_batch();
			break;
		case 5:
		case 6:
			call_structure();
			break;
		default:
			call_unknown();
		}
	}
	abi_restore_tune();
	check_marks(inside, "the window, after the flood");
	check_marks(outside, "outside the window, after the flood");
	check(CONTENT, hash_image() == image, "the flood changed the guest's image");
	check(STATS, abi_nothing_pending(), "after the flood leaves still wait for a flush");
}

const struct abi_case abi_flood_cases[] = {
	{ "a_flood_of_random_calls_leaves_no_trace", flood },
	{ "a_second_flood_leaves_no_trace", flood },
	{ "a_third_flood_leaves_no_trace", flood },
	{ "a_fourth_flood_leaves_no_trace", flood },
	{ NULL, NULL },
};
