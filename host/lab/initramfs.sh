#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# initramfs.sh [--image REPORT] [--packing zstd|plain] KERNELDIR GUEST RUNNER: prints the path of the lab's initramfs, made if
# it is not in the cache. Two archives, which the kernel unpacks one after the other: what changes with every
# build (modules, guest, runner), not compressed, so that it is there at once; and Debian's QEMU with
# its libraries and ROMs, compressed well unless it shall be plain, made once. suites.tsv lies beside GUEST.
# --image: for a boot image, with the supervisor in it; prints the paths of the two, one a line.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals
lz_open_cache

report=
if [ "${1:-}" = --image ]; then
	report=${2:?usage: initramfs.sh --image REPORT KERNELDIR GUEST RUNNER}
	shift 2
fi
packing=zstd
if [ "${1:-}" = --packing ]; then
	packing=$2
	shift 2
fi
kernel=${1:?usage: initramfs.sh KERNELDIR GUEST RUNNER}
guest=${2:?usage: initramfs.sh KERNELDIR GUEST RUNNER}
runner=${3:?usage: initramfs.sh KERNELDIR GUEST RUNNER}
# Made beside the guest.
table=${guest%/*}/suites.tsv
qemu=/usr/bin/qemu-system-x86_64
roms='/usr/share/seabios/bios-256k.bin /usr/share/qemu/kvmvapic.bin
	/usr/share/qemu/linuxboot_dma.bin /usr/share/qemu/multiboot_dma.bin /usr/share/qemu/pvh.bin'

[ -x "$qemu" ] || die "$qemu is missing (Debian's package qemu-system-x86)"
out=$cache/initramfs
mkdir -p "$out"
work=$(mktemp -d "$cache/tmp/initramfs.XXXXXX")
trap 'lz_exit $? "$work"' EXIT

# pack DIR: the tree as a cpio archive on stdout, the same bytes for the same files.
pack() {
	find "$1" -exec touch -h -d @0 {} +
	chmod -R u=rwX,go=rX "$1"
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort |
		cpio --quiet -o -H newc --reproducible --owner=0:0)
}

libraries() { ldd "$qemu" | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }'; }

# Follows links, so that each name that is looked up is a file.
copy_to() {
	mkdir -p "$2"
	cp -L "$1" "$2"
}

qemu_tree() {
	copy_to "$qemu" "$work/qemu/usr/bin"
	libraries >"$work/libraries"
	while IFS= read -r lib; do copy_to "$lib" "$work/qemu${lib%/*}"; done <"$work/libraries"
	for rom in $roms; do copy_to "$rom" "$work/qemu/usr/share/qemu"; done
}

# Level 19 takes 20 s, and is done again only when Debian updates one of the files.
qemu_archive() {
	# shellcheck disable=SC2086 # a list
	key=$({
		libraries
		printf '%s\n' "$qemu" $roms "$here/initramfs.sh"
	} | lz_key qemu)
	constant=$out/qemu-$key.cpio
	[ "$packing" = plain ] || constant=$constant.zst
	[ ! -f "$constant" ] || return 0
	say "packing QEMU for the lab"
	qemu_tree
	pack "$work/qemu" >"$work/qemu.cpio"
	[ "$packing" = plain ] || zstd -q -19 -T0 "$work/qemu.cpio"
	mv "$work/qemu.cpio${constant##*.cpio}" "$constant"
}

# Linux's cpio reader wants each archive to start at a multiple of 4 bytes.
pad() {
	bytes=$(stat -c %s "$1")
	truncate -s $(((bytes + 511) / 512 * 512)) "$1"
}

runner_tree() {
	mkdir -p "$work/runner/modules" "$work/runner/dev" "$work/runner/proc" "$work/runner/sys" \
		"$work/runner/tmp"
	cp -L "$runner" "$work/runner/init"
	cp -L "$guest" "$work/runner/leafzap-guest.elf"
	cp -L "$table" "$work/runner/suites.tsv"
	[ -z "$report" ] || cp -L "$report" "$work/runner/leafzap-report"
	for f in "$kernel"/*.ko "$kernel"/*.order; do
		[ ! -e "$f" ] || cp -L "$f" "$work/runner/modules"
	done
	chmod 755 "$work/runner/init"
}

qemu_archive
key=$({
	printf '%s\n' ${report:+"$report"} "$constant" "$runner" "$guest" "$table" "$here/initramfs.sh"
	find "$kernel" -name '*.ko' -o -name '*.order' | sort
} | lz_key lab)
image=$out/lab-$key.cpio
if [ ! -f "$image" ]; then
	# One a build would fill the disk; the last few are enough.
	find "$out" -name 'lab-*.cpio' -mmin +240 -delete
	runner_tree
	pack "$work/runner" >"$work/image"
	pad "$work/image"
	[ -n "$report" ] || cat "$constant" >>"$work/image"
	mv "$work/image" "$image"
fi
touch -c "$image"
printf '%s\n' "$image"
[ -z "$report" ] || printf '%s\n' "$constant"
