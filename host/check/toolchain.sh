#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# toolchain.sh: which compiler leafzap build takes for a kernel, what it asks for and how often; and what goes from the
# cache when something was built. Packages, compilers and builds are made up.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
# shellcheck source=made-up.sh
. host/check/made-up.sh
lz_made_up leafzap-toolchain

config() {
	echo "$1" >"$work/config"
	rm -rf "$LEAFZAP_CACHE/kernel"
}
config CONFIG_GCC_VERSION=970100
build 0 'gcc 97, which built this kernel, cannot be had: using gcc-99 99.1.0' <&-
[ -e "$LEAFZAP_CACHE/tmp/no-gcc-97" ] || fail "that gcc 97 cannot be had was not noted"
keep packages.sh
made_up packages.sh <<'END'
echo "packages: $*" >&2
sed s/99.1/97.1/ "${0%/*/*}/bin/gcc-99" >"${0%/*/*}/bin/gcc-97" && chmod +x "${0%/*/*}/bin/gcc-97"
END
config CONFIG_GCC_VERSION=970200
build 0 'using gcc-99'
! grep -q packages: "$work/said" || fail "asked for gcc 97 twice in a day"
touch -d '2 days ago' "$LEAFZAP_CACHE/tmp/no-gcc-97"
: >"$work/compiled"
config CONFIG_GCC_VERSION=970300
build 0 'packages: --try x86_64-linux-gnu-gcc-97=gcc-97'
compiled 'a gcc-97'
again packages.sh
config CONFIG_CC_IS_CLANG=y
without clang 'configured for clang, which is not here'

# Of what has not been used for a day 120 are kept.
for n in $(seq 121); do
	mkdir -p "$LEAFZAP_CACHE/modules/old-$n"
	touch -d "$((n + 1)) days ago" "$LEAFZAP_CACHE/modules/old-$n/used"
done
touch -d '2 days ago' "$LEAFZAP_CACHE/tmp/old"
config CONFIG_GCC_VERSION=990100
echo '# makes it another build' >>"$work/host/kernel/sync.sh"
build 0 ''
left=$(cd "$LEAFZAP_CACHE" && ls -d modules/old-120 modules/old-121 tmp/old 2>/dev/null) || :
[ "$left" = modules/old-120 ] || fail "left is: $left"
[ "$bad" -eq 0 ] && echo "toolchain: the right compiler, and a cache that does not grow"
exit "$bad"
