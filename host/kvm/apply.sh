#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# apply.sh [--series | --partial] TREE: puts leafzap into the kernel sources in TREE, which may be no more than
# arch/x86/kvm, arch/x86/include/asm/kvm_host.h, virt/kvm and include/linux/kvm_host.h. The hooks come
# by meaning (hooks/*.cocci, hooks/table), so that they land in other versions and beside a user's
# patch too. With --series, leafzap depends on its Kconfig option, as in a kernel; else, for a build
# of KVM's modules alone, it is always built.
# Exit 2, and TREE is as it was, if a hook found no place. With --partial only for hooks that nothing can be done
# without (hooks/rules): what is off for the others is compiled in, and TREE/.partial has the words for it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mode=module
partial=
case ${1-} in
--series) mode=series && shift ;;
--partial) partial=1 && shift ;;
esac
tree=${1:?usage: apply.sh [--series | --partial] TREE}

die() {
	echo "error: $*" >&2
	exit 2
}

command -v spatch >/dev/null || die "spatch is missing: install coccinelle"
[ -f "$tree/arch/x86/kvm/Makefile" ] || die "$tree has no arch/x86/kvm/Makefile"
! grep -q leafzap "$tree/arch/x86/kvm/Makefile" || die "$tree has leafzap already"

rc=0
work=$(mktemp -d "$tree/.leafzap.XXXXXX")
trap 'rc=$?; rm -rf "$work"; exit $rc' EXIT
trap 'exit 130' INT TERM HUP

# Placed in a copy: the tree gets all or nothing.
"$here/../leafzap.sh" place ${partial:+--partial} "$here/hooks" "$tree" "$work" >"$work/.files" || exit 2

# Kconfig and Makefile: beside what they resemble.
makefile=$work/arch/x86/kvm/Makefile
objects=$(cd "$here" && for f in leafzap*.c; do printf ' mmu/%s' "${f%.c}.o"; done)
unchecked=$(cat "$work/unchecked" 2>/dev/null || :)
awk -v objects="$objects" -v mode="$mode" -v unchecked="$unchecked" '
	function add() {
		if (unchecked)
			print "ccflags-y += -DLEAFZAP_UNCHECKED=" unchecked
		if (mode == "module")
			print "CONFIG_KVM_LEAFZAP := y\nccflags-y += -DCONFIG_KVM_LEAFZAP=1"
		n = split(objects, object, " ")
		for (i = 1; i <= n; i++)
			print "kvm-$(CONFIG_KVM_LEAFZAP) += " object[i]
		done = 1
	}
	{ print }
	/^kvm-.*smm\.o/ && !done { add() }
	END { if (!done) add() }' "$tree/arch/x86/kvm/Makefile" >"$makefile"
echo arch/x86/kvm/Makefile >>"$work/.files"
if [ "$mode" = series ]; then
	sed -e "/^endif # VIRTUALIZATION/{
		e cat '$here/Kconfig.in'
	}" "$tree/arch/x86/kvm/Kconfig" >"$work/arch/x86/kvm/Kconfig"
	grep -q KVM_LEAFZAP "$work/arch/x86/kvm/Kconfig" || die "no place for the option in arch/x86/kvm/Kconfig"
	echo arch/x86/kvm/Kconfig >>"$work/.files"
fi

while read -r f; do
	mv "$work/$f" "$tree/$f"
done <"$work/.files"

mkdir -p "$tree/include/linux"
[ -z "$unchecked" ] || mv "$work/partial" "$tree/.partial"
cp "$here"/leafzap*.[ch] "$tree/arch/x86/kvm/mmu/"
cp "$here/kvm_leafzap_hooks.h" "$here/../../common/kvm_leafzap_abi.h" "$tree/include/linux/"
