#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# style.sh: the kernel series must be clean under checkpatch.pl --strict, and must apply with git am
# to the source it was made for. checkpatch is the one of that kernel.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
kernel=6.12
base=$(host/leafzap.sh base "$kernel")
out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-style.XXXXXX")
trap 'lz_exit $? "$out"' EXIT

host/kvm/series.sh "$kernel" "$out/series"
for patch in "$out"/series/*.patch; do
	case $patch in *0000-*) continue ;; esac
	perl "$base/extra/scripts/checkpatch.pl" --no-tree --strict --no-summary "$patch" \
		>"$out/log" 2>&1 || :
	[ ! -s "$out/log" ] || ! grep -qE '^(ERROR|WARNING|CHECK):' "$out/log" || {
		cat "$out/log"
		die "${patch##*/} is not clean under checkpatch.pl --strict"
	}
	echo "${patch##*/}: clean"
done
