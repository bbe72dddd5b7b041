#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bochs.sh: the lab boots on an emulated Intel CPU, and ten cases of suite boundary pass under EPT.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-bochs-check.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
LEAFZAP_LABS=1 ./run.sh --engine bochs --suite boot,boundary --backing memfd --sample 10 --out "$out/run" || exit $?
# What was asked for ran, and on that CPU.
grep -q 'arena .*, Intel$' "$out/run/guest.log" || die "the guest does not say that its CPU is one of Intel's"
cases=$(grep -cE '^ *ok [0-9]+ boundary: ' "$out/run/results.ktap")
[ "$cases" -eq 10 ] || die "$cases cases of boundary instead of 10 in results.ktap"
