#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# table.sh mutants|peers KERNEL|ept|debug SEEDS ROWS...: prints docs/mutants.md or docs/peers.md from the rows of one.sh,
# one file of rows for each seed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
what=$1 kernel=$2 seeds=$3
shift 3

# NAME <tab> FIELD <tab> text, for all headers; those of a kernel's own forms come last.
headers() {
	for f in "$here"/*.patch "$here/$kernel"/*.patch; do
		[ -e "$f" ] || continue
		awk -v name="$(basename "$f" .patch)" '
			function out() { if (key != "") print name "\t" key "\t" text; key = "" }
			/^--- / { exit }
			/^  / && key != "" { sub(/^ +/, " "); text = text $0; next }
			/^[A-Z][A-Za-z .0-9]*: / { out(); key = $0; sub(/:.*/, "", key); text = $0; sub(/^[^:]*: */, "", text); next }
			END { out() }' "$f"
	done
}

headers | awk -F '\t' -v what="$what" -v kernel="$kernel" -v seeds="$seeds" -f "$here/table.awk" - "$@"
