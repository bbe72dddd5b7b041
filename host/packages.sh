#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# packages.sh [--try] GROUP... [SIGN=PACKAGE...]: names the Debian packages of these groups that are missing, and
# installs them: as root, or through sudo after having said so. LEAFZAP_NO_INSTALL=1 only names them. Groups are the
# first column of host/packages; check needs all that build and lab need, too. SIGN=PACKAGE is one more row.
# Where there is no apt, what is lacking is named by command and by file, for any other way to bring it.
# --try: what cannot be had is no error but exit status 1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_trap_signals

try='' word='error: ' status=2
[ "${1:-}" != --try ] || {
	try=--try word='' status=1
	shift
}
groups=" $* "
case $groups in *' check '*) groups="$groups build lab " ;; esac

fail() {
	say "$word$*"
	exit "$status"
}

present() {
	case $1 in
	/*)
		# The pattern is meant to be expanded; without a match it stays itself.
		for f in $1; do
			[ ! -e "$f" ] || return 0
		done
		return 1
		;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

rows() {
	cat "$here/packages"
	for group in $groups; do
		case $group in *=*) printf '%s %s %s\n' "$group" "${group%%=*}" "${group#*=}" ;; esac
	done
}

# Lines of a sign and its package.
missing() {
	rows | while read -r group sign package; do
		case $groups in *" $group "*) ;; *) continue ;; esac
		present "$sign" || printf '%s %s\n' "$sign" "$package"
	done | sort -u
}

names() { printf '%s\n' "$1" | awk '{ print $2 }' | sort -u | tr '\n' ' '; }

lacking=$(missing)
[ -n "$lacking" ] || exit 0
by_hand="apt-get update && apt-get install --no-install-recommends $(names "$lacking")"

command -v apt-get >/dev/null 2>&1 || {
	say "missing, and no apt-get here to install it:"
	printf '%s\n' "$lacking" | awk '{ print "    " $1 " (Debian: " $2 ")" }' >&2
	fail "install what brings these commands, and put these files or links to them where they are named; then run again"
}
say "missing Debian packages: $(names "$lacking")"
[ -z "${LEAFZAP_NO_INSTALL:-}" ] || fail "not installing, as LEAFZAP_NO_INSTALL asks. As root: $by_hand"

lz_open_cache
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 || fail "not root, and no sudo. As root: $by_hand"
	say "installing them through sudo: $by_hand"
	# Never a question where nobody answers.
	ask=-n
	[ ! -t 0 ] || ask=
	# shellcheck disable=SC2086 # no word if empty
	sudo $ask env LEAFZAP_CACHE="$cache" "$here/packages.sh" $try "$@" || fail "sudo failed. As root: $by_hand"
	exit 0
fi

say "installing them: $by_hand"
log=$cache/tmp/packages.$$
trap 'lz_exit $? "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # words on purpose
run() { lz_step "$1" "$log" apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 $2; }

run "reading the package lists" update || {
	tail -n 3 "$log" >&2
	say "warning: apt-get update failed, going on with the lists that are there"
}
run "installing packages" "install --no-install-recommends $(names "$lacking")" || {
	"$here/explain.sh" "$log" '^(E|W):'
	fail "installation failed. As root: $by_hand"
}
lacking=$(missing)
[ -z "$lacking" ] || fail "still missing after the installation: $lacking"
