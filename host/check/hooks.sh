#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# hooks.sh: leafzap's hooks must land in the same places on a tree with shifted context (shift.awk) as
# on Debian's 6.12, and in functions that have moved to another file. A tree in which one has no place must be
# refused, by the names of the hook and of the file, and of the function if spatch cannot read it, and left as it was.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
base=$(host/leafzap.sh base 6.12)
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-hooks.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
awk '!/^#/ { print $1 }' host/kvm/hooks/table | sort -u >"$work/files"

# make_tree DIR: what apply.sh wants of a kernel.
make_tree() {
	mkdir -p "$1"
	(cd "$base/tree" && cp -r --parents arch/x86/kvm virt/kvm include/linux/kvm_host.h \
		arch/x86/include/asm/kvm_host.h "$1")
}
# shift_tree DIR JUNK
shift_tree() {
	while read -r f; do
		case $f in *.c) ;; *) continue ;; esac
		awk -v junk="$2" -f host/check/shift.awk "$1/$f" >"$work/new"
		mv "$work/new" "$1/$f"
	done <"$work/files"
}
partial=
apply() { host/kvm/apply.sh ${partial:+--partial} "$1" >"$work/log" 2>&1; }

make_tree "$work/plain"
make_tree "$work/shifted"
shift_tree "$work/shifted" 1
cmp -s "$work/plain/virt/kvm/kvm_main.c" "$work/shifted/virt/kvm/kvm_main.c" && die "shift.awk changed nothing"
for tree in plain shifted; do
	apply "$work/$tree" || {
		cat "$work/log"
		die "the hooks do not land on the $tree tree"
	}
done
shift_tree "$work/plain" 0
# The code alone: spatch puts a call before or behind a comment, and may move the lines next to it.
code() { sed '/SHIFTED/d' "$1" | perl -0pe 's{/\*.*?\*/}{}gs; s/^\s+//gm'; }
while read -r f; do
	code "$work/plain/$f" >"$work/plain.c"
	code "$work/shifted/$f" >"$work/shifted.c"
	diff -u "$work/plain.c" "$work/shifted.c" || die "$f: the hooks landed in other places than without the shift"
done <"$work/files"
echo "hooks: $(cat "$work"/shifted/arch/x86/kvm/*.c "$work"/shifted/arch/x86/kvm/mmu/[mt]*.c \
	"$work"/shifted/virt/kvm/*.c | grep -c '\<leafzap_[a-z_]*(') calls in the same places on a shifted tree"

# What is cut out before spatch makes no difference, and is enough: nothing is done again.
kernels=$(awk '$1 ~ /^[0-9.]+$/ { print $1 }' host/kernel/versions)
for kernel in $kernels; do
	from=$(host/leafzap.sh base "$kernel")/tree
	mkdir "$work/cut" "$work/whole"
	host/leafzap.sh place host/kvm/hooks "$from" "$work/cut" >"$work/placed" 2>"$work/said"
	! grep -q 'without a function cut out' "$work/said" || die "$kernel: $(cat "$work/said")"
	host/leafzap.sh place --whole host/kvm/hooks "$from" "$work/whole" >/dev/null
	while read -r f; do
		cmp "$work/cut/$f" "$work/whole/$f" || die "$kernel: $f differs if spatch is given all of it"
	done <"$work/placed"
	rm -r "$work/cut" "$work/whole"
	echo "hooks: $(wc -l <"$work/placed") files of $kernel are the same if spatch is given all of them"
done

# refuse FILE HOOK WORD: without WORD in FILE, HOOK has no place.
refuse() {
	rm -rf "$work/torn" "$work/before"
	make_tree "$work/torn"
	sed -i "s/\<$3\>/$3_of_others/" "$work/torn/$1"
	cp -a "$work/torn" "$work/before"
	rc=0
	apply "$work/torn" || rc=$?
	[ "$rc" -eq 2 ] || die "apply.sh without $3: exit $rc instead of 2"
	grep -q "hook $2 .*$1" "$work/log" || {
		cat "$work/log"
		die "apply.sh does not name hook $2 and $1"
	}
	diff -r "$work/before" "$work/torn" || die "apply.sh refused the tree, and changed it"
}
refuse arch/x86/kvm/mmu/tdp_mmu.c table_free tdp_mmu_free_sp
refuse virt/kvm/kvm_main.c flush_range kvm_flush_remote_tlbs_range
partial=1
refuse arch/x86/kvm/x86.c hypercall __kvm_emulate_hypercall
partial=
echo "hooks: a tree without a place for one is refused by name"

# Debian 12's spatch cannot read this loop (docs/porting.md); a newer one may.
tdp=arch/x86/kvm/mmu/tdp_mmu.c yield=tdp_mmu_iter_cond_resched
make_tree "$work/unread"
sed -i "/^static .*$yield(/,/^{/s/^{/&\n\tfor_each_thing(iter)\n\t\t*thing = 1;\n/" "$work/unread/$tdp"
if ! apply "$work/unread"; then
	grep -q "hook yield .*spatch cannot read $yield()" "$work/log" || {
		cat "$work/log"
		die "apply.sh does not say that spatch cannot read $yield()"
	}
fi
echo "hooks: a function that spatch cannot read is named, or read"

# The same function in another file.
home=arch/x86/kvm/mmu/mmu.c away=arch/x86/kvm/mmu/spte.c head='^static int kvm_tdp_mmu_page_fault('
make_tree "$work/moved"
sed -n "/$head/,/^}/p" "$work/moved/$home" >"$work/function"
grep -q . "$work/function" || die "$home has no line $head"
sed -i "/$head/,/^}/d" "$work/moved/$home"
cat "$work/function" >>"$work/moved/$away"
apply "$work/moved" || {
	cat "$work/log"
	die "the hooks do not follow a function to $away"
}
make_tree "$work/stayed"
apply "$work/stayed"
for tree in moved stayed; do
	(cd "$work/$tree" && sed -n "/$head/,/^}/p" "$home" "$away") >"$work/$tree.c"
done
diff -u "$work/stayed.c" "$work/moved.c" || die "a function that moved has its hooks in other places"
echo "hooks: a function that moved has the same $(grep -c '\<leafzap_' "$work/moved.c") hooks"

# A hook of which only a part has a place, and that in another file: nothing of it stays, and the file is as it was.
svm=arch/x86/kvm/svm/svm.c away=arch/x86/kvm/svm/nested.c head='^static .*svm_vcpu_run('
make_tree "$work/torn"
sed -i 's/\<new_asid\>/&_of_others/' "$work/torn/$svm"
sed -n "/$head/,/^}/p" "$work/torn/$svm" >"$work/function"
sed -i "/$head/,/^}/d" "$work/torn/$svm"
cat "$work/function" >>"$work/torn/$away"
rm -rf "$work/before"
cp -a "$work/torn" "$work/before"
partial=1
apply "$work/torn" || {
	cat "$work/log"
	die "apply.sh --partial refuses a tree without the hook svm"
}
grep -q '^hook svm .* nobody checks ENTRY$' "$work/torn/.partial" || die "nothing says that ENTRY is off"
diff -r "$work/before/arch/x86/kvm/svm" "$work/torn/arch/x86/kvm/svm" || die "a part of the hook svm was placed"
echo "hooks: a hook without one of its places is left out as a whole"
