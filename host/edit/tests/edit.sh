#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edit.sh PROGRAM: what leafzap edit places and what it refuses: the table tests/cases. Each diff must apply.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tool=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-edit.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LEAFZAP_CACHE="$work/cache"
cd "$work"
mkdir -p "linux 0.1/arch/x86/kvm/mmu"
cp "$here/zap.c" "linux 0.1/arch/"
bad=0 n=0

fail() {
	printf '%s\n' "$*"
	bad=1
}
edit() { "$tool" "$here/../../.." "$@"; }

# run EXPECTED: the edit in bug.edit.
run() {
	n=$((n + 1)) rc=0 is=''
	edit --source "linux 0.1" bug.edit >bug.patch 2>said || rc=$?
	[ "$rc" -eq "${1%% *}" ] || fail "exit $rc for '$1': $(cat said bug.edit)"
	if [ "$rc" -ne 0 ]; then
		grep -qF -e "${1#* }" said || fail "no '${1#* }' in: $(cat said)"
		return 0
	fi
	[ "$(head -n 1 bug.patch)" = "bug, for linux 0.1" ] || fail "the diff does not say what it is: $(head -n 1 bug.patch)"
	rm -rf out
	cp -r "linux 0.1" out
	patch -s -d out -p1 --fuzz=0 <bug.patch || fail "the diff does not apply: $(cat bug.patch)"
	is=$(diff -U0 "linux 0.1/arch/zap.c" out/arch/zap.c | sed 1,2d | tr '\n' '|') || :
	[ "$is" = "${1#* }|" ] || fail "another change than '${1#* }': $is"
}

expected=
while IFS= read -r line; do
	case $line in
	'#'*) ;;
	'== '*)
		[ -z "$expected" ] || run "$expected"
		expected=${line#== }
		printf 'Bug: none.\n  Of a test.\n' >bug.edit
		;;
	*) printf '%s\n' "$line" >>bug.edit ;;
	esac
done <"$here/cases"
run "$expected"

printf 'Bug: none.\n  Of a test.\n--- a/x\n@@\n-y\n' >bug.edit
[ "$(edit --headers bug.edit)" = "$(printf 'bug\tBug\tnone. Of a test.')" ] || fail "another header: $(edit --headers bug.edit)"
! edit --source "linux 0.1" 2>said || fail "no edit at all was taken"
grep -q '^usage: ' said || fail "no usage: $(cat said)"
# One line for each, and 2 if one of them found no place. The last is of a file of leafzap's own.
printf -- '--- a/arch/x86/kvm/mmu/leafzap.c\n@@\n-// SPDX-License-Identifier: GPL-2.0-only\n' >own.edit
rc=0
edit --source "linux 0.1" --check bug.edit own.edit >checked 2>said || rc=$?
[ "$rc" -eq 2 ] || fail "--check: exit $rc, 2 was expected: $(cat said)"
[ "$(cut -f 1,2 checked | tr '\t\n' ' |')" = "bug error|own placed|" ] || fail "--check: $(cat checked)"
[ "$bad" -eq 0 ] && echo "edit: $n edits were placed or refused as they must"
exit "$bad"
