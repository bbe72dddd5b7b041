# SPDX-License-Identifier: GPL-2.0-only
# What series.sh and searching.sh share: a git repository with a tree of few files that can be a lab's host by its looks,
# and five commits on it, v1..main. Its user has set for git all that could get between.
# shellcheck shell=sh disable=SC2034 # what is set here is for them
# shellcheck source=../lib.sh
. host/lib.sh
lz_open_cache
lz_program .
program=$lz_out
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-series.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
mkdir -p "$cache/built" "$work/cache"
ln -s "$cache/built" "$work/cache/built"
export LEAFZAP_CACHE="$work/cache" LEAFZAP_NO_INSTALL=1 GIT_CONFIG_GLOBAL="$work/gitconfig" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME='Jörg Ä' GIT_AUTHOR_EMAIL=j@x GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@x
bad=0
fail() {
	printf 'series: %s\n' "$*"
	bad=1
}
# same WHAT IS WANTED
same() { [ "$2" = "$3" ] || fail "$1: '$2' instead of '$3'"; }

# A tree that can be a lab's host, with five commits; what a user may have set for git is set.
printf '%s\n' '[diff]' 'noprefix = true' '[format]' 'attach' 'coverLetter = true' 'signOff = true' >"$GIT_CONFIG_GLOBAL"
repo="$work/linux of mine" mmu=arch/x86/kvm/mmu/mmu.c
git_here() { git -C "$repo" "$@"; }
mkdir -p "$repo/arch/x86/kvm/mmu" "$repo/virt/kvm" "$repo/include/linux"
printf 'VERSION = 6\nPATCHLEVEL = 15\nSUBLEVEL = 2\n' >"$repo/Makefile"
for f in Kconfig arch/x86/kvm/Makefile virt/kvm/kvm_main.c include/linux/kvm_host.h; do echo "/* $f */" >"$repo/$f"; done
seq 40 >"$repo/$mmu"
grep '^CONFIG_' host/kernel/lab.config >"$repo/.config"
echo .config >"$repo/.gitignore"
git_here init -q -b main
git_here add -A
git_here commit -q -m base
git_here tag v1
long='a subject that is so long that a mail folds it, once it is encoded, and again'
for i in 1 2 3 4 5; do
	sed -i "$((i * 7))s|\$| /* ä = $i, and a line that is longer than what quoted-printable leaves in one piece */|" "$repo/$mmu"
	git_here commit -q -a -m "KVM: Änderung $i: $long"
done
git_here diff -U3 --src-prefix=a/ --dst-prefix=b/ v1 >"$work/all.diff"
