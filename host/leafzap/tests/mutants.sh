#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# mutants.sh PROGRAM: the pages that are made of the headers and rows in tests/mutants are those that lie there,
# and the rows of results.tsv are right.
set -eu
check=$1
here=$(cd "$(dirname "$0")" && pwd)/mutants
bad=0

# page WHAT WHERE SEEDS EXPECTED ROWS...
page() {
	what=$1 where=$2 seeds=$3 expected=$4
	shift 4
	"$check" "$what" "$where" "$seeds" "$here/facts.tsv" "$@" | diff -u "$here/$expected" - || bad=1
}
page page 6.12 "1 2" mutants.md "$here/rows.1" "$here/rows.2"
page peers 6.12 "1 2" peers.md "$here/rows.1" "$here/rows.2"
page page 6.1 1 mutants-6.1.md "$here/rows.1"
page page ept 1 mutants-ept.md "$here/rows.1"
page page debug 1 mutants-debug.md "$here/rows.1"
"$check" row || bad=1
[ "$bad" -ne 0 ] || echo "mutants: five pages of given rows"
exit "$bad"
