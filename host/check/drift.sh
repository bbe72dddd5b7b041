#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# drift.sh [--newest]: places the hooks, all mutants and all variants in every build of every kernel of
# host/kernel/versions that Debian's archive still offers, without building anything, and prints one table; with
# --newest in the build of each that a run takes. So Debian's next update is seen before users see it. Exit 1,
# naming what found no place, if anything did not; 2 if a source cannot be had.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=../lib.sh
. "$top/host/lib.sh"
lz_trap_signals
newest=
case ${1-} in
'') ;;
--newest) newest=1 ;;
*) die "usage: drift.sh [--newest]" ;;
esac
lz_open_cache
"$top/host/packages.sh" build lab
work=$(mktemp -d "$cache/tmp/drift.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
bad=0

# place_hooks SOURCE: prints "ok", or "FAIL" after what the hooks say.
place_hooks() {
	rm -rf "$work/hooked"
	mkdir -p "$work/hooked"
	(cd "$1" && cp -r --parents arch/x86/kvm virt/kvm include/linux/kvm_host.h arch/x86/include/asm/kvm_host.h "$work/hooked")
	if "$top/host/kvm/apply.sh" "$work/hooked" >"$work/said" 2>&1; then
		echo ok
	else
		sed 's/^/    /' "$work/said" >&2
		echo FAIL
	fi
}

# place_edits SOURCE FOLDER: prints how many were placed, and how many cannot exist or found no place.
place_edits() {
	rc=0
	"$top/host/leafzap.sh" edit --source "$1" --check "$top/host/$2"/*.edit >"$work/edits" 2>"$work/said" || rc=$?
	[ "$rc" -eq 0 ] || sed 's/^/    /' "$work/said" >&2
	awk -F '\t' -v rc="$rc" '
		{ n[$2]++ }
		END {
			printf "%d", n["placed"]
			if (n["none"])
				printf ", %d cannot exist", n["none"]
			if (n["error"] || !NR || rc)
				printf ", %d FAIL", n["error"]
			print ""
		}' "$work/edits"
}

# row KERNEL BUILD SOURCE
row() {
	hooks=$(place_hooks "$3")
	mutants=$(place_edits "$3" mutants)
	variants=$(place_edits "$3" variants)
	printf '%-8s %-27s %-6s %-22s %s\n' "$1" "$2" "$hooks" "$mutants" "$variants" | tee -a "$work/table"
}

printf '%-8s %-27s %-6s %-22s %s\n' kernel build hooks mutants variants
kernels=$(awk '$1 ~ /^[0-9]/ { print $1 }' "$top/host/kernel/versions")
for kernel in $kernels; do
	if [ -n "$newest" ]; then
		lz_capture "$top/host/leafzap.sh" base "$kernel"
		row "$kernel" "$(cat "$lz_out/release")" "$lz_out/tree"
		continue
	fi
	lz_capture "$top/host/kernel/builds.sh" "$kernel"
	for build in $lz_out; do
		lz_capture "$top/host/kernel/builds.sh" "$kernel" "$build"
		row "$kernel" "$build" "$lz_out"
	done
done
! grep -q FAIL "$work/table" || bad=1
[ "$bad" -eq 0 ] || say "error: what found no place is named above; host/edit/README.md and docs/porting.md say how to give it one"
exit "$bad"
