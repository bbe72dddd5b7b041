# SPDX-License-Identifier: GPL-2.0-only
# What all of leafzap's scripts share: messages, the cache, long commands that can be interrupted.
# shellcheck shell=sh

# Tools sort the same and complain in the same words for everybody: keys of the cache and the search
# for a compiler's errors rely on it.
export LC_ALL=C

# Set by lz_open_cache.
cache=

# The process that runs a long command, and the script that runs as $(...) would: one at a time.
lz_step_pid=
lz_child_pid=
# Where it prints to, and what the last one printed.
lz_capture_file=
# shellcheck disable=SC2034 # for those who call lz_capture
lz_out=

say() { printf 'leafzap: %s\n' "$*" >&2; }

# Set-up and usage errors: 2 everywhere, so that no caller mistakes them for a verdict on the MMU.
die() {
	say "error: $*"
	exit 2
}

# Makes the cache directory and sets $cache; the way out of the common failures is in the message.
lz_open_cache() {
	cache=${LEAFZAP_CACHE:-${XDG_CACHE_HOME:+$XDG_CACHE_HOME/leafzap}}
	cache=${cache:-${HOME:+$HOME/.cache/leafzap}}
	cache=${cache:-/var/cache/leafzap}
	mkdir -p "$cache/tmp" 2>/dev/null ||
		die "cannot create $cache: set LEAFZAP_CACHE to a directory you can write to (4 GiB)"
	[ -w "$cache" ] || die "cannot write to $cache: set LEAFZAP_CACHE to another directory"
	cache=$(cd "$cache" && pwd)
}

lz_free_mib() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }'; }

# One key for the contents of all files named on stdin, one a line, and for the words in "$@". Their
# folders do not count. One process for all: where programs start slowly, as in a lab, this is what
# the start of run.sh takes.
lz_key() {
	{
		printf '%s\n' "$@"
		xargs -r -d '\n' sha256sum |
			awk '{ hash = $1; sub(/^[^ ]+ ./, ""); sub(/.*\//, ""); print $0 " " hash "  -" }'
	} | sha256sum | cut -c1-20
}

# For EXIT traps: removes the scratch directory, keeps the exit status.
lz_exit() {
	rm -rf "$2"
	exit "$1"
}

lz_kill_step() {
	[ -n "$lz_step_pid" ] || return 0
	kill -TERM "-$lz_step_pid" 2>/dev/null || :
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		kill -0 "-$lz_step_pid" 2>/dev/null || break
		sleep 0.1
	done
	kill -KILL "-$lz_step_pid" 2>/dev/null || :
	lz_step_pid=
}

lz_on_signal() {
	trap '' INT TERM HUP
	lz_kill_step
	if [ -n "$lz_child_pid" ]; then
		kill -TERM "$lz_child_pid" 2>/dev/null || :
		wait "$lz_child_pid" 2>/dev/null || :
	fi
	[ -z "$lz_capture_file" ] || rm -f "$lz_capture_file"
	exit "$1"
}

# Every script that starts something long calls this once. The exit trap of the caller, if any,
# still runs. 130 and 143 are what a shell reports for SIGINT and SIGTERM.
lz_trap_signals() {
	trap 'lz_on_signal 130' INT
	trap 'lz_on_signal 143' TERM HUP
}

# lz_capture CMD...: lz_out=$(CMD...), and ends this script with CMD's status if that is not 0. Unlike
# $(...) it can be interrupted, also by a signal that reaches this shell only. CMD has this script's standard
# input: sudo may have to ask.
lz_capture() {
	[ -n "$cache" ] || lz_open_cache
	lz_capture_file=$(mktemp "$cache/tmp/out.XXXXXX") || die "cannot write to $cache"
	# sh gives what it starts in the background an input of its own, unless it is told otherwise by a number.
	{ setpriv --pdeathsig TERM "$@" >"$lz_capture_file" <&3 3<&- & } 3<&0
	lz_child_pid=$!
	lz_rc=0
	wait "$lz_child_pid" || lz_rc=$?
	lz_child_pid=
	# shellcheck disable=SC2034
	lz_out=$(cat "$lz_capture_file")
	rm -f "$lz_capture_file"
	lz_capture_file=
	[ "$lz_rc" -eq 0 ] || exit "$lz_rc"
}

# lz_program TOP: builds the machine's program, host/leafzap, and sets $lz_out to its path.
lz_program() {
	lz_capture "$1/host/cached.sh" host/leafzap leafzap host/lab/plan.c host/lab/plan.h host/lab/divide.c \
		host/lab/suites.c host/lab/suites.h common/append.c common/append.h common/kind.c common/kind.h \
		common/kvm_leafzap_abi.h common/linux guest/options.def host/source host/edit host/place
}

# lz_step TITLE LOG CMD...: runs CMD with its output in LOG, shows that it is alive, returns its
# exit status. CMD gets a session of its own: a signal sent to this shell alone still ends all of
# it, and the kernel ends it if this shell is killed.
lz_step() {
	lz_title=$1
	lz_log=$2
	shift 2
	setsid setpriv --pdeathsig TERM "$@" >"$lz_log" 2>&1 </dev/null &
	lz_step_pid=$!
	lz_start=$(date +%s)
	lz_shown=0
	if [ -t 2 ] && [ -z "${CI:-}" ]; then lz_every=1; else lz_every=10; fi
	while kill -0 "$lz_step_pid" 2>/dev/null; do
		sleep 0.2
		lz_now=$(($(date +%s) - lz_start))
		[ "$lz_now" -ge $((lz_shown + lz_every)) ] || continue
		lz_shown=$lz_now
		lz_progress "$lz_now"
	done
	wait "$lz_step_pid"
	lz_rc=$?
	lz_step_pid=
	[ "$lz_every" -ne 1 ] || [ "$lz_shown" -eq 0 ] || printf '\r\033[K' >&2
	return "$lz_rc"
}

# A line that is rewritten on a terminal, a line every now and then in a log.
lz_progress() {
	lz_last=$(tail -n 1 "$lz_log" 2>/dev/null | tr -d '\r' | cut -c1-60)
	if [ "$lz_every" -eq 1 ]; then
		printf '\r\033[Kleafzap: %s: %d s  %s' "$lz_title" "$1" "$lz_last" >&2
	else
		say "$lz_title: $1 s  $lz_last"
	fi
}
