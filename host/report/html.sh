#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# html.sh FOLDER|LOG [FILE]: makes the page of HTML about a run that is over, from its results folder,
# its labs.log, or what a lab said on a console that somebody saved. FILE is report.html beside the log
# if not given. Prints the verdict and ends with its exit status, as run.sh did.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals

case ${1:-} in
'' | -*)
	sed -n '3,5s/^# //p' "$here/html.sh" >&2
	[ "${1:-}" = --help ] || exit 2
	exit 0
	;;
esac
log=$1
[ ! -d "$log" ] || log=$log/labs.log
[ -f "$log" ] || die "$log: there is no such file; the results folder of a run has a labs.log"
lz_capture "$here/../cached.sh" host/report leafzap-report host/lab common
exec "$lz_out" --read "$log" --html "${2:-$(dirname "$log")/report.html}"
