#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# placing.sh REVISION [KERNEL [PATCH]]: how long placing one patch and leafzap's hooks on KVM's unpacked sources takes,
# beside the same by the scripts of an older REVISION: five runs of each, in turn. Each has a cache of its own, into which
# a run before has built what places hooks. Prints the medians, their ratio, and which files came out different. No step
# of make check.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_trap_signals
revision=${1:?usage: placing.sh REVISION [KERNEL [PATCH]]} kernel=${2:-6.12}
lz_program .
program=$lz_out
base=$("$program" --top . base "$kernel")
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-placing.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
if [ -n "${3:-}" ]; then
	patch=$("$program" --top . patches "$3")
else
	patch=$work/mutant.patch
	host/mutants/show flush-of-4k-only --kernel "$kernel" >"$patch"
fi
mkdir "$work/tree"
git archive "$revision" >"$work/tar" || die "no revision $revision here, in a clone of the repository"
tar -x -C "$work/tree" -f "$work/tar"

# once old|new TOP
once() {
	rm -rf "${work:?}/$1"
	begin=$(date +%s%N)
	# It was a script once.
	if [ -e "$2/host/kernel/stage.sh" ]; then stage=$2/host/kernel/stage.sh; else stage="$2/host/leafzap.sh stage"; fi
	# shellcheck disable=SC2086 # words
	LEAFZAP_CACHE="$work/cache-$1" $stage "$base" "$work/$1" "$patch" >"$work/log" 2>&1 || {
		cat "$work/log"
		die "staging by the $1 scripts failed"
	}
	ms=$((($(date +%s%N) - begin) / 1000000))
	[ "$3" = warm ] || echo "$ms" >>"$work/$1.ms"
}
once old "$work/tree" warm
once new "$PWD" warm
for n in 1 2 3 4 5; do
	once old "$work/tree" "$n"
	once new "$PWD" "$n"
done
for side in old new; do
	sort -n "$work/$side.ms" | tr '\n' ' ' >"$work/line"
	printf '%s: %s ms, median %s\n' "$side" "$(cat "$work/line")" "$(cut -d' ' -f3 "$work/line")"
done
awk -v old="$(sort -n "$work/old.ms" | sed -n 3p)" -v new="$(sort -n "$work/new.ms" | sed -n 3p)" \
	'BEGIN { printf "ratio: %.2f of the seconds of before\n", new / old }'
diff -rq "$work/old" "$work/new" && echo "all files are the same, byte for byte"
