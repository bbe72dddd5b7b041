#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# qemu.sh tcg|kvm VMLINUZ INITRAMFS APPEND: runs a lab in QEMU, its console on stdout. Ends when the lab
# powers off, crashes, or is killed. tcg emulates an AMD CPU with SVM and nested page tables; with kvm
# the lab has this machine's CPU and its KVM is a nested one.
# LEAFZAP_LAB_MIB: the lab's memory. LEAFZAP_TSC_KHZ: the rate of this machine's TSC, if known.
set -eu
# shellcheck source=append.sh
. "$(dirname "$0")/append.sh"

engine=${1:?usage: qemu.sh tcg|kvm VMLINUZ INITRAMFS APPEND}
vmlinuz=${2:?usage: qemu.sh tcg|kvm VMLINUZ INITRAMFS APPEND}
initramfs=${3:?usage: qemu.sh tcg|kvm VMLINUZ INITRAMFS APPEND}
append=${4:-}
mib=${LEAFZAP_LAB_MIB:-5376}

# Below 4 GiB only what the kernel, the initramfs and QEMU take; above it, four whole gigabytes
# that nothing else was put into, and that can be huge pages.
machine="pc,max-ram-below-4g=1G,hpet=off,vmport=off,usb=off"

# The lab's TSC is the machine's. The kernel would measure it, and err when the machine is busy.
tsc=tsc=reliable${LEAFZAP_TSC_KHZ:+ tsc_early_khz=$LEAFZAP_TSC_KHZ}

case $engine in
tcg)
	# One thread for both CPUs: with one each, Linux patches code that the other one is running, and
	# the emulation lets it trip over that.
	accel=tcg,thread=single,tb-size=512 cpu=max,+svm,+npt
	# erms, rep_good and 395 (fsrs, which has no name in some kernels) make memset one "rep stosb", which is
	# emulated byte by byte. fsrm is shown by later QEMUs: with that and without erms, the memmove of Linux 6.1
	# runs over the end of what is short.
	quick=clearcpuid=erms,rep_good,fsrm,395
	;;
kvm) accel=kvm cpu=host quick= ;;
esac

# shellcheck disable=SC2086 # words are joined, and $quick may be none
exec qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot \
	-machine "$machine" -accel "$accel" -cpu "$cpu" -smp 2 -m "$mib" \
	-kernel "$vmlinuz" -initrd "$initramfs" -serial stdio -monitor none \
	-append "$(lz_append "$(dirname "$0")/../lab/cmdline" $tsc $quick "$append")" </dev/null
