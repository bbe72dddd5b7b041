#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# stage.sh BASE STAGE [PATCH...]: writes into STAGE the sources of KVM as they are to be built: the
# pristine ones, the user's patches, then leafzap itself; patches to leafzap's own files come last.
# BASE is what prepare.sh or tree.sh printed. Exit 2, with the file and the hunk, where a patch does not apply.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"

base=$1 stage=$2
shift 2
mkdir -p "$stage"
stage=$(cd "$stage" && pwd)
tree=$base/tree
# A whole tree has everything, and is built as a whole.
modules_only=1
title="Debian's linux $(cat "$base/release")"
if [ -e "$base/title" ]; then modules_only='' title=$(cat "$base/title"); fi
# What stands at the top of a kernel's source.
tops=" Documentation LICENSES arch block certs crypto drivers fs include init io_uring ipc kernel lib mm net rust \
samples scripts security sound tools usr virt Makefile Kbuild Kconfig MAINTAINERS CREDITS COPYING README "

# What KVM's modules are made of; a patch that reaches further brings its files with it.
copy_sources() (
	cd "$tree"
	find arch/x86/kvm virt include/kvm -type f \( -name '*.[chS]' -o -name 'Makefile*' -o -name Kconfig \) \
		! -name '*.mod.c' ! -name kvm-asm-offsets.h >"$stage/.files"
	find include/linux include/uapi/linux arch/x86/include include/trace/events \
		-path '*generated*' -prune -o -type f -name 'kvm*' -print >>"$stage/.files"
	tar -c -T "$stage/.files" | tar -x -C "$stage"
	rm "$stage/.files"
)

# Is there a folder for the file?
there() { [ -d "$stage/${1%/*}" ] || [ -d "$tree/${1%/*}" ]; }

# Sets $strip for patch -p, and writes the files that a patch touches into STAGE/.touched. Names have a prefix
# (a/, b/) or none, as of git diff --no-prefix: the folders that are there decide, then what a name begins with.
look_at() {
	[ -r "$1" ] || die "cannot read the patch $1"
	awk -f "$here/diff-names.awk" "$1" >"$stage/.names"
	[ -s "$stage/.names" ] || die "$1 is not a unified diff that names files as a/FILE and b/FILE, or as FILE"
	with='' without=''
	while read -r kind name; do
		[ "$kind" = header ] || continue
		bare=${name#*/} to=with
		if there "$name" || ! there "$bare"; then
			case $tops in *" ${name%%/*} "*) to=without ;; esac
		fi
		eval "$to=\$name"
	done <"$stage/.names"
	[ -z "$with" ] || [ -z "$without" ] || die "$1 mixes names with a prefix ($with) and without ($without):" \
		"make all of it with git diff, or all of it with git diff --no-prefix"
	strip=1
	[ -z "$without" ] || strip=0
	while read -r kind name; do
		[ "$kind$strip" != header1 ] || name=${name#*/}
		printf '%s\n' "$name"
	done <"$stage/.names" >"$stage/.touched"
}

own_files_only() {
	look_at "$1"
	! grep -qvE '^arch/x86/kvm/(mmu/)?leafzap|^include/linux/kvm_leafzap' "$stage/.touched"
}

# Brings the files that a patch names into the stage, and refuses what a module build cannot honour.
bring_files() {
	while read -r f; do
		[ ! -e "$stage/$f" ] || continue
		case $f in
		/* | ../* | */../*) die "$1: refusing the path $f" ;;
		esac
		[ -z "$modules_only" ] || case $f in
		arch/x86/kvm/* | virt/* | include/* | arch/x86/include/*) ;;
		Documentation/* | tools/* | MAINTAINERS | samples/*) ;;
		*) die "$1: it changes $f, which is not part of KVM's modules, and leafzap rebuilds only those" ;;
		esac
		mkdir -p "$stage/$(dirname "$f")"
		if [ -f "$tree/$f" ]; then
			cp "$tree/$f" "$stage/$f"
		elif [ -z "$modules_only" ] || [ "${f#arch/x86/kvm/}" != "$f" ] || [ "${f#virt/}" != "$f" ]; then
			: # all there is of these is there already: a new file
		elif [ -f "$base/extra/$f" ]; then
			cp "$base/extra/$f" "$stage/$f"
		else
			"$here/source-file.sh" "$base" "$f" "$stage/$f"
		fi
	done <"$stage/.touched"
}

# No fuzz: a hunk that lands by guessing would test something else than the user wrote.
patch_stage() {
	patch -d "$stage" "-p$strip" --fuzz=0 --batch --no-backup-if-mismatch --reject-file="$stage/.rej" "$@"
}

apply() {
	bring_files "$1"
	patch_stage --forward <"$1" >"$stage/.log" 2>&1 || {
		say "error: $1 does not apply to $title:"
		# Only the files with a problem, each before what is wrong with it.
		awk '/^patching file/ { name = $0; next } / succeeded at / { next }
			name != "" { print name; name = "" }
			{ sub(/ -- saving rejects to file .*/, ""); print }' "$stage/.log" >&2
		[ ! -s "$stage/.rej" ] || {
			say "what did not fit:"
			head -n 60 "$stage/.rej" | sed 's/^/    /' >&2
		}
		# What had gone in goes out again here, too; so this is said of a patch of which a part was there before.
		! patch_stage --reverse --dry-run <"$1" >/dev/null 2>&1 ||
			say "it fits the other way round: it is in there already, in whole or in part, or it is a reversed diff"
		exit 2
	}
	rm -f "$stage/.rej" "$stage/.log"
}

copy_sources
for p in "$@"; do
	own_files_only "$p" || apply "$p"
done
[ ! -e "$here/../kvm/apply.sh" ] || "$here/../kvm/apply.sh" "$stage" >&2
for p in "$@"; do
	if own_files_only "$p"; then apply "$p"; fi
done
rm -f "$stage/.names" "$stage/.touched"
