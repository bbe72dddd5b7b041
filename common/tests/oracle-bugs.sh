#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# oracle-bugs.sh: plants bugs into copies of the oracle, one by one; each must be seen by a test.
# A line of the table: file, name, sed expression. An expression that changes nothing is an error.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-oracle.XXXXXX")
leave() {
	rm -rf "$out"
	exit "$1"
}
trap 'leave $?' EXIT
trap 'exit 130' INT TERM HUP
cases=20000
planted=0
failed=0

table() {
	cat <<'END'
oracle.c overlap-end-inclusive s/if (ranges_overlap(leaf->gfn, end, op->start, op->end))/if (ranges_overlap(leaf->gfn, end, op->start, op->end + 1))/
oracle.c overlap-start-late s/if (ranges_overlap(leaf->gfn, end, op->start, op->end))/if (ranges_overlap(leaf->gfn, end, op->start + 1, op->end))/
oracle.c hugetlb-partial-unmaps s/uint64_t first = level_ceil(op->start, level)/uint64_t first = level_floor(op->start, level)/
oracle.c hugetlb-tail-unmaps s/uint64_t last = level_floor(op->end, level)/uint64_t last = level_ceil(op->end, level)/
oracle.c hugetlb-not-widened s/reach = level_pages(LEVEL_1G) - level_pages(level)/reach = 0/
oracle.c hugetlb-widened-too-far s/reach = level_pages(LEVEL_1G) - level_pages(level)/reach = level_pages(LEVEL_1G)/
oracle.c thp-cut-not-allowed s/return FATE_MAY_GO;$/return FATE_STAYS;/
oracle.c thp-next-block-too s/block + level_pages(LEVEL_2M), op->start/block + level_pages(LEVEL_2M) + 1, op->start/
oracle.c first-op-only s/for (unsigned i = 0; i < c->nops; i++) {/for (unsigned i = 0; i < 1; i++) {/
oracle.c zap-clears s/op->op == LEAFZAP_OP_DISCARD \&\& gfn >= op->start \&\& gfn < op->end)$/gfn >= op->start \&\& gfn < op->end)/
oracle.c discard-end-inclusive s/gfn >= op->start \&\& gfn < op->end)$/gfn >= op->start \&\& gfn <= op->end)/
oracle.c thp-split-may-be-huge s/return seen.huge || seen.remaining ? small : either/return either/
oracle.c thp-split-must-be-huge s/return seen.huge || seen.remaining ? small : either/return huge/
oracle.c thp-whole-must-be-small s/return either;/return small;/
oracle.c slot-end-ignored s/level_floor(gfn, level) + level_pages(level) > c->slot_end/false/
oracle_compare.c frame-ignored s/a->frame == b->frame \&\& //
oracle_compare.c rights-ignored s/ \&\& (a->flags \& kept) == (b->flags \& kept)//
oracle_compare.c stayed-not-told s/if (fate == FATE_GONE)$/if (false)/
oracle_compare.c lost-not-told s/f.why = leaf ? WHY_CHANGED : WHY_LOST;/if (!leaf) continue; f.why = WHY_CHANGED;/
oracle_compare.c root-not-told s/if (root < 0) {/if (root < 0) { continue;/
oracle_compare.c first-root-only s/for (unsigned i = 0; i < before->nroots; i++) {/for (unsigned i = 0; i < 1; i++) {/
oracle_compare.c level-not-told s/if (leaf->level < f.expected.min || leaf->level > f.expected.max) {/if (false) {/
oracle_compare.c rebuilt-rights-ignored s/if ((leaf->flags \& rights) != f.rights) {/if (false) {/
oracle_compare.c table-not-told s/is.span->level == was.span->level)/true)/
oracle.c page-size-limit-ignored s/return level < c->host.max_level ? level : c->host.max_level;/return level;/
oracle.c nx-huge-must-execute s/if (host->nx_huge \&\& level > LEVEL_4K)/if (false)/
oracle.c nx-small-must-not-execute s/if (host->nx_huge \&\& level > LEVEL_4K)/if (host->nx_huge)/
oracle.c nx-not-asked-for s/host.nx_huge = features \& LEAFZAP_F_NX_HUGE;/host.nx_huge = true;/
oracle.c recovery-not-allowed s/if (fate == FATE_STAYS \&\& span_may_recover(leaf))/if (false)/
oracle.c recovery-anywhere s/if (fate == FATE_STAYS \&\& span_may_recover(leaf))/if (fate == FATE_STAYS)/
oracle.c fetched-block-is-small s/seen.small |= !may_be_split(c, span->gfn)/seen.small = true/
oracle.c split-anywhere s/return c->host.nx_huge \&\& level > LEVEL_4K \&\& c->executed/return c->executed/
oracle.c split-next-block-too s/c->executed(level_floor(gfn, level), level_pages(level));/c->executed(level_floor(gfn, level), level_pages(level) + 1);/
oracle.c split-page-only s/c->executed(level_floor(gfn, level), level_pages(level));/c->executed(gfn, 1);/
oracle_compare.c split-not-told s/if (span_may_recover(span))/if (false)/
oracle_compare.c touched-and-recovered-is-wrong s/if (may_recover)$/if (false)/
oracle_compare.c small-below-split-is-wrong s/if (kept->level < levels->min)/if (false)/
oracle_compare.c huge-over-tables-is-right s/if (kept->level < levels->max \&\& !span_may_recover(kept))/if (false)/
oracle_compare.c huge-after-recovery-is-wrong s/if (kept->level < levels->max \&\& !span_may_recover(kept))/if (kept->level < levels->max)/
oracle_compare.c tables-bound-always s/if (!kept || !(span_may_recover(kept) || j->c->host.nx_tables))/if (!kept)/
oracle_compare.c recovered-after-touch-is-wrong s/if (!leaf \&\& span_may_recover(was.span))/if (false)/
oracle_compare.c lost-by-touch-not-told s/if (!leaf \&\& span_may_recover(was.span))/if (!leaf)/
oracle_compare.c recovered-table-is-wrong s/if (span_may_recover(was.span) \&\& is.span->level > was.span->level)/if (false)/
END
}

flags="-std=gnu11 -O1 -w -DTABLE_BITS=2 -I ."
for file in tests/oracle.c tests/fake_*.c; do
	# shellcheck disable=SC2086 # the flags are words
	gcc $flags -c -o "$out/model-$(basename "$file").o" "$file"
done
while IFS=' ' read -r file name expression; do
	planted=$((planted + 1))
	cp oracle.c oracle_compare.c oracle_say.c "$out/"
	sed "$expression" "$file" >"$out/$file"
	if cmp -s "$file" "$out/$file"; then
		echo "FAIL: bug $name found no place in $file"
		failed=$((failed + 1))
		continue
	fi
	# shellcheck disable=SC2086 # the flags are words
	gcc $flags -o "$out/test" "$out"/model-*.o "$out"/oracle*.c
	# shellcheck disable=SC2086
	gcc $flags -UTABLE_BITS -o "$out/say" tests/say.c "$out"/oracle*.c
	if "$out/test" "$cases" >"$out/log" 2>&1 && "$out/say" >"$out/log" 2>&1; then
		echo "FAIL: bug $name of the oracle was not seen"
		failed=$((failed + 1))
	fi
done <<END
$(table)
END
if [ "$failed" -ne 0 ]; then
	echo "FAIL: $failed of $planted bugs planted in the oracle"
	exit 1
fi
echo "ok: $planted bugs planted in the oracle, all seen"
