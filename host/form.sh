#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# form.sh PATCH KERNEL: prints which file is the mutant's or the variant's patch for that kernel: KERNEL/NAME
# beside PATCH, if there is one, or else PATCH. Prints nothing, and says why, if the header has it that
# there is no form for that kernel.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

main=${1:?usage: form.sh PATCH KERNEL} kernel=${2:?usage: form.sh PATCH KERNEL}
own=$(dirname "$main")/$kernel/$(basename "$main")
if [ -r "$own" ]; then
	printf '%s\n' "$own"
elif grep -q "^No $kernel form: " "$main"; then
	say "$(basename "$main"): $(sed -n "s/^No $kernel form: /no $kernel form: /p" "$main")"
else
	printf '%s\n' "$main"
fi
