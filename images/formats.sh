#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# formats.sh RAW BASE: BASE.qcow2, .vmdk, .vhd and .tar.gz of the raw disk, by qemu-img and tar. What they
# put in of the time and of chance is replaced, so that the same disk gives the same bytes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../host/lib.sh
. "$here/../host/lib.sh"
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_trap_signals
lz_open_cache
raw=${1:?usage: formats.sh RAW BASE} base=${2:?usage: formats.sh RAW BASE}

work=$(mktemp -d "$cache/tmp/formats.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
# It is long, and stands for all of them.
id=$(sha256sum <"$raw" | cut -c1-32)

convert() {
	say "${base##*/}.$1"
	format=$2
	shift 2
	lz_step "$format" "$work/log" qemu-img convert -f raw -O "$format" "$@" "$raw" "$work/disk" || {
		"$here/../host/explain.sh" "$work/log" .
		die "qemu-img could not make the $format image"
	}
}

convert qcow2 qcow2 -c
mv "$work/disk" "$base.qcow2"

# The descriptor has an id of the content by chance, eight hexadecimal digits, or less if it begins with 0: then
# all behind it lies elsewhere. Once more, until it has eight.
cid=
while [ "${#cid}" -ne 8 ]; do
	convert vmdk vmdk -o subformat=streamOptimized
	at=$(head -c 65536 "$work/disk" | grep -abo '^CID=[0-9a-f]*' | head -n 1)
	cid=${at#*CID=}
	[ -n "$cid" ] || die "qemu-img put no CID into the descriptor of the vmdk image, where it always had one"
done
put_text "$work/disk" $((${at%%:*} + 4)) "$(printf '%s' "$id" | cut -c 1-8)"
mv "$work/disk" "$base.vmdk"

# The footer, the last sector: at 24 the time, at 64 a checksum, at 68 an id of 16 bytes (Virtual Hard
# Disk Image Format Specification). The checksum is the complement of the sum of all other bytes.
convert vhd vpc -o subformat=fixed,force_size=on
footer=$(($(stat -c %s "$work/disk") - 512))
put "$work/disk" "$((footer + 24)):$(printf '%08x' $((SOURCE_DATE_EPOCH - 946684800)))" \
	"$((footer + 64)):00000000" "$((footer + 68)):$id"
sum=$(tail -c 512 "$work/disk" | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print s }')
put "$work/disk" "$((footer + 64)):$(printf '%08x' $((~sum & 0xffffffff)))"
mv "$work/disk" "$base.vhd"

# Google Cloud: the old GNU format, and holes as holes.
say "${base##*/}.tar.gz"
cp --sparse=always "$raw" "$work/disk.raw"
lz_step tar "$work/log" tar --format=oldgnu -S --owner=0 --group=0 --numeric-owner --mode=644 \
	--mtime="@$SOURCE_DATE_EPOCH" -I 'gzip -n -6' -cf "$base.tar.gz" -C "$work" disk.raw || {
	"$here/../host/explain.sh" "$work/log" .
	die "tar could not make the archive"
}
