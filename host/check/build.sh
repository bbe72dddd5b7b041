#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# build.sh: what leafzap build says and does around a build: what is built once and what again, and whose fault a
# failure is. Packages, compilers and builds are made up.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
# shellcheck source=made-up.sh
. host/check/made-up.sh
lz_made_up leafzap-build

# patch TO: changes the one file of KVM.
patch() { printf -- '--- a/virt/kvm/a.c\n+++ b/virt/kvm/a.c\n@@ -1 +1 @@\n-a\n+%s\n' "$1" >"$work/$1.patch"; }
for word in b c wrong; do patch "$word"; done

# Once for each contents, and beside others.
build 0 ''
first=$out
[ "$(cat "$out/release")" = 6.12.0 ] || fail "no build in $out"
build 0 '' --kernel 6.12
[ "$out" = "$first" ] || fail "two builds of the same"
compiled 'a gcc-99'
build 0 '' --patch "$work/b.patch"
[ "$out" != "$first" ] || fail "a patch makes no other build"
cp "$work/c.patch" "$work/b.patch"
build 0 '' --patch "$work/b.patch"
compiled 'b gcc-99
c gcc-99'

# What the user has to mend, and what is not his fault.
build 2 'cannot read the patch /no/such' --patch /no/such
build 2 'is a directory' --patch "$work"
build 2 'usage: ' --patch
build 2 'usage: ' --sideways x
build 2 "c.patch does not apply to Debian's linux 6.12.0" --patch "$work/wrong.patch" --patch "$work/c.patch"
says 'Hunk #1 FAILED'
: >"$work/compiled"
build 2 "KVM does not build, of Debian's KVM of 6.12.0 with $work/wrong.patch. The compiler (gcc-99 99.1.0)" \
	--patch "$work/wrong.patch"
says 'a.c:1: error: wrong'
says "without it Debian's KVM of 6.12.0 does build here"
log=$(sed -n 's/.*all that was printed is in //p' "$work/said")
grep -q wrong "$log" || fail "no log is kept in '$log'"
compiled 'wrong gcc-99'
keep kernel/compile.sh
made_up kernel/compile.sh <<'END'
echo "ERROR: modpost: wrong" && exit 2
END
build 2 'with leafzap alone does not build here: not your patch. The compiler (gcc-99 99.1.0)' --patch "$work/c.patch"
says 'ERROR: modpost: wrong'
says 'looking whether'
! grep -q 'does build here' "$work/said" || fail "it builds without the patch, and does not"
again kernel/compile.sh
keep kernel/unpack.sh
made_up kernel/unpack.sh <<'END'
echo "error: no headers" && exit 2
END
build 2 "packages of kernel 6.1 cannot be unpacked: not your patch" --kernel 6.1
says '^error: no headers'
again kernel/unpack.sh
keep kernel/fetch.sh
made_up kernel/fetch.sh <<'END'
echo "no network" >&2 && exit 2
END
build 2 'no network' --kernel 6.1
again kernel/fetch.sh

without dpkg-deb 'unpacked with dpkg-deb' --kernel 6.1

# A whole kernel: its source, its configuration, its build.
for script in untar make whole; do
	keep "kernel/$script.sh"
	made_up "kernel/$script.sh" <<-'END'
		echo "$0: not found" && exit 2
	END
	case $script in
	untar) words='cannot unpack debian.deb' ;;
	make) words="source of Debian's kernel cannot be configured with gcc-99" ;;
	whole) words="Debian's source for --kernel debug with leafzap alone does not build" ;;
	esac
	build 2 "$words" --kernel debug
	says "$script.sh: not found"
	again "kernel/$script.sh"
	case $script in make) grep '^CONFIG_' host/kernel/lab.config >"$work/config" ;; esac
done
build 0 "a whole kernel is built of Debian's source of 6.12" --kernel debug
[ -e "$out/kasan" ] || fail "no whole kernel in $out"
tree=$work/tree
cp -r "$LEAFZAP_CACHE"/source/debug-* "$tree"
rm "$tree/.title"
build 0 'a whole kernel is built of the tree' --tree "$tree"
case $out in */tree-*) ;; *) fail "a tree's build is $out" ;; esac
keep kernel/whole.sh
made_up kernel/whole.sh <<'END'
echo "x: error: wrong" && exit 2
END
build 2 "KVM does not build, of the tree $tree with $work/c.patch" --tree "$tree" --patch "$work/c.patch"
says 'mend that and run again'
! grep -q 'without it' "$work/said" || fail "a tree was built without the patch"
again kernel/whole.sh

[ "$bad" -eq 0 ] && echo "build: once each, and blamed as it must be"
exit "$bad"
