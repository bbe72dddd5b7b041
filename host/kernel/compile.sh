#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# compile.sh BASE STAGE OUT: builds KVM's modules from STAGE in a warm build tree of the cache and
# collects in OUT what a lab needs. One build a tree: others take the next tree, or wait.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_open_cache
base=$1 stage=$2 out=$3
cores=$(nproc)
pool=$cache/work/$(basename "$base")
mkdir -p "$pool"

# The lock is on descriptor 9 and goes with the last process that has it.
for n in $(seq "$cores") wait; do
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
fi
: >"$work/.building"
"$here/sync.sh" "$base" "$stage" "$work"

# ccache takes the directory out of its key, so that all trees share what one has compiled.
# A clean environment: what kernel developers export (O=, LLVM=1, KCFLAGS, CROSS_COMPILE) is meant for
# their own tree, and what an outer make exports for its own jobs.
rc=0
env -i PATH="$PATH" HOME="$cache" LC_ALL=C CCACHE_DIR="$cache/ccache" CCACHE_NOHASHDIR=1 \
	CCACHE_MAXSIZE=2G make -C "$work" -j"$cores" ARCH=x86 CC="ccache x86_64-linux-gnu-gcc-12" \
	M=arch/x86/kvm modules || rc=$?
# A compiler's error leaves a tree that make can go on with.
[ "$rc" -gt 2 ] || rm -f "$work/.building"
[ "$rc" -eq 0 ] || exit 2

mkdir -p "$out"
for m in kvm kvm-amd kvm-intel; do
	strip --strip-debug -o "$out/$m.ko" "$work/arch/x86/kvm/$m.ko"
done
# The one module that KVM depends on comes from the image; some of Debian's kernels compress it.
irqbypass=$(find "$base/image/lib/modules" -name 'irqbypass.ko*')
case $irqbypass in
*.xz) xz -dc "$irqbypass" >"$out/irqbypass.ko" ;;
*) cp "$irqbypass" "$out/irqbypass.ko" ;;
esac
cp "$base/release" "$out/"
ln "$base/image/boot/vmlinuz-$(cat "$base/release")" "$out/vmlinuz" 2>/dev/null ||
	cp "$base/image/boot/vmlinuz-$(cat "$base/release")" "$out/vmlinuz"
