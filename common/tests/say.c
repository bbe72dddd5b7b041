// SPDX-License-Identifier: GPL-2.0-only
/*
 * The oracle at the real page sizes, on cases whose answers stand here in words.
 * What the random tests cannot see: that the sizes are those of x86, and that a
 * fault reads as it should.
 */
#include <stdio.h>
#include <string.h>

#include "oracle.h"

#define GIB 0x40000ull
#define BLOCK 0x200ull
#define RIGHTS                                                                                     \
	(LEAFZAP_SPAN_LEAF | LEAFZAP_SPAN_READ | LEAFZAP_SPAN_WRITE | LEAFZAP_SPAN_EXEC |          \
	 LEAFZAP_SPAN_ACCESSED)

static const struct leafzap_root root = { .id = 7, .level = 4, .flags = LEAFZAP_ROOT_CURRENT };

static const struct {
	enum backing backing;
	struct oracle_op op;
	struct leafzap_span before, after;
	const char *words; /* of the first fault, NULL: none */
} cases[] = {
	{ BACKING_THP,
	  { GIB + 0x1ff, GIB + 0x200, LEAFZAP_OP_ZAP },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  "leaf 2M at gfn 0x40000 overlaps ZAP [0x401ff, 0x40200) and is still there" },
	{ BACKING_THP,
	  { GIB + 0x200, GIB + 0x201, LEAFZAP_OP_ZAP },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB, BLOCK, 0, 0, LEVEL_2M, 0, { 0 } },
	  "leaf 2M at gfn 0x40000 overlaps no operation and is gone" },
	{ BACKING_HUGETLB1G,
	  { GIB, GIB + 1, LEAFZAP_OP_ZAP },
	  { GIB, GIB, 1, 0, LEVEL_1G, RIGHTS, { 0 } },
	  { GIB, GIB, 0, 0, LEVEL_1G, 0, { 0 } },
	  NULL },
	{ BACKING_HUGETLB1G,
	  { GIB + 1, 2 * GIB, LEAFZAP_OP_DISCARD },
	  { GIB, GIB, 1, 0, LEVEL_1G, RIGHTS, { 0 } },
	  { GIB, GIB, 0, 0, LEVEL_1G, 0, { 0 } },
	  "leaf 1G at gfn 0x40000 overlaps no operation and is gone" },
	{ BACKING_HUGETLB2M,
	  { GIB + BLOCK, GIB + 2 * BLOCK, LEAFZAP_OP_DISCARD },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB, BLOCK, 0, 0, LEVEL_2M, 0, { 0 } },
	  NULL },
	{ BACKING_MEMFD,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_DISCARD },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS, { 0 } },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS & ~LEAFZAP_SPAN_WRITE, { 0 } },
	  "leaf 4K at gfn 0x40000 must be untouched, but had rights rwx and has r-x" },
	{ BACKING_MEMFD,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_DISCARD },
	  { GIB, 1, 1, 0, LEVEL_4K, RIGHTS, { 0 } },
	  { GIB, 1, 2, 0, LEVEL_4K, RIGHTS, { 0 } },
	  "leaf 4K at gfn 0x40000 must be untouched, but maps another frame now" },
	{ BACKING_MEMFD,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_DISCARD },
	  { GIB, 1, 0, 0, LEVEL_2M, 0, { 0 } },
	  { GIB, 1, 2, 0, LEVEL_4K, RIGHTS, { 0 } },
	  "leaf 4K at gfn 0x40000 is there, where nobody touched anything (before: nothing)" },
	{ BACKING_THP,
	  { GIB + 1, GIB + 2, LEAFZAP_OP_ZAP },
	  { GIB, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  { GIB + 1, BLOCK, 1, 0, LEVEL_2M, RIGHTS, { 0 } },
	  "leaf 2M at gfn 0x40001 has 512 pages: not a leaf of its level" },
};

static char first[512];

static void keep_first(void *arg, const struct oracle_fault *fault)
{
	(void)arg;
	if (!*first)
		oracle_say(fault, first, sizeof(first));
}

static const struct {
	const char *text, *words;
} poisons[] = {
	{ "expected 0x0, read 0xaaaaaaaaaaaaaaaa",
	  "; 0xaa is what the host fills pages with that it has freed" },
	{ "expected 0x0, read 0x6b6b6b6b6b6b6b6b..0x0000000000000000",
	  "; 0x6b is what the host fills objects with that it has freed" },
	{ "expected 0x0, read 0xaaaaaaaaaaaaaaab", "" },
	{ "gfn 0xaa: expected 0x0, read 0x00000000aaaaaaaa", "" },
};

static unsigned check_poisons(void)
{
	unsigned failed = 0;

	for (unsigned i = 0; i < sizeof(poisons) / sizeof(poisons[0]); i++) {
		const char *said = oracle_say_poison(poisons[i].text);

		if (strcmp(said, poisons[i].words)) {
			printf("FAIL: '%s': expected '%s', the oracle says '%s'\n", poisons[i].text,
			       poisons[i].words, said);
			failed++;
		}
	}
	return failed;
}

int main(void)
{
	unsigned failed = check_poisons(), n = sizeof(cases) / sizeof(cases[0]);

	for (unsigned i = 0; i < n; i++) {
		const struct oracle_case c = { cases[i].backing, 0x100, 3 * GIB, &cases[i].op, 1 };
		const struct oracle_map before = { &root, 1, &cases[i].before, 1 };
		const struct oracle_map after = { &root, 1, &cases[i].after, 1 };
		const char *words = cases[i].words ? cases[i].words : "";

		*first = '\0';
		oracle_compare(&c, &before, &after, keep_first, NULL);
		if (strcmp(first, words)) {
			printf("FAIL: case %u: expected '%s', the oracle says '%s'\n", i, words,
			       first);
			failed++;
		}
	}
	printf("%s: %u cases at the real page sizes, %u failed\n", failed ? "FAIL" : "ok", n,
	       failed);
	return failed != 0;
}
