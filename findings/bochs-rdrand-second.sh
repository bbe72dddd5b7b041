#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bochs-rdrand-second.sh [VERSION]: what RDRAND gives on Bochs depends on the second in which Bochs was started, also
# where nothing else of the machine depends on the time.
#
# Software  Bochs (Debian's bochs)
# Expected  bochsrc(5), "clock": with sync=none the time "relies on the IPS value and no host time synchronization is
#           used", and a time0 that is given is what the machine's clock starts from. So the same input makes the same run.
# Seen      The same number of instructions, other random numbers: two machines that were started in the same second draw the
#           same ones, in another second others. (Bochs hands time(2) to srand(3).)
# Matters   A kernel's hash tables and free lists follow RDRAND: counts of instructions differ from run to run, but not if one
#           starts two at once to see whether they do.
#
# Exit: 0 as stated, 1 it has changed, 2 it could not be tried.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib/pinned.sh
. "$here/lib/pinned.sh"
version=${1:-2.7+dfsg-4+deb12u1}
begin
need timeout coreutils
need script bsdutils
sector bochs-rdrand-second
unpack "bochs=$version" "bochs-term=$version" "bochsbios=$version" vgabios
# Debian builds the debugger in; it waits for a command, and this is it.
echo c >"$work/go"

# start NAME: its numbers go to $work/NAME.
start() {
	cat >"$work/$1.rc" <<END
config_interface: textconfig
display_library: term
cpu: model=corei7_skylake_x, ips=50000000
memory: guest=32, host=32
romimage: file=$root/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=$root/usr/share/vgabios/vgabios.bin
floppya: 1_44=$work/bochs-rdrand-second.img, status=inserted, write_protected=1
boot: floppy
com1: enabled=1, mode=file, dev=$work/$1
clock: sync=none, time0=946684800
log: $work/$1.log
panic: action=fatal
error: action=ignore
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

# One round: two at once, at the beginning of a second, so that both read the same time.
round() {
	second=$(date +%s)
	while [ "$(date +%s)" = "$second" ]; do sleep 0.02; done
	start "a$1"
	start "b$1"
	wait
	pids=
	for machine in "a$1" "b$1"; do
		[ "$(wc -l <"$work/$machine" 2>/dev/null)" = 4 ] && grep -q 'soft power off' "$work/$machine.log" && continue
		tail -n 5 "$work/$machine.log" "$work/$machine.term" >&2
		cannot "Bochs $version ended, or was ended after 60 s, before the boot sector switched it off: see above"
	done
	say "round $1: $(xargs <"$work/a$1"), $(xargs <"$work/b$1")"
}

# The first column of the last line of its log: instructions until the power was off.
instructions() { tail -n 1 "$work/$1.log" | cut -c 1-11; }

say "software: Bochs, package bochs $version"
say 'expected: each machine draws the same four numbers'
say 'each round is two machines at once, each in another second:'
same=0 rounds=0
# A busy machine may start one of the two a second late: up to ten rounds.
while [ "$rounds" -lt 10 ]; do
	rounds=$((rounds + 1))
	round "$rounds"
	! cmp -s "$work/a$rounds" "$work/b$rounds" || same=$((same + 1))
	[ "$rounds" -lt 2 ] || [ "$same" -eq 0 ] || break
done
say "the two of one round drew the same numbers in $same of $rounds rounds"
for machine in a1 "a$rounds" "b$rounds"; do
	say "instructions of $machine: $(instructions "$machine")"
	[ "$(instructions "$machine")" = "$(instructions a1)" ] || changed 'the runs differ in more than their random numbers'
done
[ "$same" -gt 0 ] || changed 'machines of one second draw other numbers as well'
! cmp -s "$work/a1" "$work/a$rounds" || changed 'machines of two seconds draw the same numbers'
as_stated
