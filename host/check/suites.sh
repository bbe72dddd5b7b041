#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# suites.sh: all suites on stock KVM in the lab must pass, and at least 2,000 boundary cases must run.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-suites.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
./run.sh --mode lab --out "$out"
cases=$(grep -cE '^ *(not )?ok [0-9]+ ' "$out/results.ktap")
[ "$cases" -ge 2000 ] || {
	echo "only $cases cases in results.ktap"
	exit 1
}
