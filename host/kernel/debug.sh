#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# debug.sh: makes of Debian's source a tree that is configured to find its own faults, lab.config and
# debug.config and nothing else, and prints what tree.sh prints of it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals
lz_open_cache
lz_capture "$here/prepare.sh" 6.12
base=$lz_out
name=$(basename "$base")

source=$cache/source/$name
if [ ! -d "$source" ]; then
	work=$(mktemp -d "$cache/tmp/source.XXXXXX")
	trap 'lz_exit $? "$work"' EXIT
	mkdir "$work/tree"
	# shellcheck disable=SC2016 # for the inner shell
	lz_step "unpacking the whole source" "$work/log" sh -c 'dpkg-deb --fsys-tarfile "$1" |
		tar -xO --wildcards "./usr/src/*.tar.xz" | xz -T0 -dc | tar -C "$2" -x --strip-components=1' \
		sh "$(cat "$base/source")" "$work/tree" || {
		"$here/../explain.sh" "$work/log"
		die "cannot unpack $(cat "$base/source"): if it is damaged, remove its folder, and the next run downloads it"
	}
	mkdir -p "$cache/source"
	mv -T "$work/tree" "$source" 2>/dev/null || [ -d "$source" ]
fi

# A folder as make O= has it.
lz_capture "$here/toolchain.sh" "$base/tree/.config"
cc=$lz_out
out=$cache/source/debug-$(printf '%s\n' "$here/lab.config" "$here/debug.config" | lz_key "$name $cc")
if [ ! -f "$out/.config" ]; then
	work=${work:-$(mktemp -d "$cache/tmp/source.XXXXXX")}
	trap 'lz_exit $? "$work"' EXIT
	mkdir "$work/out"
	cat "$here/lab.config" "$here/debug.config" >"$work/all.config"
	lz_step "configuring the debug kernel" "$work/log" "$here/make.sh" "$source" "$cc" \
		O="$work/out" KCONFIG_ALLCONFIG="$work/all.config" allnoconfig || {
		"$here/../explain.sh" "$work/log"
		die "the source of Debian's kernel cannot be configured with $cc, see above; LEAFZAP_REFRESH=1 looks for a newer one"
	}
	ln -sfnT "$source" "$work/out/source"
	mv -T "$work/out" "$out" 2>/dev/null || [ -f "$out/.config" ]
fi
exec "$here/tree.sh" "$out" "Debian's source of $name, for debugging"
