#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# cmdline.sh: the kernel of a lab and that of an image are told what host/lab/cmdline says, and nothing else but
# what only the engine, or only that image, knows.
set -eu
cd "$(dirname "$0")/../../.."
# shellcheck source=../append.sh
. host/engine/append.sh
# shellcheck source=../../../images/lib.sh
. images/lib.sh
# shellcheck disable=SC2034 # for entry()
here=images
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-cmdline.XXXXXX")
trap 'rm -rf "$work"' EXIT
bad=0

# A QEMU that only says what it was to tell the kernel.
# shellcheck disable=SC2016
printf '#!/bin/sh\nfor word; do [ "$last" != -append ] || printf "%%s\\n" "$word"; last=$word; done\n' \
	>"$work/qemu-system-x86_64"
chmod +x "$work/qemu-system-x86_64"
unset LEAFZAP_APPEND LEAFZAP_TSC_KHZ
PATH="$work:$PATH" last='' host/engine/qemu.sh kvm kernel initramfs leafzap.plan=memfd:boot |
	sed 's/ tsc=reliable//; s/ leafzap\.plan=[^ ]*//' >"$work/lab"
# shellcheck disable=SC2016 # GRUB's variable
entry 6.12 release | sed -n 's/^.*linux [^ ]* //p' | sed 's/ \$linux$//; s/\$linux$//' >"$work/image"

for who in lab image; do
	sed -E "/^(all|$who) /!d; s/^[a-z]* ([^ ]*).*/\1/" host/lab/cmdline >"$work/wanted"
	[ "$(wc -l <"$work/wanted")" -ge 8 ] || bad=1
	tr ' ' '\n' <"$work/$who" | grep . >"$work/said" || :
	diff "$work/wanted" "$work/said" || {
		echo "the kernel of a $who is told something else (>) than host/lab/cmdline says (<)"
		bad=1
	}
done
[ "$bad" -eq 0 ] && echo "cmdline: a lab's kernel and an image's are told what the table says"
exit "$bad"
