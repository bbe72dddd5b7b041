#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# fetch.sh KERNEL: downloads Debian's packages of the newest build of that kernel for which image,
# headers, kbuild and source all have the same version, as any user, and prints the directory.
# What has been downloaded before is used again without asking the network; LEAFZAP_REFRESH=1 looks
# for a newer build.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=apt.sh
. "$here/apt.sh"
lz_trap_signals
lz_open_cache

kernel=${1:?usage: fetch.sh KERNEL}
lz_kernel "$kernel"
debs=$cache/debs/$kernel
mkdir -p "$debs"

# Only complete directories have the final name. The newest build is the last one.
have=$(for d in "$debs"/[0-9]*; do [ ! -d "$d" ] || printf '%s\n' "$d"; done | sort -V | tail -n 1)
if [ -n "$have" ] && [ -z "${LEAFZAP_REFRESH:-}" ]; then
	printf '%s\n' "$have"
	exit 0
fi
for tool in apt-get apt-cache dpkg-deb; do
	command -v "$tool" >/dev/null 2>&1 || die "--kernel $kernel is built from packages of Debian, for which" \
		"this machine has no $tool: run where Debian's apt is, or test a kernel tree of your own (--tree DIR)"
done

# Sets $version and $abi to those of the newest build all of whose packages apt knows; 1 if there is none.
newest() {
	# shellcheck disable=SC2086 # options
	names=$(apt-cache $apt_opt pkgnames "$prefix" | grep -E -- "-$flavour\$") || return 1
	# shellcheck disable=SC2086 # a list
	lz_offered $names >"$work/headers"
	lz_offered "$source" | cut -d' ' -f2 | sort -Vr >"$work/versions"
	while read -r version; do
		name=$(awk -v v="$version" '$2 == v { n = $1 } END { print n }' "$work/headers")
		abi=${name#linux-headers-}
		abi=${abi%-"$flavour"}
		[ -z "$name" ] || ! all_there || return 0
	done <"$work/versions"
	return 1
}

# Does apt know each package of the build, in that version?
all_there() {
	packages "$abi" >"$work/packages"
	# shellcheck disable=SC2046 # a list
	[ "$(lz_offered $(cat "$work/packages") | awk -v v="$version" '$2 == v' | wc -l)" -eq "$(wc -w <"$work/packages")" ]
}

# packages ABI: the packages of a build. Debian's linux-image was the kernel until 7.0; then it depends on these three.
packages() {
	parts=image
	[ -z "$(lz_offered "linux-binary-$1-$flavour")" ] || parts='binary modules base'
	for part in $parts headers; do echo "linux-$part-$1-$flavour"; done
	echo "$source linux-headers-$1-common"
	echo "$kbuild" | sed "s/@ABI@/$1/"
}

# Downloads to DIR/runtime what the tools of kbuild are linked with, if they are made for a newer C library than
# this machine has: they run on that then (unpack.sh).
runtime() {
	wants=$(dpkg-deb -f "$1"/linux-kbuild-*.deb Depends | tr ',' '\n' | sed -n 's/^ *libc6 (>= \(.*\))$/\1/p')
	if [ -z "$wants" ] || dpkg --compare-versions "$(dpkg-query -W -f '${Version}' libc6)" ge "$wants"; then return 0; fi
	libraries=$(libraries_of "$1"/linux-kbuild-*.deb)
	# Theirs, and what these depend on.
	for _ in 1 2; do
		# shellcheck disable=SC2086 # a list
		lz_download "downloading libraries for kbuild" "$work/log" "$1/runtime" $libraries || return 1
		libraries=$(for deb in "$1"/runtime/*.deb; do libraries_of "$deb"; done | sort -u)
	done
}

# The libraries that a package depends on, by name.
libraries_of() {
	dpkg-deb -f "$1" Depends | tr ',|' '\n' | awk '$1 ~ /^(lib|zlib)/ { sub(/:.*/, "", $1); print $1 }'
}

download() {
	newest || return 1
	rm -rf "$work/debs"
	# shellcheck disable=SC2046 # a list
	lz_download "downloading Debian's kernel $version" "$work/log" "$work/debs" \
		$(packages "$abi" | tr ' ' '\n' | sed "s/\$/=$version/") || return 1
	runtime "$work/debs" || return 1
	printf '%s\n' "$abi" >"$work/debs/abi"
	printf '%s\n' "$flavour" >"$work/debs/flavour"
}

anywhere() {
	! download || return 0
	say "refreshing the package lists (in the cache, not the system's)"
	lz_apt_lists '' "$work/updates.log"
	! download || return 0
	for release in $elsewhere; do
		say "this machine's sources have no such kernel: looking into those of Debian's $release (in the cache, too)"
		lz_apt_lists "$release" "$work/updates.log"
		! download || return 0
	done
	return 1
}

work=$(mktemp -d "$cache/tmp/fetch.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
: >"$work/log"

anywhere || {
	[ -z "$have" ] || {
		say "no newer kernel can be had now, using the one in the cache"
		printf '%s\n' "$have"
		exit 0
	}
	cat "$work/updates.log" >>"$work/log"
	"$here/../explain.sh" "$work/log" '^(E|W|Err):'
	die "cannot download $source and its image, headers and kbuild packages." \
		"Check the network, and that apt's sources have $elsewhere, with its security updates, or the machine's own release"
}
[ -d "$debs/$version" ] || mv -T "$work/debs" "$debs/$version" 2>/dev/null || [ -d "$debs/$version" ]
printf '%s\n' "$debs/$version"
