#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# place.sh TREE FILE: puts into TREE/FILE the hooks that TREE/.table names for it, and checks that
# each came as often as it must. Exit 2, naming the hook and the file, if one found no place; the
# file is spoilt then. What spatch made of a file is kept in the folder LEAFZAP_HOOKED, if that is set.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$1 file=$2

# Rows of the table for this file: hook, call, times.
rows() {
	awk -v f="$file" '$1 == f { print $2, $3, $4 }' "$tree/.table"
}

rows | cut -d' ' -f1 | sort -u | while read -r hook; do cat "$here/$hook.cocci"; done >"$tree/$file.cocci"
kept=
[ -z "${LEAFZAP_HOOKED:-}" ] || kept=$LEAFZAP_HOOKED/$({
	spatch --version
	cat "$tree/$file.cocci" "$tree/$file"
} | sha256sum | cut -c1-20)
if [ -n "$kept" ] && [ -f "$kept" ]; then
	cp "$kept" "$tree/$file"
	touch -c "$kept"
	: >"$tree/$file.log"
else
	(cd "$tree" && timeout --foreground 900 spatch --very-quiet --no-show-diff --no-includes --in-place \
		--sp-file "$file.cocci" "$file") >"$tree/$file.log" 2>&1 || {
		echo "error: spatch failed on $file:" >&2
		grep -v '^warning:' "$tree/$file.log" | tail -n 20 >&2
		exit 2
	}
fi
rm "$tree/$file.cocci"

rows | while read -r hook call times; do
	found=$(grep -cE "\<$(echo "$call" | tr _ .)(\(| \*)" "$tree/$file" || :)
	if [ "$found" -lt "${times%-*}" ]; then
		echo "error: hook $hook ($call) found $found of ${times%-*} places in $file" >&2
		grep -v '^warning:' "$tree/$file.log" | tail -n 5 >&2
		exit 2
	fi
	[ "$found" -ge "${times#*-}" ] || echo "note: hook $hook ($call) found no place in $file" >&2
done
rm "$tree/$file.log"
[ -z "$kept" ] || [ -f "$kept" ] || {
	cp "$tree/$file" "$kept.$$"
	mv "$kept.$$" "$kept"
}

# The header goes behind those of its kind that are not inside an #if, or else before all <...>.
awk -v line='#include <linux/kvm_leafzap.h>' '
	/^#[ \t]*if/ { depth++ }
	/^#[ \t]*endif/ { depth-- }
	/^#include </ && !first { first = NR }
	/^#include <linux\// && !depth { last = NR }
	{ text[NR] = $0 }
	END {
		for (i = 1; i <= NR; i++) {
			if (!last && i == first)
				print line
			print text[i]
			if (i == last)
				print line
		}
	}' "$tree/$file" >"$tree/$file.new"
case $file in
*.c) mv "$tree/$file.new" "$tree/$file" ;;
*) rm "$tree/$file.new" ;;
esac
