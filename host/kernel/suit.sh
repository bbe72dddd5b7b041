#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# suit.sh TREE CC: makes a tree for building modules, which Debian configured for its own compiler and pahole, fit
# for those that are here. What they cannot do is found by asking them.
set -eu
tree=$1 cc=$2
auto=$tree/include/config/auto.conf
knows() { echo 'int x;' | "$cc" "$@" -x c -c -o /dev/null - 2>/dev/null; }

# Each row: an option of the compiler, and what Kconfig found since it knew that one. Makefiles fall back on
# others where the latter is not set.
while read -r option symbols; do
	if knows "$option"; then continue; fi
	for symbol in $symbols; do
		grep -q "^CONFIG_$symbol=y" "$auto" || continue
		echo "$cc does not know $option: without CONFIG_$symbol"
		sed -i "/^CONFIG_$symbol=/d" "$auto"
		sed -i "/^#define CONFIG_$symbol /d" "$tree/include/generated/autoconf.h"
	done
done <<END
-fmin-function-alignment=16 CC_HAS_MIN_FUNCTION_ALIGNMENT CC_HAS_SANE_FUNCTION_ALIGNMENT
END

# Its flags come from the version in .config. Without the kernel's BTF kbuild makes none for its modules, either.
wants=$(sed -n 's/^CONFIG_PAHOLE_VERSION=//p' "$auto")
has=$(pahole --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\.\([0-9]*\).*/\1\2/p')
if [ "${wants:-0}" -gt "${has:-0}" ] && [ -e "$tree/vmlinux" ]; then
	echo "pahole ${has:-of no version} is older than ${wants}, which the kernel was built with: modules without BTF"
	rm "$tree/vmlinux"
fi
