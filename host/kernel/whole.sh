#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# whole.sh BASE STAGE OUT CC: builds a whole kernel with the compiler CC, of the sources in STAGE and else of those
# of BASE, and collects in OUT what a lab needs. BASE is that of a whole tree, and is built by one at a time.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
base=$1 stage=$2 out=$3 cc=$4
work=$base/work

exec 9>"$base/lock"
flock -n 9 || {
	echo "waiting for another build of this tree"
	flock 9
}
# A build that was killed may leave half-written objects with a fresh date.
[ ! -e "$base/building" ] || rm -rf "$work"
: >"$base/building"
echo "comparing the sources"
"$here/mirror.sh" "$base" "$stage"
"$here/sync.sh" "$base" "$stage" "$work"

kmake() { "$here/make.sh" "$work" "$cc" "$@"; }

# The user's configuration, less the modules that KVM does not need, and less what costs time or needs
# keys and changes nothing here.
configure() {
	cp "$base/config" "$work/.config"
	cat >>"$work/.config" <<-'END'
		CONFIG_DEBUG_INFO_NONE=y
		# CONFIG_DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT is not set
		# CONFIG_DEBUG_INFO_DWARF4 is not set
		# CONFIG_DEBUG_INFO_DWARF5 is not set
		# CONFIG_MODULE_SIG is not set
		CONFIG_SYSTEM_TRUSTED_KEYS=""
		CONFIG_SYSTEM_REVOCATION_KEYS=""
	END
	kmake olddefconfig
	printf '%s 0 0\n' Module kvm kvm_amd kvm_intel irqbypass ccp >"$base/lsmod"
	yes '' | kmake LSMOD="$base/lsmod" localmodconfig
	cp "$base/config" "$work/.configured"
}
cmp -s "$base/config" "$work/.configured" || configure
rc=0
kmake olddefconfig bzImage modules || rc=$?
# A compiler's error leaves a tree that make can go on with.
[ "$rc" -gt 2 ] || rm -f "$base/building"
[ "$rc" -eq 0 ] || exit 2

mkdir -p "$out"
cp "$work/arch/x86/boot/bzImage" "$out/vmlinuz"
cp "$work/include/config/kernel.release" "$out/release"

! grep -q '^CONFIG_KASAN=y' "$work/.config" || : >"$out/kasan"

# collect ORDER MODULE...: these modules and before them what they depend on, unless they are built in;
# ORDER gets their names in the order in which they have to be loaded.
collect() {
	order=$1
	shift
	for m in "$@"; do
		ko=$(find "$work" -name "$(printf '%s.ko' "$m" | sed 's/[-_]/[-_]/g')" | head -n 1)
		[ -n "$ko" ] || continue
		# shellcheck disable=SC2046 # words
		(collect "$order" $(modinfo -F depends "$ko" | tr , ' '))
		m=$(basename "$ko" .ko)
		grep -qxs "$m" "$order" || echo "$m" >>"$order"
		[ -e "$out/$m.ko" ] || strip --strip-debug -o "$out/$m.ko" "$ko"
	done
}
collect "$out/kvm-amd.order" kvm-amd
collect "$out/kvm-intel.order" kvm-intel
touch "$out/kvm-amd.order" "$out/kvm-intel.order"
