#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# mirror.sh BASE STAGE: makes the sources in BASE/work equal to those of BASE/tree, which is only read,
# apart from the files that are staged, which sync.sh brings. By content: what is the same keeps its
# date, and make rebuilds only what differs. What a build made is never taken from the tree.
set -eu
export LC_ALL=C
base=$1 stage=$2
tree=$base/tree/ work=$base/work
mkdir -p "$work"

# What the kernel's own .gitignore files do not exclude, whether the tree is a clone or a tarball.
# Debian's excludes all of the top folder, which the pattern undoes.
empty=$base/git
[ -d "$empty" ] || git init -q --template= "$empty"
GIT_DIR=$empty/.git GIT_WORK_TREE=$tree git -C "$tree" -c core.excludesFile= ls-files -z -o -x '!/*' \
	--exclude-per-directory=.gitignore | tr '\0' '\n' |
	grep -vE '(^|/)\.|^(vmlinux|System\.map|modules\.|Module\.|built-in\.)' | sort >"$work/.names"
grep -q '^arch/x86/kvm/mmu/' "$work/.names" || {
	echo "error: cannot list the sources of $(cd "$tree" && pwd -P)" >&2
	exit 2
}
# Nothing changes in a file without its ctime; 86,000 checksums each time would take too long. A tab
# sorts before all that a name has, so that lines and names are in the same order.
(cd "$tree" && xargs -d '\n' stat --printf '%n\t%s\t%.9Z\n') <"$work/.names" >"$work/.seen.new"

touch "$work/.staged" "$work/.seen"
cut -f1 "$work/.seen" | comm -23 - "$work/.names" | while read -r f; do rm -f "$work/$f"; done
{
	(cd "$stage" && find . -type f)
	cat "$work/.staged"
} | sed 's,^\./,,' | sort -u >"$work/.others"
comm -13 "$work/.seen" "$work/.seen.new" | cut -f1 | comm -23 - "$work/.others" >"$work/.copy"
rsync -lp --checksum --files-from="$work/.copy" "$tree" "$work"
mv "$work/.seen.new" "$work/.seen"
rm "$work/.names" "$work/.others" "$work/.copy"
