#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# check.sh [--list | --quick | NAME...]: boots what make images has made in QEMU, as the table "boots"
# says, and compares what the console says in the end. All rows without NAMEs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
# shellcheck source=../host/lib.sh
. "$top/host/lib.sh"
# shellcheck source=changes.sh
. "$here/changes.sh"
lz_trap_signals
lz_open_cache

# After one of these nothing else comes.
over='not tested, as|problems=[0-9]+ seconds=|leafzap: (SKIP|ERROR) [a-z]|Kernel panic'
# Generous: another program may have the machine.
limit_s=${LEAFZAP_BOOT_LIMIT:-1500}
out=$here/out
rows() { sed '/^#/d; s/ *| */|/g' "$here/boots"; }

only=.
case ${1:-} in
--list)
	rows | cut -d'|' -f1
	exit 0
	;;
--quick) only='|quick$' && shift ;;
-*) die "usage: check.sh [--list | --quick | NAME...]" ;;
esac
for name in "$@"; do
	rows | grep -q "^$name|" || die "no row '$name'; check.sh --list names them"
done
"$top/host/packages.sh" boots

work=$(mktemp -d "$cache/tmp/boots.XXXXXX")
qemu_pid=
stop() {
	[ -z "$qemu_pid" ] || kill -KILL "$qemu_pid" 2>/dev/null || :
	lz_exit "$1" "$work"
}
trap 'stop $?' EXIT

firmware() {
	[ "$1" = uefi ] || return 0
	cp /usr/share/OVMF/OVMF_VARS_4M.fd "$work/vars"
	echo "-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd
		-drive if=pflash,format=raw,file=$work/vars"
}

# disk KIND FILE FORMAT
disk() {
	case $1 in
	cd) echo "-cdrom $2" && return ;;
	virtio) echo "-device virtio-blk-pci,drive=d" ;;
	nvme) echo "-device nvme,drive=d,serial=1" ;;
	sata) echo "-device ich9-ahci,id=ahci -device ide-hd,drive=d,bus=ahci.0" ;;
	esac
	echo "-drive if=none,id=d,file=$2,format=$3$read_only"
}

# What the console shows, as one line.
console() {
	if [ "$1" = serial ]; then
		tr -d '\r' <"$work/serial" | tr '\n' ' '
		return
	fi
	# VGA's text: a character and its colour, 80 by 25.
	rm -f "$work/vga"
	echo "pmemsave 0xb8000 4000 \"$work/vga\"" >&3
	sleep 1
	[ ! -s "$work/vga" ] || od -An -v -tu1 -w2 "$work/vga" | awk '{ printf "%c", $1 }'
}

boot() {
	image=$2 change=$8 wanted=$9
	case $image in
	iso) file=$out/leafzap-guest.iso format=raw ;;
	raw | qcow2 | vmdk) file=$out/leafzap-host.$image format=$image ;;
	vhd) file=$out/leafzap-host.vhd format=vpc ;;
	tar.gz)
		[ ! -r "$out/leafzap-host.tar.gz" ] || tar -xSzf "$out/leafzap-host.tar.gz" -C "$work"
		file=$work/disk.raw format=raw
		;;
	esac
	[ -r "$file" ] || die "there is no $file: make images"
	# Nobody changes what was built.
	cp --sparse=always "$file" "$work/disk"
	read_only='' keys='' patience=3
	change_image "$change" "$work/disk"
	: >"$work/serial"
	[ -p "$work/monitor" ] || mkfifo "$work/monitor"
	serial="file:$work/serial"
	[ "$5" = serial ] || serial=none
	# shellcheck disable=SC2046,SC2086 # words
	setpriv --pdeathsig KILL qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot \
		-accel tcg,thread=single,tb-size=512 -machine pc,hpet=off -smp 2 -m "$6" -cpu "max,svm=$7,npt=$7" -vga std \
		$(firmware "$3") $(disk "$4" "$work/disk" "$format") -serial "$serial" -monitor stdio \
		<"$work/monitor" >"$work/log" 2>&1 &
	qemu_pid=$!
	exec 3>"$work/monitor"
	start=$(date +%s)
	word=FAIL enough=0 first=
	while [ $(($(date +%s) - start)) -lt "$limit_s" ]; do
		sleep 1
		alive=1
		kill -0 "$qemu_pid" 2>/dev/null || alive=
		text=$(console "$5")
		[ -n "$first" ] || case $text in *'KTAP version'*) first=$(($(date +%s) - start)) ;; esac
		if [ -n "$keys" ] && printf '%s' "$text" | grep -q 'executed automatically'; then
			for key in $keys; do echo "sendkey $key" >&3; done
			keys=
		fi
		if printf '%s' "$text" | grep -aqE "$wanted"; then word=ok && break; fi
		if [ -z "$alive" ] || [ "$enough" -ge "$patience" ]; then break; fi
		! printf '%s' "$text" | grep -aqE "$over" || enough=$((enough + 1))
	done
	exec 3>&-
	kill -KILL "$qemu_pid" 2>/dev/null || :
	wait "$qemu_pid" 2>/dev/null || :
	qemu_pid=
	printf '%-4s %-16s %4d s%s\n' "$word" "$1" $(($(date +%s) - start)) \
		"${first:+, first line of the guest after $first s}"
	[ "$word" = ok ] && passed=$((passed + 1)) && return
	failed=$((failed + 1))
	printf 'wanted: %s\nthe console ends with:\n' "$wanted"
	printf '%s\n' "$text" | tail -c 2000
	cat "$work/log"
}

passed=0 failed=0
rows | grep "$only" >"$work/rows"
while IFS='|' read -r name image fw kind screen mib svm change wanted; do
	case " $* " in "  " | *" $name "*) ;; *) continue ;; esac
	boot "$name" "$image" "$fw" "$kind" "$screen" "$mib" "$svm" "$change" "${wanted%|quick}"
done <"$work/rows"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
