#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# patches.sh PATH: prints the patches that --patch PATH stands for, by whole paths, one a line: the file, or
# those of a directory (*.patch and *.diff) in the order of their names. A cover letter there is passed over.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

given=${1:?usage: patches.sh PATH}
[ -e "$given" ] || die "--patch $given: there is no such file"
[ -r "$given" ] || die "--patch $given: cannot be read"
if [ ! -d "$given" ]; then
	printf '%s/%s\n' "$(cd "$(dirname "$given")" && pwd)" "$(basename "$given")"
	exit 0
fi

dir=$(cd "$given" && pwd) || die "--patch $given: cannot be entered"
n=0
for file in "$dir"/*; do
	case $file in *.patch | *.diff) ;; *) continue ;; esac
	[ ! -d "$file" ] || continue
	[ -r "$file" ] || die "--patch $given: $file cannot be read"
	case ${file##*/} in
	*0000-cover-letter.*)
		if [ -z "$(awk -f "$here/kernel/diff-names.awk" "$file")" ]; then
			say "--patch $given: ${file##*/} holds no diff, and is passed over"
			continue
		fi
		;;
	esac
	printf '%s\n' "$file"
	n=$((n + 1))
done
[ "$n" -gt 0 ] || die "--patch $given: a directory without a patch: no file with a diff is named *.patch or *.diff there"
