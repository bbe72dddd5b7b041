#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# sync.sh BASE STAGE WORK: makes the sources in the warm build tree WORK equal to those in STAGE and
# touches only what differs, so that make rebuilds only that. What an earlier stage brought and this
# one does not have goes back to BASE's tree.
set -eu
base=$1 stage=$2 work=$3

(cd "$stage" && find . -type f | sort) >"$work/.staged.new"
[ ! -f "$work/.staged" ] || comm -23 "$work/.staged" "$work/.staged.new" | while read -r f; do
	if [ -f "$base/tree/$f" ]; then
		cp "$base/tree/$f" "$work/$f"
	else
		rm -f "$work/$f"
	fi
done
while read -r f; do
	cmp -s "$stage/$f" "$work/$f" && continue
	mkdir -p "$work/${f%/*}"
	cp "$stage/$f" "$work/$f"
done <"$work/.staged.new"
# A file that the user's patch removed must not be compiled from the warm tree either.
(cd "$work" && find arch/x86/kvm virt \( -name '*.[chS]' -o -name 'Makefile*' -o -name Kconfig \) \
	! -name '*.mod.c' ! -name kvm-asm-offsets.h | sed 's,^,./,' | sort) >"$work/.present"
comm -23 "$work/.present" "$work/.staged.new" | while read -r f; do rm -f "$work/$f"; done
mv "$work/.staged.new" "$work/.staged"
