#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# explain.sh LOG [REGEX]: on stderr, why a step failed: the lines of its log that match, else its
# last ones, and that the disk of the cache is full, if it is. What make says of its own is left out: that
# something failed is known.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_open_cache

told() { grep -vE '^make(\[[0-9]+\])?: ' "$1" || :; }

if [ -n "${2:-}" ] && told "$1" | grep -qE "$2"; then
	told "$1" | grep -E -A4 "$2" | head -n 60 >&2
else
	told "$1" | tail -n 20 >&2
fi
free=$(lz_free_mib "$cache")
[ "$free" -ge 64 ] || say "$cache has only $free MiB left: free some, or set LEAFZAP_CACHE"
