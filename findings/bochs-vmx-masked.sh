#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bochs-vmx-masked.sh [VERSION]: a VMX guest on Bochs that is entered with interrupts off is not left for an external one.
#
# Software  Bochs (Debian's bochs), a CPU with VMX
# Expected  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 3, chapter "VMX Non-Root Operation", "Event
#           Blocking": with "external-interrupt exiting" RFLAGS.IF does not control the blocking of external
#           interrupts; one causes a VM exit even if RFLAGS.IF is 0.
# Seen      So it is if the guest switches interrupts off itself. If RFLAGS.IF is off at the entry already, and in the host, as a
#           hypervisor has it, nothing comes through until the guest changes RFLAGS.IF or exits for another reason.
# Matters   A guest that spins with interrupts off has the CPU for good: its host gets no tick.
#
# Exit: 0 as stated, 1 it has changed, 2 it could not be tried.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib/bochs.sh
. "$here/lib/bochs.sh"
version=${1:-2.7+dfsg-4+deb12u1}
begin
sector bochs-vmx-masked
bochs_unpack "$version"
bochs_start serial bochs-vmx-masked
bochs_end serial

seen() { sed -n "$1p" "$work/serial"; }

# Exit reason (01: external interrupt, 12: the guest has counted to the end, and VMCALL), and RIP from the guest's start
# (1: it is counting, 3: it is done).
say "software: Bochs, package bochs $version"
say 'guest: counts down over some ticks of the timer; exit reason and place'
say "entered with RFLAGS.IF on, switches it off:  expected 01 1, seen $(seen 1)"
say "entered with RFLAGS.IF off:                  expected 01 1, seen $(seen 2)"
say "entered with RFLAGS.IF on:                   expected 01 1, seen $(seen 3)"
printf '01 1\n12 3\n01 1\n' | cmp -s - "$work/serial" && as_stated
changed 'the three are not 01 1, 12 3 and 01 1 any more'
