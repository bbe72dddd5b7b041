#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# suites.sh [run.sh option]...: all suites on stock KVM in the lab must pass, and at least 2,000 cases
# must run.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-suites.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
rc=0
./run.sh --mode lab --report "$@" --out "$out/1" || rc=$?
# 1 is a verdict on the MMU and stands. Anything worse is of the machine, and may not come again.
if [ "$rc" -ge 2 ] && [ "$rc" -le 3 ]; then
	say "run.sh exited with $rc, which is no verdict: once more"
	rc=0
	./run.sh --mode lab --report "$@" --out "$out/2" || rc=$?
fi
[ "$rc" -eq 0 ] || exit "$rc"
cases=$(grep -cE '^ *(not )?ok [0-9]+ ' "$out"/[12]/results.ktap | tail -n 1 | sed "s/.*://")
[ "$cases" -ge 2000 ] || {
	echo "only $cases cases in results.ktap"
	exit 1
}
# One picture of a leaf map for each backing, drawn from what the guests printed.
maps=$(grep -c '<figure>' "$out"/[12]/report.html | tail -n 1 | sed "s/.*://")
[ "$maps" -eq 4 ] || {
	echo "report.html has $maps leaf maps instead of 4"
	exit 1
}
