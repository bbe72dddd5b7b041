#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# core.sh CORE: the unit tests, the keys of the scripts and of the program are the same, and a signal to the program
# alone, or to its group, leaves nothing running and no scratch folder.
set -eu
core=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../../lib.sh
. "$here/../../lib.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-core.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LEAFZAP_CACHE="$work/cache"
"$core"
[ "$("$core" key "$0" "$here/core.c")" = "$(printf '%s\n' "$0" "$here/core.c" | lz_key 'a word' another)" ] ||
	die "core.sh: the keys of cache.c and of lib.sh differ"

# interrupt SIGNAL STATUS: to it alone, then to all of its group.
interrupt() {
	for whom in alone group; do
		(MARK=$work exec setsid "$core" sleep >"$work/log" 2>&1) &
		pid=$!
		n=0
		until [ "$(marked)" -ge 6 ] || [ "$n" -gt 100 ]; do n=$((n + 1)) && sleep 0.05; done
		[ "$n" -le 100 ] || die "core.sh: its commands did not start: $(cat "$work/log")"
		if [ "$whom" = alone ]; then kill "-$1" "$pid"; else kill "-$1" "-$pid"; fi
		rc=0
		wait "$pid" || rc=$?
		[ "$rc" -eq "$2" ] || die "core.sh: $1, $whom: exit $rc instead of $2"
		[ "$(marked)" -eq 0 ] || die "core.sh: $1, $whom: $(marked) processes are left"
		[ -z "$(ls "$LEAFZAP_CACHE/tmp")" ] || die "core.sh: $1, $whom: a scratch folder is left"
	done
}
# Processes that have its mark in their environment.
marked() { grep -lsz "^MARK=$work\$" /proc/[0-9]*/environ 2>/dev/null | grep -c . || :; }
interrupt INT 130
interrupt TERM 143
interrupt HUP 143
echo "core: a signal leaves nothing behind"
