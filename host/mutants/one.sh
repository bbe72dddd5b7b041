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
	echo "$here/kinds.awk"
} | lz_key "kernel $kernel engine $engine seed $seed $suites $backings $with ${LEAFZAP_APPEND:-}")
dir=$cache/mutants/$name-$key
if [ -z "$fresh" ] && [ -f "$dir/row" ]; then
	cat "$dir/row"
	exit 0
fi

# run.sh writes to a pipe that awk reads: so the lines get their time when they come.
mkfifo "$work/log"
awk -W interactive -f "$here/kinds.awk" <"$work/log" >"$work/facts" 2>"$work/awk" &
reader=$!
# shellcheck disable=SC2086 # With is a list of options
LEAFZAP_LABS=1 setpriv --pdeathsig TERM "$top/run.sh" --mode lab --kernel "$kernel" \
	--engine "$engine" $stop --seed "$seed" --out "$work/out" \
	--patch "$patch" ${suites:+--suite "$suites"} ${backings:+--backing "$backings"} $with \
	>"$work/log" 2>"$work/err" </dev/null &
lz_child_pid=$!
rc=0
wait "$lz_child_pid" || rc=$?
lz_child_pid=
wait "$reader"

fact() { awk -F '\t' -v k="$1" -v n="$2" '$1 == k { print $n; exit }' "$work/facts"; }
row() { printf '%s\t' "$@" | sed 's/\t$//' | tr -d '\n' && echo; }
seen=$(awk -F '\t' '$1 == "kind" { printf "%s%s", sep, $2; sep = "," }' "$work/facts")
case $rc in
0) result=SURVIVED ;;
1) result=killed ;;
3) if grep -qs 'hang=\|hung\|silent\|stuck' "$work/out/run.txt"; then result=hung; else result=crashed; fi ;;
130 | 143) exit "$rc" ;;
*) result=error ;;
esac
if [ "$kernel" = debug ] && [ "$result" != error ]; then
	# What leafzap itself sees is known from the other kernels.
	result=SURVIVED text=$(fact last 2)
	[ -z "$(fact debug 1)" ] || result=killed text=$(fact debug 3)
	row "$name" "$(field Kind)" "$result" "$(fact debug 2)" "$suites" "$backings" "${with:--}" "$(fact end 2)" \
		"$(fact end 3)" "$seen" "$text"
elif [ -n "$(fact first 1)" ]; then
	row "$name" "$(field Kind)" "$result" "$(fact first 2)" "$(fact first 3)" "$(fact first 4)" \
		"$(fact first 5)" "$(fact first 6)" "$(fact first 7)" "$seen" "$(fact first 8)"
elif [ -n "$(fact splat 1)" ]; then
	row "$name" "$(field Kind)" "$result" splat "$suites" "${backings:--}" - "$(fact end 2)" \
		"$(fact end 3)" "$seen" "$(fact splat 2)"
elif [ "$result" = killed ] && [ -n "$(fact late 1)" ]; then
	row "$name" "$(field Kind)" "$result" ledger "$suites" "${backings:--}" - "$(fact end 2)" \
		"$(fact end 3)" "${seen:-ledger}" "$(fact late 2)"
else
	text=$(fact error 2)
	row "$name" "$(field Kind)" "$result" - "$suites" "${backings:--}" - "$(fact end 2)" \
		"$(fact end 3)" "${seen:--}" "${text:-$(fact last 2)}"
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
