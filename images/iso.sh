#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# iso.sh GUEST OUT: leafzap-guest.iso, which boots the guest by BIOS and UEFI, from a CD and from a USB
# stick. The same bytes for the same guest, GRUB and SOURCE_DATE_EPOCH.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../host/lib.sh
. "$here/../host/lib.sh"
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_trap_signals
lz_open_cache
guest=${1:?usage: iso.sh GUEST OUT} out=${2:?usage: iso.sh GUEST OUT}
font=/usr/share/consolefonts/Lat15-VGA16.psf.gz

work=$(mktemp -d "$cache/tmp/iso.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
mkdir -p "$work/iso/boot"
cp "$guest" "$work/iso/boot/leafzap-guest.elf"
gzip -dc "$font" >"$work/iso/boot/font.psf"

grub_image x86_64-efi "$here/guest.cfg" "$work/bootx64.efi"
efi_kib=$((($(stat -c %s "$work/bootx64.efi") + 262144) / 1024))
fat_image "$work/efi.img" "$efi_kib" LEAFZAP "$(id_of "$work/bootx64.efi")" \
	"$work/bootx64.efi=EFI/BOOT/BOOTX64.EFI"
grub_image i386-pc "$here/guest.cfg" "$work/core.img"
cat /usr/lib/grub/i386-pc/cdboot.img "$work/core.img" >"$work/iso/boot/bios.img"

find "$work/iso" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
xorriso -as mkisofs -quiet -o "$work/out.iso" -V LEAFZAP -r \
	-b boot/bios.img -no-emul-boot -boot-load-size 4 -boot-info-table --grub2-boot-info \
	--grub2-mbr /usr/lib/grub/i386-pc/boot_hybrid.img \
	-append_partition 2 0xef "$work/efi.img" \
	-eltorito-alt-boot -e --interval:appended_partition_2:all:: -no-emul-boot \
	"$work/iso" >"$work/log" 2>&1 || {
	"$here/../host/explain.sh" "$work/log" 'FAILURE|FATAL|No space'
	die "xorriso could not make the ISO"
}
mv "$work/out.iso" "$out"
