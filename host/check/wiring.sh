#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# wiring.sh: what run.sh is told reaches the build of the kernel, the supervisor and the engine, word for word, and
# what may have to ask for a password has run.sh's input. Kernel, supervisor and packages are made up.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
# shellcheck source=made-up.sh
. host/check/made-up.sh
lz_made_up "leafzap wiring"
mkdir "$work/patches of mine"
patch="$work/patches of mine/it's one.patch"
printf -- '--- a/virt/kvm/a.c\n+++ b/virt/kvm/a.c\n@@ -1 +1 @@\n-a\n+b\n' >"$patch"

made_up lab/initramfs.sh <<'END'
echo "made-up initramfs"
END
made_up report.sh <<'END'
printf 'word: %s\n' "$@"
echo "LEAFZAP_APPEND: $LEAFZAP_APPEND"
[ -z "${ENDS:-}" ] || { printf 'what\tbacking\nproblem\t%s\n' "$BACKING" >"$2/results.tsv" && exit "$ENDS"; }
END
made_up cached.sh <<END
case \$2 in
leafzap-report) echo "\${0%/*}/report.sh" ;;
*) LEAFZAP_CACHE=$cache exec "$real/host/cached.sh" "\$@" ;;
esac
END

# run OPTION...: leaves what was said in $work/said.
run() {
	printf 'one\ntwo\nthree\n' | LEAFZAP_LABS=1 LEAFZAP_APPEND=mine=1 "$work/run.sh" --mode lab \
		--out "$work/results of mine" "$@" >"$work/said" 2>&1 || {
		cat "$work/said"
		echo "run.sh $*: exit $?"
		exit 1
	}
}
# expect LINE
expect() {
	grep -qxF -e "$1" "$work/said" || {
		echo "no line '$1' in:" && cat "$work/said"
		bad=1
	}
}
run --patch "$patch" --kernel 6.1 --suite boot --vcpus 2 --seed 7 --long
expect 'packages: one'
expect 'fetch: two'
grep -qxF 'b gcc-99' "$work/compiled" || {
	echo "the patch is not in what was compiled: $(cat "$work/compiled")"
	bad=1
}
expect "word: $work/results of mine"
expect 'word: memfd:boot'
expect 'word: leafzap.plan=@plan@ leafzap.vcpus=2 leafzap.guest=seed=7,long'
expect "word: --mode lab --kernel 6.1 --patch '$work/patches of mine/it'\\''s one.patch'"
expect 'LEAFZAP_APPEND: mine=1'
# What a kernel was built for is added to what the user has for it.
run --kernel debug --engine bochs --suite boot
expect 'LEAFZAP_APPEND: mine=1 page_poison=1'
expect 'word: --mode lab --engine bochs --kernel debug'
# judge WANTED STATUS BACKING: what git bisect is told of a run that ended with STATUS, with a problem of that guest.
judge() {
	rc=0
	echo "an answer" | ENDS=$2 BACKING=$3 "$work/run.sh" --bisect-exit --suite boot --out "$work/results of mine" \
		>"$work/said" 2>&1 || rc=$?
	[ "$rc" -eq "$1" ] || { echo "--bisect-exit: $rc instead of $1 for $2 $3" && cat "$work/said" && bad=1; }
}
judge 0 0 -
judge 1 1 memfd
judge 1 3 memfd
judge 125 3 - # No guest: it does not boot.
judge 125 2 -
judge 125 4 -
judge 130 130 -
[ "$bad" -eq 0 ] && echo "wiring: each word arrives"
exit "$bad"
