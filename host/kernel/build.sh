#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# build.sh [--kernel 6.12 | --kernel debug | --tree DIR] [--patch FILE]...: builds a KVM with the patches
# and with leafzap, and prints a directory with vmlinuz, the modules, and the release: Debian's KVM
# alone, beside Debian's kernel; or a whole kernel. Cached by content. Exit 2, with the hunk or the
# compiler's lines, where that is not possible.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals

kernel=6.12 tree=''
cwd=$PWD
n=$#
while [ "$n" -gt 0 ]; do
	case $1 in
	--kernel) kernel=$2 ;;
	--tree) tree=$2 ;;
	--patch)
		[ -r "$2" ] || die "cannot read the patch $2"
		[ ! -d "$2" ] || die "$2 is a directory: run.sh takes one, and hands over its files"
		case $2 in /*) p=$2 ;; *) p=$cwd/$2 ;; esac
		set -- "$@" "$p"
		;;
	*) die "usage: build.sh [--kernel VERSION | --tree DIR] [--patch FILE]..." ;;
	esac
	shift 2
	n=$((n - 2))
done
lz_open_cache

# How it is built, and what the log says of it.
how=compile.sh title="building KVM's modules"
if [ -n "$tree" ] || [ "$kernel" = debug ]; then "$here/../packages.sh" build lab tree; fi
if [ -n "$tree" ]; then
	lz_capture "$here/tree.sh" "$tree"
	how=whole.sh origin="the tree $tree"
elif [ "$kernel" = debug ]; then
	lz_capture "$here/debug.sh"
	how=whole.sh origin="Debian's source for --kernel debug"
else
	lz_capture "$here/prepare.sh" "$kernel"
	origin="Debian's KVM of $(cat "$lz_out/release")"
fi
base=$lz_out
if [ "$how" = whole.sh ]; then
	lz_capture "$here/toolchain.sh" "$base/config" whole
	title="building the kernel"
	[ -e "$base/work/vmlinux" ] || say "a whole kernel is built of $(cat "$base/title"): 20 minutes" \
		"on two cores, longer if it has much built in, and this first time only"
else
	lz_capture "$here/toolchain.sh" "$base/tree/.config"
fi
cc=$lz_out
lz_program "$here/../.."
program=$lz_out

if [ -n "$tree" ]; then
	# What the tree holds is known when it has been compared, and make is quick if nothing changed.
	out=
else
	key=$({
		# In the order in which they are applied.
		printf '%s\n' "$@"
		# Of the machine's program only what stages and places: another table of its makes no other kernel.
		find "$here" "$here/../kvm" "$here/../place" "$here/../source" "$here/../leafzap/stage" \
			"$here/../leafzap/text.c" "$here/../leafzap/file.c" "$here/../../common/kvm_leafzap_abi.h" \
			-type f ! -name '*.rst' ! -name '*.md' ! -name '*.txt' ! -name 'series.sh' ! -path '*/tests/*' | sort
	} | grep . | lz_key "$base $cc")
	out=$cache/modules/$key
fi

if [ ! -d "$out" ]; then
	work=$(mktemp -d "$cache/tmp/build.XXXXXX")
	trap 'lz_exit $? "$work"' EXIT
	lz_step "patching the sources of KVM" "$work/log" \
		"$program" --top "$here/../.." stage "$base" "$work/stage" "$@" || {
		"$here/../explain.sh" "$work/log" .
		exit 2
	}
	lz_step "$title" "$work/log" "$here/$how" "$base" "$work/stage" "$work/out" "$cc" || {
		kept=$cache/tmp/build-failed.$$.log
		mv "$work/log" "$kept"
		"$here/blame.sh" "$kept" "$cc" "$origin" "${tree:+tree}" "$kernel" "$@"
		exit 2
	}
	# What has no place there: each run says it, also one that finds this in the cache.
	[ ! -e "$work/stage/.partial" ] || cp "$work/stage/.partial" "$work/out/partial"
	[ -n "$out" ] || out=$cache/modules/tree-$(find "$work/out" -type f | sort | lz_key tree)
	mkdir -p "$cache/modules"
	mv -T "$work/out" "$out" 2>/dev/null || [ -d "$out" ]
	"$here/prune.sh"
fi
touch "$out/used" 2>/dev/null || :
printf '%s\n' "$out"
