#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# forms.sh: each mutant and each variant applies to every kernel of host/kernel/versions, by its form for
# it if it has one, or its header says why not. Nothing is built.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_trap_signals
lz_open_cache
work=$(mktemp -d "$cache/tmp/forms.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
bad=0 n=0

# fits PATCH: with leafzap's own files, which come later, in a copy of their own.
fits() {
	tree=$base/tree
	! grep -qE '^\+\+\+ b/arch/x86/kvm/mmu/leafzap' "$1" || tree=$work/$kernel
	patch -d "$tree" -p1 --fuzz=0 --dry-run --batch --forward <"$1" >"$work/log" 2>&1
}

kernels=$(awk '$1 ~ /^[0-9.]+$/ { print $1 }' host/kernel/versions)
for kernel in $kernels; do
	lz_capture host/kernel/prepare.sh "$kernel"
	base=$lz_out
	mkdir -p "$work/$kernel/arch/x86" "$work/$kernel/include"
	cp -a "$base/tree/arch/x86/kvm" "$base/tree/arch/x86/include" "$work/$kernel/arch/x86/"
	cp -a "$base/tree/include/linux" "$work/$kernel/include/"
	host/kvm/files.sh "$work/$kernel"
	for main in host/mutants/*.patch host/variants/*.patch; do
		form=$(host/form.sh "$main" "$kernel" 2>"$work/why")
		n=$((n + 1))
		[ -n "$form" ] || {
			cat "$work/why"
			continue
		}
		fits "$form" || {
			cat "$work/log"
			say "$form does not apply to $kernel: add ${main%/*}/$kernel/${main##*/} with" \
				"the same change for it, or a line 'No $kernel form: REASON' to the header of $main"
			bad=1
		}
	done
	for form in host/mutants/"$kernel"/*.patch host/variants/"$kernel"/*.patch; do
		main=${form%/*/*}/${form##*/}
		[ ! -e "$form" ] || [ -e "$main" ] || {
			say "$form is a form of $main, which does not exist"
			bad=1
		}
	done
done
[ "$bad" -eq 0 ] || exit 1
echo "forms: $n mutants and variants, over all kernels, apply or say why not"
