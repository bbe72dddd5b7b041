#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# suites.sh SUITES-TEST SUITES.TSV: suites.tsv says what the guest's own table says, names each folder once, and a
# new folder with a suite.c is all that a new line needs.
set -eu
program=$1 table=$2
guest=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-suites.XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
	echo "FAIL suites: $*"
	exit 1
}

"$program" >"$work/guest"
cut -f 1,4- "$table" >"$work/table"
diff "$work/guest" "$work/table" || fail "<: what the guest runs, >: what suites.tsv says"
for dir in "$guest"/suites/*/; do basename "$dir"; done | sort >"$work/folders"
cut -f 1 "$table" | sort | diff "$work/folders" - || fail "<: folders, >: suites"

mkdir "$work/new"
cp -R "$guest/../common" "$guest" "$work/new"
mkdir "$work/new/guest/suites/lastone"
cat >"$work/new/guest/suites/lastone/suite.c" <<'END'
// SPDX-License-Identifier: GPL-2.0-only
/* lastone: made up. */
#include "test.h"

SUITE(lastone, 99, named, 3, "thp,memfd", "-", "a folder is enough");
END
make -s -C "$work/new/guest" OUT="$work/out" suites.tsv
{
	cat "$table"
	printf 'lastone\tthp,memfd\t3\tnamed\t-\ta folder is enough\n'
} | diff - "$work/out/suites.tsv" || fail "a new folder is not a new line"
echo "suites: $(wc -l <"$table" | tr -d ' ') suites; the guest and suites.tsv agree"
