#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# table.sh mutants|peers SEEDS ROWS...: prints docs/mutants.md or docs/peers.md from the rows of one.sh, one
# file of rows for each seed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
what=$1 seeds=$2
shift 2

# NAME <tab> FIELD <tab> text, for all headers.
headers() {
	for f in "$here"/*.patch; do
		awk -v name="$(basename "$f" .patch)" '
			function out() { if (key != "") print name "\t" key "\t" text; key = "" }
			/^--- / { exit }
			/^  / && key != "" { sub(/^ +/, " "); text = text $0; next }
			/^[A-Z][A-Za-z ]*: / { out(); key = $0; sub(/:.*/, "", key); text = $0; sub(/^[^:]*: */, "", text); next }
			END { out() }' "$f"
	done
}

headers | awk -F '\t' -v what="$what" -v seeds="$seeds" -f "$here/table.awk" - "$@"
