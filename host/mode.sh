#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# mode.sh auto|direct|lab [REASON]: prints "direct" or "lab", and on stderr why. direct needs a KVM on
# this machine that carries leafzap; REASON is why the options rule it out, if they do.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

# Prints why this machine's own KVM cannot be tested; nothing if it can.
obstacle() {
	params=/sys/module/kvm/parameters
	if [ -n "${2:-}" ]; then
		echo "$2"
	elif [ ! -d "$params" ] && [ ! -e /dev/kvm ]; then
		echo "this machine has no /dev/kvm"
	elif [ ! -e "$params/leafzap" ]; then
		echo "this machine's KVM does not carry leafzap (no $params/leafzap)"
	elif [ "$(cat "$params/leafzap")" != Y ]; then
		echo "leafzap is in this machine's KVM, but off (load kvm with leafzap=1)"
	elif [ ! -e /dev/kvm ]; then
		echo "this machine has no /dev/kvm, although kvm is loaded: kvm-amd or kvm-intel is not"
	elif [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ]; then
		echo "no permission to use /dev/kvm"
	elif [ "$(cat /sys/module/kvm_amd/parameters/npt 2>/dev/null)" = N ]; then
		echo "KVM here is not two-dimensional (kvm_amd.npt=N)"
	elif [ "$(cat /sys/module/kvm_intel/parameters/ept 2>/dev/null)" = N ]; then
		echo "KVM here is not two-dimensional (kvm_intel.ept=N)"
	elif [ "$(cat "$params/tdp_mmu" 2>/dev/null)" = N ]; then
		echo "KVM here does not use the TDP MMU (kvm.tdp_mmu=N)"
	elif [ "$(id -u)" -ne 0 ]; then
		echo "not root: hugepages and the kernel's log cannot be had"
	fi
}

why=$(obstacle "$@")
case $1 in
lab) why= && echo lab ;;
direct)
	[ -z "$why" ] || die "--mode direct is not possible: $why; --mode lab always is"
	echo direct
	;;
auto)
	if [ -z "$why" ]; then
		say "mode direct: this machine's KVM carries leafzap"
		echo direct
	else
		say "mode lab: $why"
		echo lab
	fi
	;;
esac
