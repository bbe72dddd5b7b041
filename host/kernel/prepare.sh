#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# prepare.sh KERNEL: makes, once for each kernel package, what a build of KVM's modules starts from,
# and prints its directory:
#   tree/     Debian's headers and kbuild in one tree, with the sources of KVM; nothing else of the
#             kernel is needed to build KVM as a module, and nothing else has to be compiled
#   image/    Debian's kernel image and modules, unpacked; vmlinuz: a link into it; irqbypass.ko: from it
#   extra/    parts of the source that checks and the patch series need
#   source    the file name of the linux-source package; release: what uname -r will say
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals
lz_open_cache

lz_capture "$here/fetch.sh" "${1:?usage: prepare.sh KERNEL}"
debs=$lz_out
out=$cache/kernel/$1-$(basename "$debs" | tr '~' '-')-$(
	printf '%s\n' "$here/unpack.sh" | lz_key unpacked
)
if [ ! -d "$out" ]; then
	command -v dpkg-deb >/dev/null 2>&1 || die "the packages in $debs are unpacked with dpkg-deb," \
		"which this machine does not have (Debian's package dpkg)"
	work=$(mktemp -d "$cache/tmp/prepare.XXXXXX")
	trap 'lz_exit $? "$work"' EXIT
	lz_step "unpacking the kernel's packages" "$work/log" "$here/unpack.sh" "$debs" "$work/new" || {
		"$here/../explain.sh" "$work/log" '^error:'
		die "Debian's packages of kernel $1 cannot be unpacked: not your patch. If a package in $debs is" \
			"damaged, remove that folder, and the next run downloads them again"
	}
	mkdir -p "$cache/kernel"
	mv -T "$work/new" "$out" 2>/dev/null || [ -d "$out" ]
fi
printf '%s\n' "$out"
