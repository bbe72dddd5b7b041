#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# disk.sh OUT VERSION=KERNELDIR=INITRAMFS... -- QEMU: the raw disk of a leafzap host, bootable by BIOS and
# UEFI, made of files only: no mount, no loop device, no root. The first VERSION is the default. INITRAMFS
# and QEMU are what host/lab/initramfs.sh --image prints. The same bytes for the same input.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../host/lib.sh
. "$here/../host/lib.sh"
# shellcheck source=../host/engine/append.sh
. "$here/../host/engine/append.sh"
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_trap_signals
lz_open_cache
usage='usage: disk.sh OUT VERSION=KERNELDIR=INITRAMFS... -- QEMU'
[ $# -ge 4 ] || die "$usage"
out=$1
shift

# Google Cloud takes whole GiB only, Azure whole MiB. All but the files stays a hole.
disk_mib=1024
fat_mib=200
# In sectors of 512 bytes: where GRUB for BIOS lies, and the FAT partition.
sector=512 grub_at=2048 fat_at=4096
bios=/usr/lib/grub/i386-pc

work=$(mktemp -d "$cache/tmp/disk.XXXXXX")
trap 'lz_exit $? "$work"' EXIT

# Eight bytes, the lowest first.
little64() {
	printf '%016x' "$1" | sed 's/\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)/\8\7\6\5\4\3\2\1/'
}

# guid WORD: one that stands for the contents of the image.
guid() {
	printf '%s %s' "$1" "$id" | sha256sum |
		sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-4\3-8\4-\5/'
}

# The beginning of a cpio archive with one file, leafzap.txt, which GRUB puts behind it as it is: nobody
# has to make an archive after an edit, and Linux needs no driver for the disk. The size is a limit: Linux
# takes what is there. (GRUB's own way, newc:, makes names without a NUL, which Linux refuses since 6.12.)
text_head() {
	printf '070701'
	#      inode    mode     uid      gid      nlink    mtime    bytes    device            rdev
	printf %s 00000001 000081a4 00000000 00000000 00000001 00000000 00100000 00000000 00000000 00000000
	#      rdev     namesize check
	printf %s 00000000 0000000c 00000000
	printf 'leafzap.txt\000\000\000'
}

# The files of the FAT partition as FROM=TO, and the menu's entries.
first='' files='' versions=''
: >"$work/entries"
: >"$work/sums"
while [ "$1" != -- ]; do
	version=${1%%=*}
	kernel=${1#*=}
	initramfs=${kernel#*=}
	kernel=${kernel%%=*}
	first=${first:-$version}
	versions="$versions $version"
	files="$files $kernel/vmlinuz=boot/linux-$version $initramfs=boot/$version.cpio"
	entry "$version" "$(cat "$kernel/release")" >>"$work/entries"
	shift
	[ $# -ge 2 ] || die "$usage"
done
text_head >"$work/text.head"
files="$files $2=boot/qemu.cpio.zst $work/text.head=boot/text.head $here/leafzap.txt=leafzap.txt"
for pair in $files; do
	[ -r "${pair%%=*}" ] || die "cannot read ${pair%%=*}"
	case $pair in *leafzap.txt) continue ;; esac
	printf '%s  /%s\n' "$(sha256sum <"${pair%%=*}" | cut -c1-64)" "${pair#*=}" >>"$work/sums"
done
cat "$work/sums" "$work/entries" "$here/host.cfg" "$here/leafzap.txt" >"$work/all"
id=$(id_of "$work/all" "$here/disk.sh" "$here/lib.sh")
fat_id=$(printf '%s' "$id" | tr a-f A-F)

sed -e "s/@ID@/$(printf '%s' "$fat_id" | sed 's/..../&-/')/; s/@DEFAULT@/$first/; s/@VERSIONS@/$versions/" \
	-e "/^@ENTRIES@\$/{r $work/entries" -e 'd}' "$here/host.cfg" >"$work/grub.cfg"
grub_image x86_64-efi "$work/grub.cfg" "$work/bootx64.efi"
grub_image i386-pc "$work/grub.cfg" "$work/core.img"
cp "$bios/boot.img" "$work/boot.img"
# What grub-bios-setup does: the first stage is told where the second begins, and not to believe a BIOS
# that says it boots from a floppy disk; the second is told where its rest is.
put "$work/boot.img" "0x5c:$(little64 $grub_at)" 0x66:9090
put "$work/core.img" "0x1f4:$(little64 $((grub_at + 1)))"
[ "$(stat -c %s "$work/core.img")" -le $(((fat_at - grub_at) * sector)) ] || die "GRUB does not fit"

# shellcheck disable=SC2086 # a list of pairs without blanks
fat_image "$work/fat" $((fat_mib * 1024)) LEAFZAP "$fat_id" "$work/bootx64.efi=EFI/BOOT/BOOTX64.EFI" \
	"$work/sums=boot/sums" $files

truncate -s "${disk_mib}M" "$work/disk"
sfdisk -q "$work/disk" >"$work/log" 2>&1 <<END || { cat "$work/log" >&2 && die "sfdisk failed"; }
label: gpt
label-id: $(guid disk)
start=$grub_at, size=$((fat_at - grub_at)), type=21686148-6449-6E6F-744E-656564454649, uuid=$(guid grub), name=GRUB
start=$fat_at, size=$((fat_mib * 2048)), type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=$(guid fat), name=LEAFZAP
END
dd if="$work/boot.img" of="$work/disk" bs=440 count=1 conv=notrunc status=none
dd if="$work/core.img" of="$work/disk" bs=$sector seek=$grub_at conv=notrunc status=none
dd if="$work/fat" of="$work/disk" bs=1M seek=$((fat_at * sector / 1048576)) conv=notrunc,sparse status=none
mv "$work/disk" "$out"
