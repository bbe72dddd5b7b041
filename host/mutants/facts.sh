#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# facts.sh KERNEL: the headers of all mutants, NAME <tab> FIELD <tab> text, and for those that cannot exist in
# that kernel a field more, "None here", with the reason. Exit 2 if one of them finds no place there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals
lz_capture "$here/../cached.sh" host/edit leafzap-edit
"$lz_out" headers "$here"/*.edit
lz_capture "$here/../edit/expand.sh" --kernel "$1" --check "$here"/*.edit
printf '%s\n' "$lz_out" | awk -F '\t' '$2 == "none" { print $1 "\tNone here\t" $3 }'
