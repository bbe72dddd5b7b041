#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds newlib for the guest from Debian's newlib-source with the host's gcc,
# once, into the cache, and prints the folder: include/ and lib/libc.a.  The
# folder's name is a hash of all that goes in: sources, compiler, this script.
set -eu

source=/usr/src/newlib
target=x86_64-elf

# The guest runs on several CPUs: each has its own struct _reent, which
# __getreent() in syscalls.c finds, and interrupts may hit any stack.
cflags="-Os -g0 -mno-red-zone -fno-pic -fno-pie -fno-stack-protector -fcf-protection=none \
-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -D__DYNAMIC_REENT__"

say() { echo "newlib: $*" >&2; }

archive=
for f in "$source"/newlib-*.tar.*; do
	[ -f "$f" ] && archive=$f
done
if [ -z "$archive" ]; then
	say "no sources in $source: install the Debian package newlib-source"
	exit 2
fi

cache=${LEAFZAP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/leafzap}
key=$({ cat "$archive" "$0"; gcc --version; as --version; } | sha256sum | cut -c1-16)
dir=$cache/newlib-$key
if [ -f "$dir/lib/libc.a" ]; then
	echo "$dir"
	exit 0
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/newlib.XXXXXX")
cleanup() {
	status=$?
	rm -rf "$work"
	exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "building (about a minute, only once)"
mkdir "$work/src" "$work/build" "$work/bin"
tar -xf "$archive" -C "$work/src" --strip-components=1
# configure looks for tools named after the target; the host's are the same.
for tool in gcc ar as ld nm ranlib objcopy objdump strip readelf; do
	ln -s "$(command -v "$tool")" "$work/bin/$target-$tool"
done
ln -s "$(command -v gcc)" "$work/bin/$target-cc"

if ! (
	export PATH="$work/bin:$PATH"
	cd "$work/build"
	"$work/src/configure" --target="$target" --prefix="$work/out" --disable-multilib \
		--disable-libgloss --disable-newlib-supplied-syscalls --enable-newlib-reent-small \
		--disable-newlib-wide-orient --disable-newlib-fvwrite-in-streamio \
		--disable-newlib-fseek-optimization --disable-nls \
		--enable-newlib-io-long-long --enable-newlib-io-c99-formats \
		CFLAGS_FOR_TARGET="$cflags" MAKEINFO=true
	make -j2 all-target-newlib MAKEINFO=true
	make install-target-newlib MAKEINFO=true
) >"$work/log" 2>&1 </dev/null; then
	say "the build failed; its last lines:"
	tail -n 20 "$work/log" >&2
	exit 2
fi

mv "$work/out/$target" "$work/done"
# Another build may have come first: its result is the same.
mv -T "$work/done" "$dir" 2>/dev/null || [ -f "$dir/lib/libc.a" ]
echo "$dir"
