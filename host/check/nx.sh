#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# nx.sh [OPTION OF run.sh]...: NX huge pages are in force, and recovery takes page tables as soon as it can; MMIO
# is not cached. On correct KVM every suite passes; a KVM that loses a flush between two roots does not.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-nx.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
export LEAFZAP_APPEND='kvm.nx_huge_pages=force kvm.nx_huge_pages_recovery_ratio=1 kvm.nx_huge_pages_recovery_period_ms=100'
LEAFZAP_APPEND="$LEAFZAP_APPEND kvm.mmio_caching=0"
[ $# -gt 0 ] || set -- --backing thp,hugetlb1g
./run.sh --mode lab "$@" --out "$out/stock"
for word in nx_huge=1 mmio_cache=0; do
	grep -q " host: $word: " "$out/stock/guest.log" ||
		die "the guest does not say '$word' (parameters: $LEAFZAP_APPEND)"
done
rc=0
./run.sh --mode lab --variant v4-18 --suite roots --backing thp --stop --out "$out/v4-18" || rc=$?
[ "$rc" -eq 1 ] || die "--variant v4-18 under NX huge pages: exit $rc, 1 was expected"
