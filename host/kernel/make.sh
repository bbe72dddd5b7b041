#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make.sh TREE CC [make's arguments]: a kernel's make for leafzap's builds.
# ccache takes the directory out of its key, so that all trees share what one has compiled, and takes the
# headers from the compiler instead of preprocessing first, a fifth of the time of a new file.
# A clean environment: what kernel developers export (O=, LLVM=1, KCFLAGS, CROSS_COMPILE) is meant for
# their own tree, and what an outer make exports for its own jobs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_open_cache
tree=$1 cc=$2
shift 2
case $cc in clang*) set -- LLVM=1 "$@" ;; esac
exec env -i PATH="$PATH" HOME="$cache" LC_ALL=C CCACHE_DIR="$cache/ccache" CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 \
	CCACHE_MAXSIZE=2G make -C "$tree" -j"$(nproc)" ARCH=x86 CC="ccache $cc" "$@"
