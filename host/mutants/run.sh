#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [--kernel K] [--engine bochs] [--seed N]... [--fresh] [NAME...]: all mutants, or those named (also:
# NAMES=), as many at a time as there are cores; on Bochs those with a field "Under EPT", on the kernel "debug"
# those with a field "On debug". Then writes docs/mutants.md and docs/peers.md, docs/mutants-K.md or
# docs/mutants-ept.md, if all were run. What was run before and has not changed comes from the cache, so an
# interrupted run goes on where it was. Exit 0 if each was killed, 1 if not, 2 if leafzap could not be run on one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../lib.sh
. "$top/host/lib.sh"
lz_trap_signals

usage() { sed -n '3,7s/^# //p' "$here/run.sh"; }

kernel=6.12 engine=auto seeds='' options='' names=${NAMES:-}
while [ $# -gt 0 ]; do
	case $1 in
	--seed)
		[ $# -gt 1 ] || die "--seed needs a number"
		seeds="$seeds $2"
		shift
		;;
	--kernel)
		[ $# -gt 1 ] || die "--kernel needs a version"
		kernel=$2
		shift
		;;
	--engine)
		[ $# -gt 1 ] || die "--engine needs a name"
		engine=$2
		shift
		;;
	--fresh) options=--fresh ;;
	--help | -h) usage && exit 0 ;;
	-*) die "unknown option $1; run.sh --help lists them" ;;
	*) names="$names $1" ;;
	esac
	shift
done
seeds=${seeds# }
seeds=${seeds:-1}
lz_open_cache
"$top/host/packages.sh" build lab
work=$(mktemp -d "$cache/tmp/mutants.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
# What each is, and what of it there is in this kernel: "none", if its header says why it cannot exist.
"$here/facts.sh" "$kernel" >"$work/facts"
table=
[ "$engine" != bochs ] || table="Under EPT"
[ "$kernel" != debug ] || table="On debug"
all=$(awk -F '\t' -v f="${table:-Bug}" '$2 == f { print $1 }' "$work/facts")
[ -n "$names" ] && whole='' || whole=1
names=${names:-$all}
options="--kernel $kernel --engine $engine $options"

jobs=$(nproc)
total=0
for seed in $seeds; do
	for name in $names; do
		name=$(basename "$name" .edit)
		! grep -q "^$name	None here	" "$work/facts" || continue
		total=$((total + 1))
		# One word a line for xargs: number, seed, name.
		echo "$total/$seed/$name"
	done
done >"$work/list"
say "$total runs, $jobs at a time"

# Each worker is told by the kernel when this shell or xargs is gone.
setpriv --pdeathsig TERM xargs -P "$jobs" -n 1 setpriv --pdeathsig TERM "$here/worker.sh" \
	"$work" "$total" "$options" <"$work/list" &
lz_child_pid=$!
rc=0
wait "$lz_child_pid" || rc=$?
lz_child_pid=
[ "$rc" -eq 0 ] || [ "$rc" -eq 123 ] || exit "$rc"

failed=0
for seed in $seeds; do
	cat "$work"/row."$seed".* >"$work/rows.$seed" 2>/dev/null || :
	awk -F '\t' '$3 != "killed" { n++ } END { exit !n }' "$work/rows.$seed" || continue
	failed=1
done
if [ -n "$whole" ]; then
	where=$kernel
	[ "$engine" != bochs ] || where=ept
	pages="mutants peers"
	[ "$where" = 6.12 ] || pages=mutants
	for page in $pages; do
		awk -F '\t' -v what="$page" -v kernel="$where" -v seeds="$seeds" -f "$here/table.awk" \
			"$work/facts" "$work"/rows.[0-9]* >"$work/$page.md"
		to=docs/$page.md
		[ "$where" = 6.12 ] || to=docs/$page-$where.md
		mv "$work/$page.md" "$top/$to"
		say "$to was written"
	done
fi
awk -F '\t' '
	{ n[$3]++; sum++ }
	END {
		printf "leafzap: %d runs of mutants:", sum
		for (r in n)
			printf " %d %s", n[r], r
		print ""
	}' "$work"/rows.*
! grep -q . "$work/errors" 2>/dev/null || exit 2
exit "$failed"
