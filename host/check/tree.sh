#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tree.sh: what run.sh --tree refuses, and how; and that the scratch copy follows the tree by content,
# takes nothing that a build made, and leaves the tree as it was. On a tree of few files: nothing is built.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_program .
program=$lz_out
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-tree.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LEAFZAP_CACHE="$work/cache"
tree=$work/linux
bad=0

fail() {
	echo "$*"
	bad=1
}

mkdir -p "$tree/arch/x86/kvm/mmu" "$tree/virt/kvm" "$tree/include/linux" "$tree/init" "$tree/mm" "$work/stage"
printf 'VERSION = 6\nPATCHLEVEL = 15\nSUBLEVEL = 2\n' >"$tree/Makefile"
for f in Kconfig arch/x86/kvm/Makefile arch/x86/kvm/mmu/mmu.c virt/kvm/kvm_main.c include/linux/kvm_host.h \
	init/main.c mm/memory.c mm/gone.c; do
	echo "/* $f */" >"$tree/$f"
done
# Debian's tarballs have the last line.
printf '%s\n' '.*' '*.o' '*.ko' '/vmlinux' '!.gitignore' '/*' >"$tree/.gitignore"
echo generated.h >"$tree/init/.gitignore"
for f in init/main.o init/generated.h vmlinux init/.main.o.cmd; do echo built >"$tree/$f"; done
grep '^CONFIG_' host/kernel/lab.config >"$tree/.config"

# refuse PATTERN DIR: and say how.
refuse() {
	rc=0
	"$program" --top . base --tree "$2" >"$work/said" 2>&1 || rc=$?
	[ "$rc" -eq 2 ] || fail "base --tree $2: exit $rc instead of 2"
	grep -q -e "$1" "$work/said" || fail "base --tree $2: no '$1' in: $(cat "$work/said")"
}
# change FILE SED PATTERN: the tree with that change is refused.
change() {
	cp "$tree/$1" "$work/kept"
	sed -i "$2" "$tree/$1"
	refuse "$3" "$tree"
	cp "$work/kept" "$tree/$1"
}
refuse 'no such directory' "$work/none"
refuse 'no kernel source tree: it has no Makefile' "$work/stage"
change Makefile 's/^PATCHLEVEL.*/PATCHLEVEL = 0/' 'Linux 6.0, .* 6.1 and later'
change Makefile 's/^VERSION.*/VERSION = 5/' 'Linux 5.15'
change Makefile '/VERSION/d' 'says no version'
change arch/x86/kvm/Makefile '1s/$/ leafzap.o/' 'carries leafzap already'
change .config '/CONFIG_HUGETLBFS=/d' 'CONFIG_HUGETLBFS=y'
change .config 's/^CONFIG_KVM_AMD=m/# CONFIG_KVM_AMD is not set/' 'CONFIG_KVM_AMD=m'
change .config 's/^CONFIG_RD_ZSTD=y/CONFIG_RD_ZSTD=m/' 'CONFIG_RD_ZSTD=y'
mkdir "$work/o"
ln -s "$tree" "$work/o/source"
refuse 'it is not configured' "$work/o"
mv "$tree/.config" "$work/o/.config"
refuse 'not configured' "$tree"
ln -sfn "$work/nowhere" "$work/o/source"
refuse 'its source .*nowhere is gone' "$work/o"
ln -sfn "$tree" "$work/o/source"

# More than a lab needs, and less of what it does not need.
sed -i -e 's/=m$/=y/' -e '/^CONFIG_KALLSYMS=/d' "$work/o/.config"
# An output folder of make O=, and what the copy takes of its source.
base=$("$program" --top . base --tree "$work/o")
[ "$(cat "$base/release")" = 6.15.2 ] || fail "the release is $(cat "$base/release")"
sum() { (cd "$tree" && find . -type f -exec sha256sum {} + && find . -printf '%p %s %t %m\n') | sort | sha256sum; }
before=$(sum)
mirror() { host/kernel/mirror.sh "$base" "$work/stage" || fail "mirror.sh failed"; }
mkdir -p "$work/stage/virt/kvm"
echo staged >"$work/stage/virt/kvm/kvm_main.c"
mirror
[ "$(sum)" = "$before" ] || fail "the tree has changed"
taken=$(cd "$base/work" && find . -type f ! -name '.s*' | sed 's,^\./,,' | sort | tr '\n' ' ')
want="Kconfig Makefile arch/x86/kvm/Makefile arch/x86/kvm/mmu/mmu.c include/linux/kvm_host.h init/main.c mm/gone.c mm/memory.c "
[ "$taken" = "$want" ] || fail "the copy has $taken instead of $want"

# Later: one file changed, one the same but for its date, one gone, one new.
copy=$base/work
touch -d @1000000 "$copy/mm/memory.c" "$copy/init/main.c"
echo changed >>"$tree/mm/memory.c"
touch "$tree/init/main.c"
rm "$tree/mm/gone.c"
echo new >"$tree/mm/new.c"
echo object >"$copy/mm/memory.o"
mirror
[ "$(stat -c %Y "$copy/init/main.c")" = 1000000 ] || fail "a file that is the same has a new date"
[ "$(stat -c %Y "$copy/mm/memory.c")" != 1000000 ] || fail "a file that has changed has its old date"
cmp -s "$tree/mm/memory.c" "$copy/mm/memory.c" || fail "a change was not copied"
[ ! -e "$copy/mm/gone.c" ] || fail "a file that is gone is still in the copy"
[ -e "$copy/mm/new.c" ] || fail "a new file was not copied"
[ -e "$copy/mm/memory.o" ] || fail "what was built is gone"
[ "$bad" -eq 0 ] && echo "tree: refused what has to be, and followed the tree"
exit "$bad"
