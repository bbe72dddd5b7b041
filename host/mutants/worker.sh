#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# worker.sh WORK TOTAL OPTIONS NUMBER/SEED/NAME: one run of one.sh with OPTIONS, words, for run.sh;
# leaves the row in WORK and tells.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals

work=$1 total=$2 options=$3
number=${4%%/*}
rest=${4#*/}
seed=${rest%%/*}
name=${rest#*/}

row=$work/row.$seed.$name
rc=0
# shellcheck disable=SC2086 # words
setpriv --pdeathsig TERM "$here/one.sh" "$name" --seed "$seed" $options >"$row.new" 2>"$work/err.$name" &
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
