#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# direct-check.sh: proves --mode direct. A lab gets a small userland and this repository, and in it
# runs ./run.sh as on any machine whose own KVM carries leafzap. direct-inside.sh is what it runs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_trap_signals
lz_open_cache
cd "$top"

# What run.sh and the scripts that it calls in this mode use.
commands='sh env awk grep sed find sort tr cut head tail cat cp mv rm mkdir mktemp touch stat date df ls
	sleep uname id nproc basename dirname sha256sum setsid setpriv kill wc tee xargs truncate'

runner=$(host/cached.sh host/lab leafzap-lab host/report common guest/options.def)
report=$(host/cached.sh host/report leafzap-report host/lab common)
guest=$(host/cached.sh guest leafzap-guest.elf common)
lz_program .
program=$lz_out
suites=$("$program" --top . suites)
modules=$("$program" --top . build --kernel "${LEAFZAP_KERNEL:-6.12}")
initramfs=$(host/lab/initramfs.sh "$modules" "$guest" "$runner")

work=$(mktemp -d "$cache/tmp/direct.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
root=$work/root
mkdir -p "$root/usr/bin" "$root/leafzap" "$root/cache/built" "$root/bin"

for command in $commands; do
	path=$(command -v "$command") || continue
	# A builtin has no path; the shell of the lab has it, too.
	[ -x "$path" ] || path=/usr/bin/$command
	[ -x "$path" ] || continue
	cp -L "$path" "$root/usr/bin/$command"
	ldd "$path" 2>/dev/null | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }'
done | sort -u >"$work/libraries"
while IFS= read -r lib; do
	mkdir -p "$root${lib%/*}"
	cp -L "$lib" "$root$lib"
done <"$work/libraries"
cp "$root/usr/bin/sh" "$root/bin/sh"
cp "$root/usr/bin/env" "$root/bin/env"

cp -R run.sh host guest common "$root/leafzap"
for built in "$runner" "$report" "$guest" "$program" "$suites"; do cp -R "${built%/*}" "$root/cache/built"; done
cp host/lab/direct-inside.sh "$root/direct"
chmod 755 "$root/direct"

(cd "$root" && find . -mindepth 1 | cpio --quiet -o -H newc --owner=0:0) >"$work/image"
truncate -s %512 "$work/image"
cat "$initramfs" >>"$work/image"

LEAFZAP_TSC_KHZ=$("$runner" tsc)
export LEAFZAP_TSC_KHZ
# Programs start slowly in a lab, and a machine that is busy has been seen to take 200 s.
timeout 1200 host/engine/tcg.sh "$modules/vmlinuz" "$work/image" leafzap.exec=/direct >"$work/log" 2>&1 ||
	say "the lab ended with status $?"
grep -v '^! ' "$work/log"

# Every line that direct-inside.sh must have printed, and no complaint of the kernel.
rc=0
for wanted in 'inside: auto exit 0' 'inside: direct exit 130' 'inside: settings are as before' \
	'inside: nothing is left' '@ event=exec-end status=0' '@ event=end'; do
	grep -q "^$wanted" "$work/log" || {
		say "missing: $wanted"
		rc=1
	}
done
! grep -E 'WARNING: |BUG: |Oops: ' "$work/log" || rc=1
exit "$rc"
