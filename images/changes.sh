# SPDX-License-Identifier: GPL-2.0-only
# What images/check.sh does to an image before it boots it.
# shellcheck shell=sh disable=SC2034 # check.sh reads what is set here

# Where the FAT partition begins (disk.sh).
fat_offset=2097152

# options DISK LINE...: these are its leafzap.txt now.
options() {
	options_disk=$1
	shift
	printf '%s\n' "$@" | mcopy -o -i "$options_disk@@$fat_offset" - ::/leafzap.txt
}

# Under emulation memset is slow unless it is told not to use one instruction, and the clock runs well.
emulated='linux="clearcpuid=erms,rep_good,fsrm,395 tsc=reliable init_on_alloc=0 mitigations=off"'

# change_image CHANGE DISK
change_image() {
	case $1 in
	-) ;;
	second) keys='down ret' ;;
	read-only) read_only=,readonly=on ;;
	emulated) options "$2" "$emulated" ;;
	short) options "$2" suite=boot,places backing=memfd end=poweroff "$emulated" ;;
	short-6.1) options "$2" suite=boot,places backing=memfd kernel=6.1 "$emulated" ;;
	repeat) options "$2" end=repeat && patience=90 ;;
	no-options) mdel -i "$2@@$fat_offset" ::/leafzap.txt ;;
	wrong) options "$2" '# a comment' suit=boot ;;
	wrong-kernel) options "$2" kernel=5.4 ;;
	full)
		# mcopy takes what fits and then complains.
		dd if=/dev/zero bs=1M count=400 status=none | mcopy -i "$2@@$fat_offset" - ::/rest 2>/dev/null || :
		mdir -i "$2@@$fat_offset" ::/ | grep ' 0 bytes free' || die "the FAT partition is not full"
		;;
	damaged)
		# One byte in the middle of what QEMU is in: GRUB's checksum must see it.
		mcopy -n -i "$2@@$fat_offset" ::/boot/qemu.cpio.zst "$2.file"
		printf 'X' | dd of="$2.file" bs=1 seek=1000000 conv=notrunc status=none
		mcopy -o -i "$2@@$fat_offset" "$2.file" ::/boot/qemu.cpio.zst
		;;
	*) die "boots: no change '$1'" ;;
	esac
}
