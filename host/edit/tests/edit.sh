#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# edit.sh PROGRAM: what leafzap-edit places and what it refuses: the table tests/cases.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tool=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-edit.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p first second/arch
cp "$here/zap.c" second/arch/
bad=0 n=0

fail() {
	printf '%s\n' "$*"
	bad=1
}

# run EXPECTED: the edit in bug.edit.
run() {
	n=$((n + 1)) rc=0 is=''
	rm -rf out
	"$tool" apply -t "linux 0.1" -r first -r second -o out bug.edit >files 2>said || rc=$?
	[ "$rc" -eq "${1%% *}" ] || fail "exit $rc for '$1': $(cat said bug.edit)"
	if [ "$rc" -ne 0 ]; then
		grep -qF -e "${1#* }" said || fail "no '${1#* }' in: $(cat said)"
		return 0
	fi
	[ "$(cat files)" = arch/zap.c ] || fail "files: $(cat files)"
	is=$(diff -U0 out/a/arch/zap.c out/b/arch/zap.c | sed 1,2d | tr '\n' '|') || :
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
[ "$("$tool" headers bug.edit)" = "$(printf 'bug\tBug\tnone. Of a test.')" ] || fail "another header: $("$tool" headers bug.edit)"
! "$tool" apply bug.edit 2>said || fail "apply without its options was taken"
grep -q '^usage: ' said || fail "no usage: $(cat said)"
[ "$bad" -eq 0 ] && echo "edit: $n edits were placed or refused as they must"
exit "$bad"
