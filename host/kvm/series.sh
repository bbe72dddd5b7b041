#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# series.sh KERNEL [DIR]: writes leafzap as a series for "git am" onto the sources of KERNEL into DIR,
# or to standard output. The author is who runs it, by git's configuration.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"

kernel=${1:?usage: series.sh KERNEL [DIR]}
dir=${2-}
base=$("$here/../leafzap.sh" base "$kernel")
name=$(git config user.name || echo "leafzap developers")
email=$(git config user.email || echo "leafzap@example.org")

rc=0
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-series.XXXXXX")
trap 'rc=$?; rm -rf "$work"; exit $rc' EXIT
trap 'exit 130' INT TERM HUP
tree=$work/linux
mkdir -p "$tree" "$work/out"

# Nothing of the user's own git configuration or environment may change the patches.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
git_here() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$tree" \
		-c user.name="$name" -c user.email="$email" -c core.autocrlf=false "$@"
}

# The files that the series touches, or looks at, as they are in the kernel's source.
touched='MAINTAINERS Documentation/virt/kvm/x86/index.rst arch/x86/kvm/Makefile arch/x86/kvm/Kconfig '
touched=$touched$(awk '!/^#/ { print $1 }' "$here/hooks/table" | sort -u | tr '\n' ' ')
for f in $touched; do
	mkdir -p "$tree/${f%/*}"
	[ "$f" != MAINTAINERS ] || rmdir "$tree/$f"
	if [ -f "$base/tree/$f" ]; then
		cp "$base/tree/$f" "$tree/$f"
	elif [ -f "$base/extra/$f" ]; then
		cp "$base/extra/$f" "$tree/$f"
	else
		"$here/../kernel/untar.sh" "$(cat "$base/source")" "$tree" "*/$f"
	fi
	[ -f "$tree/$f" ] || die "the source of linux $kernel has no $f"
done
git_here init -q -b leafzap
git_here add -A
git_here commit -q -m "linux $kernel"

"$here/apply.sh" --series "$tree" >&2

# The page goes where the alphabet has it.
cp "$here/leafzap.rst" "$tree/Documentation/virt/kvm/x86/leafzap.rst"
sed -i 's/^   hypercalls$/&\n   leafzap/' "$tree/Documentation/virt/kvm/x86/index.rst"

# maintain FILES: adds a pattern to leafzap's entry in MAINTAINERS, in the order of the alphabet;
# makes the entry first. Each patch names the files that it adds.
maintain() {
	awk -v who="$name <$email>" -v files="$1" '
		/^KERNEL VIRTUAL MACHINE/ { list = 1 }
		/^LEAFZAP/ { ours = 1 }
		ours && (!$0 || /^F:/ && $2 > files) && !done {
			print "F:\t" files
			done = 1
		}
		list && !done && !ours && blank && $0 > "LEAFZAP" {
			print "LEAFZAP (TEST HOOKS FOR THE KVM TDP MMU)"
			print "M:\t" who
			print "L:\tkvm@vger.kernel.org"
			print "S:\tMaintained"
			print "F:\t" files
			print ""
			done = 1
		}
		{ print; blank = $0 == "" }' "$tree/MAINTAINERS" >"$work/new"
	mv "$work/new" "$tree/MAINTAINERS"
}

# commit N PATTERN PATH...: one patch; commit-N.txt is its message, PATTERN what is new in it.
commit() {
	message=$here/commit-$1.txt
	maintain "$2"
	shift 2
	git_here add -- MAINTAINERS "$@"
	git_here commit -q -s -F "$message"
}
# Each step builds: the option that turns leafzap on comes with the last of its code.
# shellcheck disable=SC2046 # a list of paths
commit 1 'include/linux/kvm_leafzap*' include/linux/kvm_leafzap_hooks.h \
	$(awk '!/^#/ { print $1 }' "$here/hooks/table" | sort -u)
# shellcheck disable=SC2046 # a list of paths
commit 2 'arch/x86/kvm/mmu/leafzap*' include/linux/kvm_leafzap_abi.h arch/x86/kvm/mmu/leafzap.h \
	$(cd "$tree" && find arch/x86/kvm/mmu -name 'leafzap_*.[ch]' ! -name leafzap_walk.c \
		! -name leafzap_unmap.c ! -name leafzap_amplify.c)
commit 3 Documentation/virt/kvm/x86/leafzap.rst arch/x86/kvm Documentation
[ -z "$(git_here status --porcelain)" ] || die "files that no patch has: $(git_here status --porcelain)"

git_here config branch.leafzap.description "$(cat "$here/cover.txt")"
git_here format-patch -q -o "$work/out" --cover-letter --cover-from-description=subject \
	--no-signature --root "$(git_here rev-list --max-parents=0 HEAD)..HEAD"
if [ -n "$dir" ]; then
	mkdir -p "$dir"
	mv "$work/out"/*.patch "$dir/"
else
	cat "$work/out"/*.patch
fi
