#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# engines.sh: "leafzap nested" decides right on every machine of the list machines, the right engine is taken for what
# it says, and the command lines of tcg and kvm differ in nothing but the accelerator.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../../lib.sh
. "$here/../../lib.sh"
lz_program "$here/../../.."
program=$lz_out
leafzap() { "$program" --top "$here/../../.." "$@"; }
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-engines.XXXXXX")
trap 'rm -rf "$work"' EXIT
bad=0 n=0

# Decides for the machine that has been laid out in $work/root.
decide() {
	[ -n "$machine" ] || return 0
	n=$((n + 1))
	said=$(leafzap nested "$work/root")
	printf '%s\n' "$said" | grep -q -e "$expect" || {
		echo "$machine: '$said' where '$expect' was expected"
		bad=1
	}
	rm -rf "$work/root"
}
machine='' expect=''
while read -r word rest; do
	case $word in
	'' | '#'*) ;;
	machine)
		decide
		machine=$rest
		;;
	expect) expect=$rest ;;
	*)
		mkdir -p "$work/root/$(dirname "$word")"
		printf '%s\n' "$rest" >"$work/root/$word"
		;;
	esac
done <"$here/machines"
decide

# The same machines by the answer: a laptop, a cloud VM, and a machine without KVM.
for vendor in amd:svm:npt intel:vmx:ept; do
	IFS=: read -r name flag paging <<END
$vendor
END
	parameters=$work/$name/sys/module/kvm_$name/parameters
	mkdir -p "$parameters" "$work/$name/dev" "$work/$name/proc"
	: >"$work/$name/dev/kvm"
	echo "flags : $flag $paging" >"$work/$name/proc/cpuinfo"
	echo 1 | tee "$parameters/nested" >"$parameters/$paging"
done
mkdir "$work/no nested"

while IFS='|' read -r nested engine vendor right; do
	said=$(leafzap nested "$work/$nested" "$engine" "$vendor" 2>/dev/null) || said=refused
	[ "$said" = "$right" ] || {
		echo "nested '$nested', engine '$engine', vendor '$vendor': $said, where $right was expected"
		bad=1
	}
done <<'END'
amd|auto||kvm
intel|auto||kvm
no nested|auto||tcg
amd|auto|amd|kvm
intel|auto|amd|tcg
amd|auto|intel|bochs
no nested|auto|intel|bochs
intel|tcg||tcg
intel|kvm|intel|kvm
intel|kvm|amd|refused
no nested|kvm||refused
no nested|bochs|amd|refused
END

# A QEMU that only says how it was called.
mkdir "$work/bin"
# shellcheck disable=SC2016
printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >"$work/bin/qemu-system-x86_64"
chmod +x "$work/bin/qemu-system-x86_64"
for engine in tcg kvm; do
	for backing in memfd hugetlb1g; do
		PATH="$work/bin:$PATH" "$here/../$engine.sh" kernel initramfs "leafzap.plan=$backing:boot" |
			tr ' ' '\n' | grep -v '^clearcpuid=' >"$work/$engine-$backing"
	done
done
for backing in memfd hugetlb1g; do
	diff "$work/tcg-$backing" "$work/kvm-$backing" | grep '^[<>]' >"$work/diff" || :
	printf '%s\n' '< tcg,thread=single,tb-size=512' '> kvm' '< max,+svm,+npt' '> host' |
		cmp -s - "$work/diff" || {
		echo "tcg and kvm differ in more than the accelerator:"
		cat "$work/diff"
		bad=1
	}
done
cmp -s "$work/tcg-memfd" "$work/tcg-hugetlb1g" && {
	echo "the plan makes no difference to the command line"
	bad=1
}
[ "$bad" -eq 0 ] && echo "engines: $n machines judged right, tcg and kvm alike"
exit "$bad"
