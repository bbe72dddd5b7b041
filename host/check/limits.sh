#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# limits.sh: a host whose books had no room, or that had no memory, could not look: its run ends in an error and
# says of what, and is neither a pass nor a failure of KVM. limits/*.edit make such a host.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-limits.XXXXXX")
trap 'lz_exit $? "$out"' EXIT

# limit NAME WORDS OPTION...: the guest must say WORDS.
limit() {
	name=$1 words=$2
	shift 2
	host/leafzap.sh edit "host/check/limits/$name.edit" >"$out/$name.patch"
	rc=0
	./run.sh --mode lab --patch "$out/$name.patch" --backing memfd --out "$out/$name" "$@" || rc=$?
	[ "$rc" -eq 2 ] || die "$name: exit $rc, 2 was expected"
	grep -q "$words" "$out/$name/guest.log" || die "$name: no guest says '$words'"
}
limit no-room "# ERROR the host's ledger had no room for [0-9]* zaps" --suite boundary --sample 5
grep -q 'leafzap: dropped a zap' "$out/no-room/host.log" || die "no-room: the host's log does not say it"
limit no-memory '# ERROR hypercall .*: the host is out of memory' --suite abi --stop
