#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tcg.sh VMLINUZ INITRAMFS APPEND: runs a lab in QEMU's emulation of an AMD CPU with SVM and nested
# page tables, its console on stdout. Ends when the lab powers off, crashes, or is killed.
# LEAFZAP_LAB_MIB: the lab's memory. LEAFZAP_TSC_KHZ: the rate of this machine's TSC, if known.
set -eu
# shellcheck source=append.sh
. "$(dirname "$0")/append.sh"

vmlinuz=${1:?usage: tcg.sh VMLINUZ INITRAMFS APPEND}
initramfs=${2:?usage: tcg.sh VMLINUZ INITRAMFS APPEND}
append=${3:-}
mib=${LEAFZAP_LAB_MIB:-5376}

# Below 4 GiB only what the kernel, the initramfs and QEMU take; above it, four whole gigabytes
# that nothing else was put into, and that can be huge pages.
machine="pc,max-ram-below-4g=1G,hpet=off,vmport=off,usb=off"

# The emulated TSC is the machine's. The kernel would measure it, and err when the machine is busy.
tsc=tsc=reliable${LEAFZAP_TSC_KHZ:+ tsc_early_khz=$LEAFZAP_TSC_KHZ}

# erms and rep_good make memset one "rep stosb", which is emulated byte by byte.
quick=clearcpuid=erms,rep_good
case $append in
*hugetlb1g*) huge='hugepagesz=1G hugepages=4' ;;
*) huge= ;;
esac

# One thread for both CPUs: with one each, Linux patches code that the other one is running, and
# the emulation lets it trip over that.
# shellcheck disable=SC2086 # words are joined, and $huge may be none
exec qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot \
	-machine "$machine" -accel tcg,thread=single,tb-size=512 -cpu max,+svm,+npt -smp 2 -m "$mib" \
	-kernel "$vmlinuz" -initrd "$initramfs" -serial stdio -monitor none \
	-append "$(lz_append $tsc $quick $huge "$append")" </dev/null
