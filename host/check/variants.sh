#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# variants.sh: the patch under review in 2022 loses a flush between two roots, and leafzap must say so.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-variants.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
rc=0
./run.sh --mode lab --variant v4-18 --suite roots --stop --out "$out/v4-18" || rc=$?
[ "$rc" -eq 1 ] || die "--variant v4-18: exit $rc, 1 was expected"
awk -F '\t' '$1 == "check" && $7 == "ledger/END" { n++ } END { exit !n }' "$out/v4-18/results.tsv" ||
	die "--variant v4-18: the log does not name the lost flush"
