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
IFS=' ' read -r _ source _ _ _ elsewhere <<END
$(awk -v k="$kernel" '$1 == k' "$here/versions")
END
[ -n "$source" ] || die "no kernel '$kernel' in $here/versions"
# The machine's own release and those that the kernel is at home in all have builds.
elsewhere=$(printf '%s' "$elsewhere" | tr , ' ')
work=$(mktemp -d "$cache/tmp/builds.XXXXXX")
trap 'lz_exit $? "$work"' EXIT

# offered: apt's versions, by the lists that are in use.
offered() {
	# shellcheck disable=SC2086 # options
	apt-cache $apt_opt madison "$source" | awk '{ print $3 }'
}

if [ -z "$version" ]; then
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
	mkdir "$work/deb" "$work/tree"
	for release in '' $elsewhere; do
		lz_apt_options "$release"
		! offered | grep -qxF "$version" || break
	done
	# shellcheck disable=SC2086
	(cd "$work/deb" && lz_step "downloading $source $version" "$work/log" \
		apt-get $apt_opt -q -o APT::Sandbox::User= download "$source=$version") || {
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
