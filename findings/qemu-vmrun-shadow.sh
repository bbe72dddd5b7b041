#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# qemu-vmrun-shadow.sh [VERSION]: QEMU's emulated CPU forgets the interrupt shadow of an SVM guest at VMRUN.
#
# Software  QEMU (Debian's qemu-system-x86), emulation (TCG), a CPU with SVM
# Expected  AMD64 Architecture Programmer's Manual, volume 2, 15.21.5 "Interrupt Shadows": INTERRUPT_SHADOW of the
#           VMCB is saved at #VMEXIT and loaded at VMRUN. A guest that is left between STI and the instruction after it and
#           entered again executes that instruction before it takes an interrupt.
# Seen      It is saved, and not loaded: the interrupt comes before that instruction. With no exit in between the
#           shadow holds.
# Matters   A hypervisor sees STI; HLT and MOV SS; MOV ESP of its guests torn apart now and then: a guest that sleeps over
#           its work, or takes an interrupt on half a stack.
#
# Exit: 0 as stated, 1 it has changed, 2 it could not be tried.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib/pinned.sh
. "$here/lib/pinned.sh"
version=${1:-1:7.2+dfsg-7+deb12u18+b3}
begin
need timeout coreutils
sector qemu-vmrun-shadow
unpack "qemu-system-x86=$version" "qemu-system-common=$version"

rc=0
unpacked qemu-system-x86_64 --version >"$work/version" || cannot "QEMU $version does not start: see above"
QEMU_MODULE_DIR=$root/usr/lib/x86_64-linux-gnu/qemu timeout --foreground 60 "$loader" --library-path "$libraries" "$root/usr/bin/qemu-system-x86_64" -L "$root/usr/share/qemu" \
	-L "$root/usr/share/seabios" -nodefaults -no-user-config -accel tcg -cpu max,+svm -m 16 -display none -no-reboot \
	-drive "file=$work/qemu-vmrun-shadow.img,format=raw,if=floppy" -serial "file:$work/serial" >"$work/log" 2>&1 || rc=$?
[ "$rc" -eq 0 ] || {
	cat "$work/log" "$work/serial" >&2 || :
	cannot "QEMU ended with status $rc before the boot sector switched the machine off (124: not within 60 s)"
}

# Exit code (64: a virtual interrupt, 72: CPUID), RIP from the guest's start (1: STI is done, 3: CPUID as well), shadow.
say "software: $(head -n 1 "$work/version"), package qemu-system-x86 $version"
say 'guest: STI; CPUID; ... and an interrupt is waiting: exit code, bytes done, shadow in the VMCB'
say 'in one stay, expected:                             64 3 0'
say "in one stay, seen:                                 $(sed -n 1p "$work/serial")"
say 'left before CPUID and entered again, expected:     72 1 1, then 64 3 0'
say "left before CPUID and entered again, seen:         $(sed -n 2p "$work/serial"), then $(sed -n 3p "$work/serial")"
printf '64 3 0\n72 1 1\n64 1 0\n' | cmp -s - "$work/serial" && as_stated
changed "the three lines are not 64 3 0, 72 1 1 and 64 1 0 any more"
