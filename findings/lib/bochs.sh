# SPDX-License-Identifier: GPL-2.0-only
# Debian's Bochs from a temporary folder, with a floppy to boot and no clock but the count of instructions.
# shellcheck shell=sh
# shellcheck disable=SC2154 # here: the folder of the script
# shellcheck source=pinned.sh
. "$here/lib/pinned.sh"

# bochs_unpack VERSION
bochs_unpack() {
	need timeout coreutils
	need script bsdutils
	bochs_version=$1
	unpack "bochs=$1" "bochs-term=$1" "bochsbios=$1" vgabios
	# Debian builds the debugger in; it waits for a command, and this is it.
	echo c >"$work/go"
}

# bochs_start NAME SECTOR: SECTOR.img boots; what it sends to its serial port goes to $work/NAME.
bochs_start() {
	cat >"$work/$1.rc" <<END
config_interface: textconfig
display_library: term
cpu: model=corei7_skylake_x, ips=50000000
memory: guest=32, host=32
romimage: file=$root/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=$root/usr/share/vgabios/vgabios.bin
floppya: 1_44=$work/$2.img, status=inserted, write_protected=1
boot: floppy
com1: enabled=1, mode=file, dev=$work/$1
clock: sync=none, time0=946684800
log: $work/$1.log
panic: action=fatal
error: action=report
info: action=ignore
debug: action=ignore
END
	: >"$work/$1.log"
	# The display is a terminal, which script(1) makes up; nothing of it is of use.
	TERM=vt100 TERMINFO=$root/lib/terminfo LTDL_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu/bochs/plugins \
		timeout 60 script -qec "exec $loader --library-path $libraries $root/usr/bin/bochs-bin \
		-q -f $work/$1.rc -rc $work/go" /dev/null >"$work/$1.term" 2>&1 </dev/null &
	pids="$pids $!"
}

# bochs_end NAME...: waits for all that were started; the sectors of these switched their machines off.
bochs_end() {
	wait
	pids=
	for machine; do
		grep -q 'soft power off' "$work/$machine.log" && [ -s "$work/$machine" ] && continue
		tail -n 5 "$work/$machine.log" "$work/$machine.term" >&2
		cannot "Bochs $bochs_version ended, or was ended after 60 s, before its machine was switched off: see above"
	done
}

# The first column of the last line of its log: instructions until the power was off.
bochs_instructions() { tail -n 1 "$work/$1.log" | cut -c 1-11; }
