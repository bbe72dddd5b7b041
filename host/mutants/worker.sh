#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# worker.sh WORK TOTAL [--fresh] NUMBER/SEED/NAME: one run for run.sh; leaves the row in WORK and tells.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals

work=$1 total=$2 fresh=''
shift 2
[ "$1" != --fresh ] || { fresh=--fresh && shift; }
number=${1%%/*}
rest=${1#*/}
seed=${rest%%/*}
name=${rest#*/}

row=$work/row.$seed.$name
rc=0
setpriv --pdeathsig TERM "$here/one.sh" "$name" --seed "$seed" ${fresh:+"$fresh"} >"$row.new" 2>"$work/err.$name" &
lz_child_pid=$!
wait "$lz_child_pid" || rc=$?
lz_child_pid=
if [ "$rc" -ne 0 ]; then
	echo "$name" >>"$work/errors"
	[ -s "$row.new" ] || printf '%s\t-\terror\t-\t-\t-\t-\t-\t-\t-\t%s\n' "$name" \
		"$(tail -n 1 "$work/err.$name")" >"$row.new"
fi
mv "$row.new" "$row"
awk -F '\t' -v n="$number" -v total="$total" -v seed="$seed" '{
	printf "[%s/%s] seed %s %-36s %s", n, total, seed, $1, $3
	if ($3 == "killed")
		printf " by %s after %s cases, %s s", $4, $8, $9
	print ($3 == "killed" ? "" : ": " $11)
}' "$row"
