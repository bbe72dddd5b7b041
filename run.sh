#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh: proves that a KVM's TDP MMU unmaps exactly what it must. See --help. All of it is "leafzap run",
# host/leafzap/run, which is built here first.
set -eu
# A script that starts this in its background makes it ignore SIGINT, and sh cannot trap what was
# ignored when it started. An interrupt must work all the same.
if [ -z "${LEAFZAP_SIGNALS:-}" ] && env --default-signal=INT true 2>/dev/null; then
	LEAFZAP_SIGNALS=1 exec env --default-signal=INT "$0" "$@"
fi
unset LEAFZAP_SIGNALS
top=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=host/lib.sh
. "$top/host/lib.sh"
lz_trap_signals
# git bisect would take a 2 for a verdict.
case " $* " in *" --bisect-exit "*) trap '[ $? -ne 2 ] || exit 125' EXIT ;; esac
lz_program "$top"
exec "$lz_out" --top "$top" run "$@"
