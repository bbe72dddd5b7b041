#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# one.sh NAME [--kernel K] [--engine bochs] [--seed N] [--fresh] [--quiet]: runs leafzap on one mutant as its
# header says, on Bochs by its field "Under EPT", on the debug kernel by "On debug", and prints its row,
# tab-separated:
#   name kind result check suite backing case cases-before seconds kinds-of-check text
# result is killed, SURVIVED, crashed, hung or error. A row is kept in the cache, keyed by all that it
# depends on; --fresh makes it again. Exit 0: there is a row; 2: leafzap could not be run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../lib.sh
. "$top/host/lib.sh"
lz_trap_signals

name=${1:?usage: one.sh NAME [--kernel K] [--engine bochs] [--seed N] [--fresh] [--quiet]}
shift
kernel=6.12 engine=auto seed=1 fresh='' quiet=''
while [ $# -gt 0 ]; do
	case $1 in
	--kernel) kernel=$2 && shift ;;
	--engine) engine=$2 && shift ;;
	--seed) seed=$2 && shift ;;
	--fresh) fresh=1 ;;
	--quiet) quiet=1 ;;
	*) die "one.sh: unknown option $1" ;;
	esac
	shift
done
name=$(basename "$name" .edit)
edit=$here/$name.edit
[ -r "$edit" ] || die "there is no mutant $name in $here"
lz_open_cache
mkdir -p "$cache/mutants"
work=$(mktemp -d "$cache/tmp/mutant.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
patch=$work/$name.patch
lz_capture "$top/host/cached.sh" host/edit leafzap-edit
"$lz_out" headers "$edit" >"$work/header"
lz_capture "$top/host/edit/expand.sh" --kernel "$kernel" "$edit"
printf '%s\n' "$lz_out" >"$patch"

field() { awk -F '\t' -v f="$1" '$2 == f { print $3 }' "$work/header"; }

suites=$(field Suite)
backings=$(field Backing)
with=$(field With)
table=
[ "$engine" != bochs ] || table="Under EPT"
[ "$kernel" != debug ] || table="On debug"
if [ -n "$table" ]; then
	IFS=' ' read -r suites backings with <<END
$(field "$table")
END
	[ -n "$suites" ] || die "$edit has no field '$table' that says what shall see it there"
fi
stop=--stop
[ "$kernel" != debug ] || stop=
key=$({
	printf '%s\n' "$patch"
	find "$top/host" "$top/guest" "$top/common" "$top/run.sh" -type f \
		! -path '*/mutants/*' ! -path '*/variants/*' ! -path '*/out/*' ! -name '*.md' ! -name '*.txt' ! -name '*.o' | sort
	echo "$here/one.sh"
} | lz_key "kernel $kernel engine $engine seed $seed $suites $backings $with ${LEAFZAP_APPEND:-}")
dir=$cache/mutants/$name-$key
if [ -z "$fresh" ] && [ -f "$dir/row" ]; then
	cat "$dir/row"
	exit 0
fi

# shellcheck disable=SC2086 # With is a list of options
LEAFZAP_LABS=1 setpriv --pdeathsig TERM "$top/run.sh" --mode lab --kernel "$kernel" \
	--engine "$engine" $stop --seed "$seed" --out "$work/out" \
	--patch "$patch" ${suites:+--suite "$suites"} ${backings:+--backing "$backings"} $with \
	>"$work/log" 2>"$work/err" </dev/null &
lz_child_pid=$!
rc=0
wait "$lz_child_pid" || rc=$?
lz_child_pid=

# fact WHICH FIELD: of the first line of results.tsv (docs/report.md) that is it.
results=$work/out/results.tsv
fact() {
	[ -f "$results" ] || return 0
	awk -F '\t' -v which="$1" -v field="$2" '
	function is(words) { return ("," $7) ~ ("," words) }
	which == "failed" && $1 == "case" && $6 == "FAIL" ||
	which == "error" && $1 == "case" && $6 == "ERROR" ||
	which == "freed" && $1 != "case" && is("(content/poison|splat/KASAN|splat/page)") ||
	which == "splat" && $1 == "problem" && is("splat") ||
	which == "late" && $1 == "problem" && is("ledger") ||
	which == "hang" && $1 == "problem" && is("hang") ||
	which == "last" && $1 == "case" {
		sub(/,.*/, "", $7)
		sub(which == "freed" ? ".*/" : "/.*", "", $7)
		$10 = int($10 / 1000)
		$13 = $8 + 1
		told = $field
		if (which != "last")
			exit
	}
	END { if (told != "") print told }' "$results"
}
row() { printf '%s\t' "$@" | sed 's/\t$//' | tr -d '\n' && echo; }
seen=$([ ! -f "$results" ] || awk -F '\t' 'NR > 1 && ($1 != "problem" || $7 ~ /splat/) {
	n = split($7, kinds, ",")
	for (i = 1; i <= n; i++) {
		sub(/\/.*/, "", kinds[i])
		if (kinds[i] != "-" && !seen[kinds[i]]++)
			list = list (list == "" ? "" : ",") kinds[i]
	}
}
END { print list }' "$results")
case $rc in
0) result=SURVIVED ;;
1) result=killed ;;
3) if [ -n "$(fact hang 1)" ]; then result=hung; else result=crashed; fi ;;
130 | 143) exit "$rc" ;;
*) result=error ;;
esac
last=$(tail -n 1 "$work/log") before=$(fact last 13) seconds=$(fact last 10)
if [ "$kernel" = debug ] && [ "$result" != error ]; then
	# What leafzap itself sees is known from the other kernels.
	result=SURVIVED text=$last
	[ -z "$(fact freed 1)" ] || result=killed text=$(fact freed 12)
	row "$name" "$(field Kind)" "$result" "$(fact freed 7)" "$suites" "$backings" "${with:--}" "${before:-0}" \
		"${seconds:-0}" "$seen" "$text"
elif [ -n "$(fact failed 1)" ]; then
	row "$name" "$(field Kind)" "$result" "$(fact failed 7)" "$(fact failed 4)" "$(fact failed 3)" \
		"$(fact failed 5)" "$(fact failed 8)" "$(fact failed 10)" "$seen" "$(fact failed 12)"
else
	check=- text=$(fact error 12)
	[ "$result" != killed ] || [ -z "$(fact late 1)" ] || check=ledger text=$(fact late 12)
	[ -z "$(fact splat 1)" ] || check=splat text=$(fact splat 12)
	[ "$check" = - ] || seen=${seen:-$check}
	row "$name" "$(field Kind)" "$result" "$check" "$suites" "${backings:--}" - "${before:-0}" \
		"${seconds:-0}" "${seen:--}" "${text:-$last}"
fi >"$work/row"
if [ "$result" = error ]; then
	[ -n "$quiet" ] || tail -n 20 "$work/err" >&2
	cat "$work/row"
	exit 2
fi
rm -rf "$dir"
mkdir "$work/keep"
mv "$work/row" "$work/err" "$patch" "$work/keep/"
[ ! -d "$work/out" ] || mv "$work/out" "$work/keep/results"
mv -T "$work/keep" "$dir"
cat "$dir/row"
