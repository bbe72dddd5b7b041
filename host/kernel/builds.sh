#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# builds.sh KERNEL: prints the versions of that kernel's source package which the archive offers, oldest first.
# builds.sh KERNEL VERSION: prints a folder of the cache with the sources of KVM of that version, as far as hooks and
# edits look at them. Exit 2 if they cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=apt.sh
. "$here/apt.sh"
lz_trap_signals
lz_open_cache

kernel=${1:?usage: builds.sh KERNEL [VERSION]} version=${2-}
lz_kernel "$kernel"
work=$(mktemp -d "$cache/tmp/builds.XXXXXX")
trap 'lz_exit $? "$work"' EXIT

offered() { lz_offered "$source" | cut -d' ' -f2; }

if [ -z "$version" ]; then
	# The machine's own release and those that the kernel is at home in all have builds.
	for release in '' $elsewhere; do
		lz_apt_lists "$release" "$work/log"
		offered
	done >"$work/versions"
	[ -s "$work/versions" ] || {
		"$here/../explain.sh" "$work/log" '^(E|W|Err):'
		die "apt knows no version of $source; check the network and apt's sources"
	}
	sort -Vu "$work/versions"
	exit 0
fi

out=$cache/builds/$source-$(printf '%s' "$version" | tr '~' '-')
if [ ! -d "$out" ]; then
	for release in '' $elsewhere; do
		lz_apt_options "$release"
		! offered | grep -qxF "$version" || break
	done
	lz_download "downloading $source $version" "$work/log" "$work/deb" "$source=$version" || {
		"$here/../explain.sh" "$work/log" '^(E|W|Err):'
		die "cannot download $source $version"
	}
	lz_step "unpacking $source $version" "$work/log" "$here/untar.sh" "$work/deb"/*.deb "$work/tree" '*/arch/x86/kvm' \
		'*/virt/kvm' '*/arch/x86/include/asm/kvm*' '*/include/linux/kvm*' || {
		"$here/../explain.sh" "$work/log"
		die "cannot unpack $source $version"
	}
	mkdir -p "$cache/builds"
	mv -T "$work/tree" "$out" 2>/dev/null || [ -d "$out" ]
fi
printf '%s\n' "$out"
