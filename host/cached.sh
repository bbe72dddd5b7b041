#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# cached.sh DIR FILE [INPUT...]: runs make in the folder DIR of the repository, with an output folder
# in the cache that is named after the contents of DIR and INPUTs, and prints the path of FILE there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_trap_signals
lz_open_cache
dir=$1 file=$2
shift
shift
cd "$here/.."

key=$(find "$dir" "$@" -type f ! -name '*.o' ! -name '*.md' | sort | lz_key "$dir")
out=$cache/built/$(printf '%s' "$dir" | tr / -)-$key
if [ ! -e "$out/$file" ]; then
	"$here/packages.sh" build
	work=$(mktemp -d "$cache/tmp/make.XXXXXX")
	trap 'lz_exit $? "$work"' EXIT
	# What an outer make says to its own jobs is not for this one.
	lz_step "building $file" "$work/log" env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL LEAFZAP_CACHE="$cache" \
		make -C "$dir" -j"$(nproc)" OUT="$work/out" || {
		"$here/explain.sh" "$work/log" 'error|Error|No space'
		die "building $dir failed"
	}
	[ -e "$work/out/$file" ] || die "make in $dir did not make $file"
	mkdir -p "$cache/built"
	mv -T "$work/out" "$out" 2>/dev/null || [ -e "$out/$file" ]
fi
printf '%s\n' "$out/$file"
