#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# files.sh TREE: copies leafzap's own files into the kernel sources in TREE, and makes them fit an older
# kernel, by what its headers have rather than by its version: each line "NAME: FILE: REGEX" in
# leafzap_compat.h that finds nothing defines NAME there. A kernel that has all of it gets no such header.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=${1:?usage: files.sh TREE}
mmu=$tree/arch/x86/kvm/mmu

cp "$here"/leafzap*.[ch] "$mmu/"
mkdir -p "$tree/include/linux"
cp "$here/kvm_leafzap.h" "$tree/include/linux/kvm_leafzap.h"
# The same file, less what is for those who have no <linux/types.h>.
sed '/^#ifdef __KERNEL__$/d; /^#else$/,/^#endif$/d' "$here/../../common/kvm_leafzap.h" \
	>"$tree/include/linux/kvm_leafzap_abi.h"

compat=$mmu/leafzap_compat.h
sed -n 's/^ \* \(LEAFZAP_NO_[A-Z_]*\): \([^:]*\): \(.*\)$/\1 \2 \3/p' "$compat" |
	while read -r name file regex; do
		[ -f "$tree/$file" ] || {
			echo "error: $tree has no $file" >&2
			exit 2
		}
		grep -qE -- "$regex" "$tree/$file" || echo "#define $name"
	done >"$compat.no"
if [ -s "$compat.no" ]; then
	sed -i "/^#define __KVM_X86_MMU_LEAFZAP_COMPAT_H\$/r $compat.no" "$compat"
	sed -i 's/^#include "leafzap_ledger.h"$/#include "leafzap_compat.h"\n&/' "$mmu/leafzap.h"
else
	rm "$compat"
fi
rm "$compat.no"
