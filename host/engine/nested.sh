#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# nested.sh [ROOT]: can this machine's KVM run a lab whose own KVM has two-dimensional paging? Prints
# "amd" or "intel", what the lab's CPU will be, or "no" and the reason. ROOT is put before all paths,
# for tests.
set -eu
root=${1:-}

no() {
	echo "no $*"
	exit 0
}
parameter() { cat "$root/sys/module/$module/parameters/$1" 2>/dev/null || echo missing; }
cpu_has() { grep -m 1 '^flags' "$root/proc/cpuinfo" | grep -qw -- "$1"; }

if [ -d "$root/sys/module/kvm_amd" ]; then
	vendor=amd module=kvm_amd flag=svm paging=npt
elif [ -d "$root/sys/module/kvm_intel" ]; then
	vendor=intel module=kvm_intel flag=vmx paging=ept
elif [ ! -e "$root/dev/kvm" ]; then
	no "this machine has no /dev/kvm"
else
	others=$(find "$root/sys/module" -maxdepth 1 -name 'kvm_*' -printf ' %f' 2>/dev/null || :)
	no "this machine's KVM is neither kvm_amd nor kvm_intel${others:+ but$others}"
fi
[ -e "$root/dev/kvm" ] || no "this machine has no /dev/kvm, although $module is loaded"
cpu_has "$flag" || no "this machine's CPU does not show $flag"
# What the lab is offered is made of these: without them, its KVM would have only shadow paging.
# Whether this machine's own KVM has the TDP MMU (kvm.tdp_mmu) makes no difference to the lab's.
case $(parameter "$paging") in
Y | 1) ;;
*) no "this machine's KVM is not two-dimensional ($module.$paging=$(parameter "$paging"))" ;;
esac
cpu_has "$paging" || no "this machine's CPU does not show $paging"
case $(parameter nested) in
Y | 1) ;;
*) no "nested virtualization is off ($module.nested=$(parameter nested); load $module with nested=1)" ;;
esac
[ -n "$root" ] || { [ -r /dev/kvm ] && [ -w /dev/kvm ]; } || no "no permission to use /dev/kvm"
echo "$vendor"
