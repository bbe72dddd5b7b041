# SPDX-License-Identifier: GPL-2.0-only
# Lists of Debian's packages of our own, in the cache: for a machine that has none or stale ones, for a user who is
# not root, and for kernels of another release. The system's lists and sources stay as they are.
# shellcheck shell=sh disable=SC2154 # $cache and $here are those of the script

# apt's options for them; none for the system's.
apt_opt=

# lz_apt_options RELEASE: sets $apt_opt to lists of the machine's own sources, if RELEASE is empty, or else of
# that release's.
lz_apt_options() {
	own=$cache/apt${1:+/$1}
	mkdir -p "$own/state/lists/partial" "$own/cache/archives/partial"
	apt_opt="-o Dir::State=$own/state -o Dir::Cache=$own/cache"
	apt_opt="$apt_opt -o Dir::State::status=/var/lib/dpkg/status -o APT::Sandbox::User="
	if [ -n "$1" ]; then
		mkdir -p "$own/sources"
		"$here/sources.sh" "$1" >"$own/sources/debian.list"
		apt_opt="$apt_opt -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=$own/sources"
	fi
}

# lz_apt_lists RELEASE LOG: the same, and reads them anew; what apt says is added to LOG.
lz_apt_lists() {
	lz_apt_options "$1"
	# shellcheck disable=SC2086 # options
	lz_step "reading package lists" "$2.new" apt-get $apt_opt -q -o Acquire::Retries=3 update || :
	cat "$2.new" >>"$2"
	rm -f "$2.new"
}
