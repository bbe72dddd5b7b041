#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# check.sh [--list] [STEP...]: runs the steps of the table host/check/steps, prints one line for each,
# and at the end how many passed, failed and were skipped. A step that exits with 77 is a skip, whose
# last line says why. Logs stay in a folder until all have passed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../lib.sh
. "$top/host/lib.sh"
lz_trap_signals
cd "$top"

case ${1:-} in
--list)
	awk '!/^#/ && NF { name = $1; $1 = ""; printf "%-22s%s\n", name, $0 }' "$here/steps"
	exit 0
	;;
-*)
	die "usage: check.sh [--list] [STEP...]"
	;;
esac
wanted=" $* "
for step in "$@"; do
	grep -q "^${step}[[:space:]]" "$here/steps" || die "no step '$step'; check.sh --list names them"
done

"$top/host/packages.sh" check || exit 2
logs=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-check.XXXXXX")
begin=$(date +%s)
passed=0 failed=0 skipped=0

run_step() {
	start=$(date +%s)
	rc=0
	# shellcheck disable=SC2086 # the command of the table is split into words
	lz_step "$1" "$logs/$1.log" $2 || rc=$?
	seconds=$(($(date +%s) - start))
	case $rc in
	0) passed=$((passed + 1)) word=ok ;;
	77) skipped=$((skipped + 1)) word=SKIP ;;
	*) failed=$((failed + 1)) word=FAIL ;;
	esac
	printf '%-4s %-22s %4d s\n' "$word" "$1" "$seconds"
	[ "$rc" -ne 77 ] || tail -n 1 "$logs/$1.log"
	[ "$word" != FAIL ] || {
		printf -- '---- %s (exit %d), the last lines of %s\n' "$2" "$rc" "$logs/$1.log"
		tail -n 60 "$logs/$1.log"
		printf -- '----\n'
	}
}

while read -r name command; do
	case $name in '' | '#'*) continue ;; esac
	[ "$wanted" = "  " ] || case $wanted in *" $name "*) ;; *) continue ;; esac
	run_step "$name" "$command"
done <"$here/steps"

[ "$failed" -ne 0 ] || rm -rf "$logs"
printf 'all steps: %d s\n' $(($(date +%s) - begin))
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
