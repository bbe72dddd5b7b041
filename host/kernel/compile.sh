#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# compile.sh BASE STAGE OUT CC: builds KVM's modules from STAGE with the compiler CC, in a warm build tree of the
# cache, and collects in OUT what a lab needs. One build a tree: others take the next tree, or wait.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_open_cache
base=$1 stage=$2 out=$3 cc=$4
pool=$cache/work/$(basename "$base")-$cc
mkdir -p "$pool"

# The lock is on descriptor 9 and goes with the last process that has it.
for n in $(seq "$(nproc)") wait; do
	if [ "$n" = wait ]; then
		n=1
		exec 9>"$pool/1.lock"
		flock 9
	else
		exec 9>"$pool/$n.lock"
		flock -n 9 || continue
	fi
	break
done
work=$pool/$n

# A build that was killed may leave half-written objects with a fresh date.
if [ -e "$work/.building" ] || [ ! -e "$work/.staged" ]; then
	rm -rf "$work"
	cp -a "$base/tree" "$work"
	"$here/suit.sh" "$work" "$cc"
fi
: >"$work/.building"
"$here/sync.sh" "$base" "$stage" "$work"

rc=0
"$here/make.sh" "$work" "$cc" M=arch/x86/kvm modules || rc=$?
# A compiler's error leaves a tree that make can go on with.
[ "$rc" -gt 2 ] || rm -f "$work/.building"
[ "$rc" -eq 0 ] || exit 2

mkdir -p "$out"
for m in kvm kvm-amd kvm-intel; do
	strip --strip-debug -o "$out/$m.ko" "$work/arch/x86/kvm/$m.ko"
done
cp "$base/irqbypass.ko" "$out/"
# The order in which they have to be loaded.
for vendor in amd intel; do printf '%s\n' irqbypass kvm "kvm-$vendor" >"$out/kvm-$vendor.order"; done
cp "$base/release" "$out/"
ln -L "$base/vmlinuz" "$out/vmlinuz" 2>/dev/null || cp -L "$base/vmlinuz" "$out/vmlinuz"
