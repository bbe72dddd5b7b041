#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# mutant.sh NAME...: run.sh must exit with 1 on each of these planted bugs, run as its header says.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh

field() { sed -n "s/^$2: *//p" "host/mutants/$1.patch" | head -n 1; }

out=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-mutant.XXXXXX")
trap 'lz_exit $? "$out"' EXIT
for name in "$@"; do
	suite=$(field "$name" Suite)
	backing=$(field "$name" Backing)
	rc=0
	# shellcheck disable=SC2046 # With is a list of options
	./run.sh --mode lab --stop --out "$out/$name" --patch "host/mutants/$name.patch" --suite "$suite" \
		${backing:+--backing "$backing"} $(field "$name" With) || rc=$?
	[ "$rc" -eq 1 ] || {
		echo "$name: run.sh exited with $rc, 1 was expected"
		exit 1
	}
done
