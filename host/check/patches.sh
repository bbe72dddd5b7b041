#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# patches.sh: what a user hands in as --patch, in the shapes in which git and diff write it: each is taken as it
# was meant, or refused in words that say what to do. Nothing is built.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
base=$(host/leafzap.sh base 6.12)
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap patches.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
lz_program .
program=$lz_out
# Without leafzap beside it none is added, which takes longest. Only the last patch here gets it.
mkdir "$work/host" "$work/set"
cp -r host/kernel host/lib.sh "$work/host"
top=$work
bad=0
mmu=arch/x86/kvm/mmu/mmu.c page=arch/x86/kvm/mmu/page_track.c

fail() {
	printf 'patches: %s\n' "$*"
	bad=1
}
stage() {
	rm -rf "$work/stage"
	rc=0
	"$program" --top "$top" stage "$base" "$work/stage" "$@" >"$work/said" 2>&1 || rc=$?
}
# take WHAT PATCH...: they apply, and both lines that the patches below add are there.
take() {
	what=$1
	shift
	stage "$@"
	[ "$rc" -eq 0 ] || fail "$what: exit $rc: $(cat "$work/said")"
	for f in "$mmu" "$page"; do
		[ "$(tail -n 1 "$work/stage/$f")" = "/* last line of $f */" ] || fail "$what: $f is not as the patch has it"
	done
	[ -f "$work/stage/arch/x86/kvm/new.h" ] || fail "$what: the new file is not there"
}
# refuse WHAT WORDS PATCH...
refuse() {
	what=$1 words=$2
	shift 2
	stage "$@"
	[ "$rc" -eq 2 ] || fail "$what: exit $rc instead of 2"
	grep -q -e "$words" "$work/said" || fail "$what: no '$words' in: $(cat "$work/said")"
}

# Commits as a user would make them, in a tree of the two files, which is called as a folder of the kernel is.
repo=$work/kernel
git_here() { GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$repo" -c user.name=a -c user.email=a@b "$@"; }
mkdir -p "$repo/arch/x86/kvm/mmu"
cp "$base/tree/$mmu" "$base/tree/$page" "$repo/arch/x86/kvm/mmu"
git_here init -q
git_here add -A
git_here commit -q -m pristine
cp -r "$repo" "$work/kernel.orig"
for f in "$mmu" "$page"; do
	# The second takes out what the first put in.
	printf '%s\n' '/* not yet the last line */' >>"$repo/$f"
	git_here commit -q -a -m "first of $f"
	sed -i '$d' "$repo/$f"
	printf '%s\n' "/* last line of $f */" >>"$repo/$f"
	git_here commit -q -a -m "second of $f"
done

echo "/* new */" >"$repo/arch/x86/kvm/new.h"
git_here add -A
git_here commit -q -m "a new file"
both=$work/both.patch
git_here diff HEAD~5 >"$both"
take "git diff" "$both"
git_here diff --no-prefix HEAD~5 >"$work/none.patch"
take "git diff --no-prefix" "$work/none.patch"
git_here diff --src-prefix=i/ --dst-prefix=w/ HEAD~5 >"$work/letters.patch"
take "git diff with mnemonic prefixes" "$work/letters.patch"
(cd "$work" && diff -ruN -x .git kernel.orig kernel) >"$work/plain.patch" || :
take "diff -ru of two trees" "$work/plain.patch"
(cd "$repo" && for f in "$mmu" "$page" arch/x86/kvm/new.h; do diff -uN "../kernel.orig/$f" "$f" || :; done) |
	sed "/^--- /s,\.\./kernel.orig/,," >"$work/bare.patch"
take "diff -u without prefixes" "$work/bare.patch"
sed 's/$/\r/' "$work/none.patch" >"$work/crlf.patch"
take "lines that end as on Windows" "$work/crlf.patch"

# A directory: in order, each patch needs the one before it; what is no patch is left alone.
git_here format-patch -q --cover-letter --no-prefix -o "$work/set" HEAD~5 >/dev/null
touch "$work/set/notes.txt"
mv "$work/set/0004-second-of-$(printf %s "$page" | tr / -).patch" "$work/set/0004-second.diff"
"$program" --top . patches "$work/out" "$work/set" >"$work/list" 2>"$work/said"
grep -q '0000-cover-letter.patch holds no diff' "$work/said" || fail "nothing is said of the cover letter"
set --
while read -r f; do set -- "$@" "$f"; done <"$work/list"
[ $# -eq 5 ] || fail "$# patches instead of 5 in a directory: $(cat "$work/list")"
take "a directory" "$@"
refuse "the last without the first" 'Hunk #1 FAILED' "$4"

sed "/^[-+ d].*mmu\.c/s,\([ab]\)/,," "$both" >"$work/mixed.patch"
refuse "a mixed patch" 'mixes names with a prefix (b/.*) and without (arch/' "$work/mixed.patch"
refuse "a patch twice" "$mmu" "$both" "$both"
refuse "a patch twice" 'fits the other way round' "$both" "$both"
git_here diff --no-prefix HEAD HEAD~5 >"$work/reverse.patch"
refuse "a reversed patch" 'fits the other way round' "$work/reverse.patch"
sed 's/^ .*/ something else/' "$both" >"$work/other.patch"
refuse "a patch for another kernel" "patching file $page" "$work/other.patch"
refuse "a patch for another kernel" 'Hunk #1 FAILED' "$work/other.patch"
! grep -q 'other way round' "$work/said" || fail "a patch for another kernel is called a reversed one"
echo "no diff" >"$work/text.patch"
refuse "no diff" 'is not a unified diff' "$work/text.patch"
for prefix in '' a/; do
	printf -- '--- %smm/memory.c\t1970-01-01\n+++ %smm/memory.c\n@@ -1 +1 @@\n-a\n+b\n' "$prefix" "$prefix" >"$work/mm.patch"
	refuse "another part of the kernel" 'it changes mm/memory.c, which is not part of KVM' "$work/mm.patch"
done

# expect WORDS PATH: run.sh --patch PATH ends with 2.
expect() {
	rc=0
	./run.sh --patch "$2" --suite no-such-suite >"$work/said" 2>&1 </dev/null || rc=$?
	[ "$rc" -eq 2 ] || fail "run.sh --patch $2: exit $rc instead of 2"
	grep -q -e "$1" "$work/said" || fail "run.sh --patch $2: no '$1' in: $(cat "$work/said")"
}
mkdir "$work/empty"
expect 'a directory without a patch' "$work/empty"
cp "$work/set/0000-cover-letter.patch" "$work/empty"
expect 'a directory without a patch' "$work/empty"
expect 'no-such-suite' "$work/set"

# A path with a blank, to the end.
top=.
take "with leafzap" "$both"
[ -e "$work/stage/arch/x86/kvm/mmu/leafzap.c" ] || fail "no leafzap in the stage"
[ "$bad" -eq 0 ] && echo "patches: taken as they were meant, or refused in words"
exit "$bad"
