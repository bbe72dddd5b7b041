# SPDX-License-Identifier: GPL-2.0-only
# What the images have in common: GRUB with its menu inside, dates, and file systems without a mount.
# shellcheck shell=sh disable=SC2154 # the scripts that use it make $work

# Everything that an image could contain of the time and place at which it was made is this moment
# instead. mtools, xorriso and GRUB read it by themselves.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1735689600}" TZ=UTC

# Nothing is loaded from the disk later, so that GRUB can still say what is wrong with the disk.
grub_common='normal configfile echo test true sleep halt reboot serial terminal read minicmd search
	search_fs_file search_fs_uuid part_gpt part_msdos fat iso9660 memdisk tar linux multiboot
	multiboot2 gzio hashsum gcry_sha256 regexp keystatus'
grub_bios='biosdisk vga_text'
grub_efi='efi_gop efi_uga video_bochs video_cirrus video_fb'

# grub_image PLATFORM CONFIG OUT: GRUB for i386-pc or x86_64-efi, with CONFIG as its menu.
grub_image() {
	case $1 in
	i386-pc) modules="$grub_common $grub_bios" ;;
	x86_64-efi) modules="$grub_common $grub_efi" ;;
	esac
	mkdir -p "$work/memdisk/boot/grub"
	cp "$2" "$work/memdisk/boot/grub/grub.cfg"
	tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mode=a=rX \
		--mtime="@$SOURCE_DATE_EPOCH" -cf "$work/memdisk.tar" -C "$work/memdisk" boot
	# shellcheck disable=SC2086 # a list
	grub-mkimage -O "$1" -d "/usr/lib/grub/$1" -m "$work/memdisk.tar" -p '(memdisk)/boot/grub' \
		-o "$3" $modules
}

# fat_image OUT KIB LABEL ID [FROM=TO]...: a FAT file system with these files; TO names its folders.
fat_image() {
	fat=$1 kib=$2 label=$3 id=$4
	shift 4
	rm -f "$fat"
	# Without -C, since mkfs.fat would round the size by what it knows of disks.
	truncate -s "${kib}K" "$fat"
	mkfs.fat --invariant -n "$label" -i "$id" "$fat" >/dev/null
	for pair in "$@"; do
		from=${pair%%=*} to=${pair#*=}
		folder=
		rest=$to
		while [ "${rest#*/}" != "$rest" ]; do
			folder=$folder${folder:+/}${rest%%/*}
			rest=${rest#*/}
			mdir -i "$fat" -b "::/$folder" >/dev/null 2>&1 || mmd -i "$fat" "::/$folder"
		done
		mcopy -i "$fat" "$from" "::/$to"
	done
}

# Eight hexadecimal digits that stand for the contents of these files.
id_of() { cat "$@" | sha256sum | cut -c1-8; }

# put FILE BLOCK...: each BLOCK is "OFFSET:HEX", written over what FILE has there.
put() {
	put_file=$1
	shift
	for block in "$@"; do
		octal=
		# sh knows no hexadecimal escapes.
		for byte in $(printf '%s' "${block#*:}" | sed 's/../& /g'); do
			octal="$octal\\$(printf '%03o' "0x$byte")"
		done
		# shellcheck disable=SC2059 # the format is the data
		printf "$octal" | dd of="$put_file" bs=1 seek=$((${block%%:*})) conv=notrunc status=none
	done
}

# put_text FILE OFFSET TEXT
put_text() { printf '%s' "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

# entry VERSION RELEASE: a line of GRUB's menu that starts Linux of that release. append.sh has the words.
entry() {
	sed "s/@VERSION@/$1/g; s/@RELEASE@/$2/; s|@WORDS@|$(lz_words "$here/../host/lab/cmdline" image)|" "$here/entry.cfg"
}
