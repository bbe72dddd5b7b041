#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# repeat.sh N [run.sh option]...: N runs on stock KVM with seeds 1 to N, one lab each, as many at a time
# as there are cores. For false alarms and stability, which one run does not show. Exit 1 if any did
# not pass.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_trap_signals
n=${1:?usage: repeat.sh N [run.sh option]...}
shift
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-repeat.XXXXXX")
seq "$n" >"$out/seeds"
# The first run builds what the others share.
LEAFZAP_LABS=1 ./run.sh --mode lab --suite boot --backing memfd --out "$out/0" >"$out/0.log" 2>&1 ||
	die "the first run failed, see $out/0.log"
rc=0
# shellcheck disable=SC2016 # expanded by the inner shell
LEAFZAP_LABS=1 xargs -a "$out/seeds" -P "$(nproc)" -I '{}' sh -c '
	out=$1 seed=$2 && shift 2
	if ./run.sh --mode lab --seed "$seed" --out "$out/$seed" "$@" >"$out/$seed.log" 2>&1; then word=ok; else word="FAIL ($?)"; fi
	printf "%s seed %s: %s\n" "$word" "$seed" "$(tail -n 1 "$out/$seed.log")"
' sh "$out" '{}' "$@" >"$out/summary" || rc=$?
cat "$out/summary"
passed=$(grep -c '^ok ' "$out/summary" || :)
printf '%s of %s runs passed; logs of the others are in %s\n' "$passed" "$n" "$out"
[ "$rc" -eq 0 ] && [ "$passed" -eq "$n" ] || exit 1
rm -rf "$out"
