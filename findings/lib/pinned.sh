# SPDX-License-Identifier: GPL-2.0-only
# What the findings share: Debian packages of one version each in a temporary folder, what runs from there, and the
# three answers. Nothing of this needs root, and nothing is installed.
# shellcheck shell=sh
export LC_ALL=C

# Processes that end with the script.
pids='' rc=''

say() { printf '%s\n' "$*"; }

# It could not be tried, which is neither of the two answers.
cannot() {
	say "not tried: $*" >&2
	exit 2
}

as_stated() {
	say 'result: as stated'
	exit 0
}

changed() {
	say "result: CHANGED: $*"
	exit 1
}

# shellcheck disable=SC2086 # one word a process
begin() {
	work=$(mktemp -d "${TMPDIR:-/tmp}/finding.XXXXXX") || cannot 'no temporary folder can be made (TMPDIR)'
	root=$work/root
	trap 'rc=$?; [ -z "$pids" ] || kill $pids 2>/dev/null || :; rm -rf "$work"; exit "$rc"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# need COMMAND PACKAGE: what is taken from the machine.
need() { command -v "$1" >/dev/null || cannot "there is no $1: apt-get install $2"; }

# unpack NAME=VERSION...: these, and what they depend on as apt offers it, into $root.
unpack() {
	need apt-get apt
	mkdir -p "$work/apt/partial" "$root"
	: >"$work/apt/status"
	# To apt the machine has no package at all, so that what is installed plays no part.
	apt-get -qq -y install --download-only --no-install-recommends -o Debug::NoLocking=true \
		-o APT::Sandbox::User= -o Dir::State::status="$work/apt/status" \
		-o Dir::Cache::archives="$work/apt" "$@" >"$work/apt/log" 2>&1 || no_package "$@"
	for package in "$work"/apt/*.deb; do
		dpkg-deb -x "$package" "$root" || cannot "cannot unpack ${package##*/} (disk full? TMPDIR names another)"
	done
	rm -rf "$work/apt"
	libraries=$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu
	for loader in "$root/lib64/ld-linux-x86-64.so.2" "$root/usr/lib64/ld-linux-x86-64.so.2"; do
		[ ! -x "$loader" ] || return 0
	done
	cannot 'libc6 holds no ld-linux-x86-64.so.2: this runs on amd64 only'
}

no_package() {
	cat "$work/apt/log" >&2
	name=${1%%=*}
	offered=$(apt-cache madison "$name" | cut -d '|' -f 2 | sort -u | xargs)
	cannot "apt does not get $1; of $name it knows: ${offered:-no version}." \
		"Another one is tried by '$0 VERSION'; a release that apt does not know has to be named in its sources" \
		"(or in those of a file that APT_CONFIG names); or do 'apt-get update'"
}

# unpacked PROGRAM ARGUMENT...: a program of $root with the libraries of $root, whatever the machine's are.
unpacked() {
	program=$1
	shift
	"$loader" --library-path "$libraries" "$root/usr/bin/$program" "$@"
}

# sector NAME: NAME.S, beside the script, as a floppy that a firmware boots: $work/NAME.img.
# shellcheck disable=SC2154 # here: the folder of the script
sector() {
	need gcc gcc
	need ld binutils
	gcc -m32 -c -o "$work/$1.o" "$here/$1.S" || cannot "gcc does not assemble $1.S"
	ld -m elf_i386 -Ttext=0x7c00 --oformat=binary -o "$work/$1.img" "$work/$1.o" || cannot "ld does not link $1.S"
	truncate -s 1440K "$work/$1.img"
}
