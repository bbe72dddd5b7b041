#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ad-off.sh: on an Intel CPU whose KVM does not use accessed and dirty bits a sample of cases passes. Bochs is
# slow, hence the sample.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-ad-off.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
export LEAFZAP_LABS=1 LEAFZAP_APPEND=kvm_intel.eptad=0
./run.sh --engine bochs --suite boundary --backing thp --sample 10 --out "$out/run"
grep -q ' host: ad=0: ' "$out/run/guest.log" ||
	die "the guest does not say that there are no accessed bits (parameters: $LEAFZAP_APPEND)"
