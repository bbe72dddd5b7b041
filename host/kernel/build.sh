#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# build.sh [--kernel 6.12] [--patch FILE]...: builds Debian's KVM with the patches and with leafzap,
# and prints a directory with vmlinuz, the modules, and the release. Cached by content. Exit 2, with
# the hunk or the compiler's lines, where that is not possible.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals

kernel=6.12
cwd=$PWD
n=$#
while [ "$n" -gt 0 ]; do
	case $1 in
	--kernel) kernel=$2 ;;
	--patch)
		[ -r "$2" ] || die "cannot read the patch $2"
		[ ! -d "$2" ] || die "$2 is a directory; --patch takes one file, and can be given again"
		case $2 in /*) p=$2 ;; *) p=$cwd/$2 ;; esac
		set -- "$@" "$p"
		;;
	*) die "usage: build.sh [--kernel VERSION] [--patch FILE]..." ;;
	esac
	shift 2
	n=$((n - 2))
done
lz_open_cache

lz_capture "$here/prepare.sh" "$kernel"
base=$lz_out
key=$({
	# In the order in which they are applied.
	printf '%s\n' "$@"
	find "$here" "$here/../kvm" "$here/../../common/kvm_leafzap.h" -type f ! -name '*.rst' \
		! -name '*.md' ! -name '*.txt' ! -name 'series.sh' | sort
} | grep . | lz_key "$base")
out=$cache/modules/$key

if [ ! -d "$out" ]; then
	work=$(mktemp -d "$cache/tmp/build.XXXXXX")
	trap 'lz_exit $? "$work"' EXIT
	lz_step "patching the sources of KVM" "$work/log" \
		"$here/stage.sh" "$base" "$work/stage" "$@" || {
		"$here/../explain.sh" "$work/log" .
		exit 2
	}
	lz_step "building KVM's modules" "$work/log" \
		"$here/compile.sh" "$base" "$work/stage" "$work/out" || {
		say "error: KVM does not build. The compiler says:"
		"$here/../explain.sh" "$work/log" 'error:|Error [0-9]|undefined!|No space|[Ff]atal'
		exit 2
	}
	mkdir -p "$cache/modules"
	mv -T "$work/out" "$out" 2>/dev/null || [ -d "$out" ]
	"$here/prune.sh"
fi
touch "$out/used" 2>/dev/null || :
printf '%s\n' "$out"
