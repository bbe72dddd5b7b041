#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# leafzap.sh SUBCOMMAND...: builds the machine's program, host/leafzap, and starts it. Without a subcommand it says
# which there are.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=lib.sh
. "$top/host/lib.sh"
lz_trap_signals
lz_program "$top"
exec "$lz_out" --top "$top" "$@"
