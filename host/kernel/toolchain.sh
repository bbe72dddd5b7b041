#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# toolchain.sh CONFIG [whole]: prints the command of the compiler for a kernel with this .config: the one that
# .config names, installed if it is missing, or else the nearest that works, which is said. A whole kernel may be
# configured anew for another version of a compiler, modules for a kernel that is there may not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals
lz_open_cache
config=${1:?usage: toolchain.sh CONFIG [whole]} whole=${2:-}

value() { sed -n "s/^CONFIG_$1=\"\{0,1\}\([^\" ]*\).*/\1/p" "$config"; }
here_is() { command -v "$1" >/dev/null 2>&1; }

named=$(value CC_VERSION_TEXT)
if [ "$(value CC_IS_CLANG)" = y ]; then
	here_is clang || die "this tree is configured for clang, which is not here: install it (Debian: clang lld llvm)," \
		"or configure the tree for gcc (make CC=gcc olddefconfig)"
	echo clang
	exit 0
fi
if [ -n "$whole" ] && here_is "${named:-none}"; then
	printf '%s\n' "$named"
	exit 0
fi

# Of 120200, which is 12.2.0.
version=$(value GCC_VERSION)
major=$((${version:-0} / 10000))

# The major version of a gcc that works; some print all three numbers.
major_of() {
	echo 'int x;' | "$1" -x c -c -o /dev/null - 2>/dev/null || return 1
	"$1" -dumpversion | cut -d. -f1
}

exact() {
	for cc in ${named:+"$named"} "x86_64-linux-gnu-gcc-$major" "gcc-$major" gcc; do
		here_is "$cc" && [ "$(major_of "$cc")" = "$major" ] && printf '%s\n' "$cc" && return
	done
	return 1
}

nearest() {
	for dir in $(printf '%s' "$PATH" | tr : ' '); do
		for cc in "$dir"/gcc-[0-9]* "$dir"/x86_64-linux-gnu-gcc-[0-9]* "$dir"/gcc; do
			v=$(major_of "$cc") || continue
			d=$((v - major))
			printf '%d %s\n' "${d#-}" "${cc##*/}"
		done
	done | sort -n -k 1,1 -s | head -n 1 | cut -d' ' -f2
}

# Asked for once a day, where it cannot be had.
absent=$cache/tmp/no-gcc-$major
if [ "$major" -gt 0 ] && ! exact >/dev/null && [ -z "$(find "$absent" -mmin -1440 2>/dev/null)" ]; then
	"$here/../packages.sh" --try "x86_64-linux-gnu-gcc-$major=gcc-$major" || : >"$absent"
fi
exact && exit 0
cc=$(nearest)
[ -n "$cc" ] || die "there is no gcc that works: install Debian's package gcc${version:+-$major}, or the like"
[ "$major" -eq 0 ] ||
	say "gcc $major, which built this kernel, cannot be had: using $cc $("$cc" -dumpfullversion -dumpversion)"
printf '%s\n' "$cc"
