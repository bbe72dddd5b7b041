#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# expand.sh [--kernel K | --tree DIR | --source DIR] EDIT: prints the edit as a plain diff against the pristine
# sources of that kernel (6.12 if none is named), as a user hands one to run.sh --patch. --source needs
# no configuration. Exit 1, with the reason, if its header says that the bug cannot exist there; 2, naming
# kernel, file and bug, if none or several of its forms fit.
# expand.sh ... --check EDIT...: a line for each instead: NAME <tab> placed, none or error <tab> why
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../lib.sh
. "$top/host/lib.sh"
lz_trap_signals

kernel=6.12 tree='' title='' check=''
while :; do
	case ${1-} in
	--kernel) kernel=${2-} && shift ;;
	--tree) tree=${2-} && shift ;;
	--source) tree=${2-} title=${2-} && shift ;;
	--check) check=1 ;;
	*) break ;;
	esac
	shift
done
if [ $# -lt 1 ] || [ -z "$kernel" ] || { [ $# -gt 1 ] && [ -z "$check" ]; }; then
	die "usage: expand.sh [--kernel K | --tree DIR | --source DIR] [--check] EDIT..."
fi
lz_open_cache

if [ -z "$tree" ]; then
	# The debug kernel is of the same source.
	[ "$kernel" != debug ] || kernel=6.12
	lz_capture "$top/host/kernel/prepare.sh" "$kernel"
	tree=$lz_out/tree title="linux $(cat "$lz_out/release")"
elif [ -z "$title" ]; then
	lz_capture "$top/host/kernel/tree.sh" "$tree"
	title=$tree tree=$lz_out/tree
fi
lz_capture "$top/host/cached.sh" host/edit leafzap-edit
tool=$lz_out
work=$(mktemp -d "$cache/tmp/expand.XXXXXX")
trap 'lz_exit $? "$work"' EXIT

# leafzap's own files can be edited, too: they come to the sources later.
mkdir -p "$work/own/arch/x86/kvm"
ln -s "$top/host/kvm" "$work/own/arch/x86/kvm/mmu"
first=$1
set -- -t "$title" -r "$tree" -r "$work/own" -- "$@"
if [ -n "$check" ]; then
	rc=0
	"$tool" check "$@" || rc=$?
	exit "$rc"
fi
"$tool" apply -o "$work" "$@" >"$work/files"
# What it is, as a line before the diff: so it is another patch for another build, to caches too.
printf '%s, for %s\n\n' "$(basename "$first" .edit)" "$title" >"$work/diff"
while read -r f; do
	rc=0
	diff -up --label "a/$f" --label "b/$f" "$work/a/$f" "$work/b/$f" >>"$work/diff" || rc=$?
	# A form may name a file only to say what it looks like.
	[ "$rc" -le 1 ] || die "cannot compare $f in $work"
done <"$work/files"
cat "$work/diff"
