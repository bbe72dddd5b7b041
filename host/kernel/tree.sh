#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tree.sh DIR [TITLE]: checks that DIR is a configured kernel source tree that can be a lab's host, or an output
# folder of make O= of one, and prints a directory of the cache for "leafzap stage" and whole.sh:
#   tree      a link to the sources, which are never written to
#   config    their configuration
#   release   their version; title: what to call them in messages
#   work/     the scratch copy, in which the kernel is built
# Exit 2 and the way out, where it is not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_open_cache

dir=${1:?usage: tree.sh DIR [TITLE]}
[ -d "$dir" ] || die "--tree $dir: there is no such directory"
dir=$(cd "$dir" && pwd -P) || die "--tree $1: cannot be entered"

# As Documentation/kbuild says, make O= leaves a link to its source.
tree=$dir
if [ -L "$dir/source" ] && [ ! -d "$dir/kernel/sched" ]; then
	tree=$(cd "$dir/source" 2>/dev/null && pwd -P) ||
		die "--tree $dir: an output folder of make O=, but its source $(readlink "$dir/source") is gone"
fi
for f in Makefile Kconfig arch/x86/kvm/Makefile arch/x86/kvm/mmu virt/kvm/kvm_main.c include/linux/kvm_host.h; do
	[ -e "$tree/$f" ] || die "--tree $dir: no kernel source tree: it has no $f"
done

number() { sed -n "s/^$1 *= *\([0-9]*\).*/\1/p" "$tree/Makefile" | head -n 1; }
version=$(number VERSION) level=$(number PATCHLEVEL) sub=$(number SUBLEVEL)
case $version.$level in
*[!0-9.]* | .* | *.) die "--tree $dir: its Makefile says no version" ;;
esac
[ $((version * 1000 + level)) -ge 6001 ] ||
	die "--tree $dir: it is Linux $version.$level, and leafzap's hooks are for 6.1 and later"
! grep -q leafzap "$tree/arch/x86/kvm/Makefile" ||
	die "--tree $dir: it carries leafzap already; give a tree without, or boot it and use --mode direct"

config=$dir/.config
merge="scripts/kconfig/merge_config.sh .config $here/lab.config"
[ -f "$config" ] || die "--tree $dir: it is not configured, it has no .config. The smallest that will do:
    make KCONFIG_ALLCONFIG=$here/lab.config allnoconfig"

# Of lab.config down to what no lab needs: a line with =m may be y, too.
lacking=$(awk -F= -v want="$here/lab.config" '
	/^CONFIG_/ { have[$1] = $2 }
	END {
		while ((getline line <want) > 0 && line !~ /no lab needs/) {
			if (line !~ /^CONFIG_/)
				continue
			split(line, part, "=")
			is = have[part[1]]
			if (is != "y" && !(is == "m" && part[2] == "m"))
				print "    " line
		}
	}' "$config")
[ -z "$lacking" ] || die "--tree $dir: its .config cannot be a lab's host. It lacks
$lacking
    All of them at once, there: $merge"

base=$cache/trees/$(basename "$dir" | tr -c 'A-Za-z0-9._\n-' _)-$(printf '%s' "$dir" | sha256sum | cut -c1-12)
mkdir -p "$base"
ln -sfnT "$tree" "$base/tree"
cp "$config" "$base/config"
printf '%s\n' "$version.$level.${sub:-0}" >"$base/release"
# The base of a --series says what it is: host/leafzap/run/series.c.
printf '%s\n' "${2:-$(cat "$dir/.title" 2>/dev/null || echo "the tree $dir")}" >"$base/title"
touch "$base/used"
printf '%s\n' "$base"
