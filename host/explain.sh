#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# explain.sh LOG [REGEX]: on stderr, why a step failed: the lines of its log that match, else its
# last ones, and that the disk of the cache is full, if it is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_open_cache

if [ -n "${2:-}" ] && grep -qE "$2" "$1"; then
	grep -E -A4 "$2" "$1" | head -n 60 >&2
else
	tail -n 20 "$1" >&2
fi
free=$(lz_free_mib "$cache")
[ "$free" -ge 64 ] || say "$cache has only $free MiB left: free some, or set LEAFZAP_CACHE"
