# SPDX-License-Identifier: GPL-2.0-only
# Debian's packages of a kernel. Where the machine has no lists of packages or stale ones, for a user who is not root,
# and for kernels of another release, with lists of our own in the cache; the system's lists and sources stay as they are.
# shellcheck shell=sh disable=SC2154,SC2034 # $cache and $here are those of the script, to which the rest goes
# apt's options for these lists; none for the system's.
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

# lz_offered PACKAGE...: "PACKAGE VERSION" for each that these lists have.
# shellcheck disable=SC2086 # options
lz_offered() { apt-cache $apt_opt madison "$@" | awk '{ print $1, $3 }' | sort -u; }

# lz_download TITLE LOG FOLDER PACKAGE...
lz_download() {
	title=$1 log=$2 folder=$3
	shift 3
	mkdir -p "$folder"
	# shellcheck disable=SC2086 # options
	(cd "$folder" && lz_step "$title" "$log" apt-get $apt_opt -q -o APT::Sandbox::User= download "$@")
}

# lz_kernel KERNEL: sets $source, $prefix, $flavour, $kbuild and $elsewhere to its row of the table.
lz_kernel() {
	IFS=' ' read -r _ source prefix flavour kbuild elsewhere <<END
$(awk -v k="$1" '$1 == k' "$here/versions")
END
	[ -n "$source" ] || die "no kernel '$1'; known: $(awk '!/^#/ { printf "%s ", $1 }' "$here/versions")"
	elsewhere=$(printf '%s' "$elsewhere" | tr , ' ')
}
