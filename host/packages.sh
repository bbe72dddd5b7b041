#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# packages.sh GROUP...: names the Debian packages of these groups that are missing, and installs them:
# as root, or through sudo after having said so. LEAFZAP_NO_INSTALL=1 only names them. Groups are the
# first column of host/packages; check needs all that build and lab need, too.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_trap_signals

groups=" $* "
case $groups in *' check '*) groups="$groups build lab " ;; esac

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

missing() {
	while read -r group sign package; do
		case $groups in *" $group "*) ;; *) continue ;; esac
		present "$sign" || printf '%s\n' "$package"
	done <"$here/packages" | sort -u | tr '\n' ' '
}

lacking=$(missing)
[ -n "$lacking" ] || exit 0
by_hand="apt-get update && apt-get install --no-install-recommends $lacking"

say "missing Debian packages: $lacking"
[ -z "${LEAFZAP_NO_INSTALL:-}" ] || die "not installing, as LEAFZAP_NO_INSTALL asks. As root: $by_hand"
command -v apt-get >/dev/null 2>&1 ||
	die "this is not a Debian system; install what provides: $lacking"

lz_open_cache
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 || die "not root, and no sudo. As root: $by_hand"
	say "installing them through sudo: $by_hand"
	# Never a question where nobody answers.
	ask=-n
	[ ! -t 0 ] || ask=
	# shellcheck disable=SC2086 # no word if empty
	sudo $ask env LEAFZAP_CACHE="$cache" "$here/packages.sh" "$@" || die "sudo failed. As root: $by_hand"
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
run "installing packages" "install --no-install-recommends $lacking" || {
	"$here/explain.sh" "$log" '^(E|W):'
	die "installation failed. As root: $by_hand"
}
lacking=$(missing)
[ -z "$lacking" ] || die "still missing after the installation: $lacking"
