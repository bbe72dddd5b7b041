#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bochs.sh [OPTION OF run.sh]...: the lab boots on an emulated Intel CPU, and ten cases of suite boundary pass
# under EPT, or what the options say. Twice, side by side: the two logs must be the same, so that counts of
# instructions can be compared.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_trap_signals
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-bochs-check.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
export LEAFZAP_LABS=1
# Not by both at once.
host/packages.sh build lab bochs
want=
[ $# -gt 0 ] || {
	want=10
	set -- --suite boot,boundary --backing memfd --sample "$want"
}
set -- --engine bochs "$@"
setpriv --pdeathsig TERM ./run.sh "$@" --out "$out/again" >"$out/again.log" 2>&1 </dev/null &
lz_child_pid=$!
# Not in the same second: the time of day must not matter.
sleep 2
./run.sh "$@" --out "$out/run" || exit $?
rc=0
wait "$lz_child_pid" || rc=$?
lz_child_pid=
[ "$rc" -eq 0 ] || { tail -n 20 "$out/again.log" && die "the second run ended with status $rc, the first one passed"; }
# What was asked for ran, and on that CPU.
grep -q ' cpu=Intel$' "$out/run/guest.log" || die "the guest does not say that its CPU is one of Intel's"
cases=$(grep -cE '^ *ok [0-9]+ boundary: ' "$out/run/results.ktap" || :)
[ -z "$want" ] || [ "$cases" -eq "$want" ] || die "$cases cases of boundary instead of $want in results.ktap"
for log in guest.log host.log results.ktap; do
	diff "$out/run/$log" "$out/again/$log" || die "two runs on Bochs with one seed differ in $log, see above"
done
