#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# blame.sh LOG CC ORIGIN TREE KERNEL [PATCH]...: says on standard error why a build failed, whose fault that is, and
# what to do. What was built is ORIGIN, by CC, from the user's own tree if TREE is not empty. A patch is to blame only
# where KERNEL builds without any, which is tried.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals
lz_open_cache
log=$1 cc=$2 origin=$3 tree=$4 kernel=$5
shift 5
compiler="$cc $("$cc" -dumpfullversion -dumpversion 2>/dev/null || echo 'does not say its version')"

# Of the compiler, of modpost, of what could not even be started.
explain() { "$here/../explain.sh" "$log" 'error:|ERROR:|undefined!|undefined ref|No space|[Ff]atal|GLIBC_|not found'; }

if [ -z "$tree" ] && [ $# -gt 0 ]; then
	say "the build failed: looking whether $origin builds without $*"
	# If not, that build says it itself.
	lz_capture "$here/build.sh" --kernel "$kernel"
fi
if [ -n "$tree" ] || [ $# -gt 0 ]; then
	say "error: KVM does not build, of $origin${*:+ with $*}. The compiler ($compiler) says:"
	explain
	[ -n "$tree" ] || say "without it $origin does build here"
	say "mend that and run again; all that was printed is in $log"
else
	say "error: $origin with leafzap alone does not build here: not your patch. The compiler ($compiler) says:"
	explain
	say "is the compiler whole (Debian's package gcc-N), is there room in $cache? LEAFZAP_REFRESH=1 looks for a" \
		"newer build of the kernel; all that was printed is in $log"
fi
