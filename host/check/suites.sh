#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# suites.sh [run.sh option]...: all suites on stock KVM in the lab must pass, and at least 2,000 cases must run. Once:
# a crash or a hang on stock KVM is one, also if it does not come again.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-suites.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
./run.sh --mode lab --report "$@" --out "$out/run" || exit $?
cases=$(grep -cE '^ *(not )?ok [0-9]+ ' "$out/run/results.ktap" || :)
[ "$cases" -ge 2000 ] || die "only $cases cases in results.ktap, 2000 were expected"
# One picture of a leaf map for each backing, drawn from what the guests printed.
maps=$(grep -c '<figure>' "$out/run/report.html" || :)
[ "$maps" -eq 4 ] || die "report.html has $maps leaf maps instead of 4"
