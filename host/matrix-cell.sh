#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# matrix-cell.sh OUT TOTAL [run.sh option]... -- ENGINE KERNEL SUITE: one run of run.sh --matrix. Adds a
# line to OUT/cells: engine, kernel, suite, verdict, seconds, exit status.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1 total=$2
shift 2
n=$#
while [ "$n" -gt 4 ]; do
	set -- "$@" "$1"
	shift
	n=$((n - 1))
done
shift
engine=$1 kernel=$2 suite=$3
shift 3
[ "$kernel" = tree ] || set -- "$@" --kernel "$kernel"

name=$engine-$kernel-$suite
begin=$(date +%s)
rc=0
LEAFZAP_LABS=1 "$here/../run.sh" --mode lab --engine "$engine" --suite "$suite" --out "$out/$name" "$@" \
	>"$out/$name.log" 2>&1 || rc=$?
seconds=$(($(date +%s) - begin))
# The verdict of the whole run is its last line.
word=$(tail -n 1 "$out/$name.log" | sed -n 's/^leafzap: \([A-Z]*\) .*/\1/p')
printf '%s %s %s %s %s %s\n' "$engine" "$kernel" "$suite" "${word:-ERROR}" "$seconds" "$rc" >>"$out/cells"
printf '%s %s %s: %s, %s s (%s of %s)\n' "$engine" "$kernel" "$suite" "${word:-ERROR}" "$seconds" \
	"$(wc -l <"$out/cells")" "$total"
mv "$out/$name.log" "$out/$name/run.log" 2>/dev/null || :
