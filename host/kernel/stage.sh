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
tree=$base/tree
# A whole tree has everything, and is built as a whole.
modules_only=1
title="Debian's linux $(cat "$base/release")"
if [ -e "$base/title" ]; then modules_only='' title=$(cat "$base/title"); fi

# What KVM's modules are made of; a patch that reaches further brings its files with it.
copy_sources() {
	mkdir -p "$stage"
	cd "$tree"
	find arch/x86/kvm virt include/kvm -type f \( -name '*.[chS]' -o -name 'Makefile*' -o -name Kconfig \) \
		! -name '*.mod.c' ! -name kvm-asm-offsets.h >"$stage/.files"
	find include/linux include/uapi/linux arch/x86/include include/trace/events \
		-path '*generated*' -prune -o -type f -name 'kvm*' -print >>"$stage/.files"
	tar -c -T "$stage/.files" | tar -x -C "$stage"
	rm "$stage/.files"
	cd "$here"
}

# The files a patch touches, old and new names, without a/ and b/.
touched() {
	sed -nE 's,^(---|\+\+\+) [^/	 ]+/([^	]*).*,\2,p; s,^rename (from|to) (.*),\2,p' "$1" | sort -u
}

own_files_only() {
	! touched "$1" | grep -qvE '^arch/x86/kvm/(mmu/)?leafzap|^include/linux/kvm_leafzap' &&
		[ -n "$(touched "$1")" ]
}

# Brings the files that a patch names into the stage, and refuses what a module build cannot honour.
bring_files() {
	touched "$1" | while read -r f; do
		[ ! -e "$stage/$f" ] || continue
		case $f in
		/* | ../* | */../*) die "$2: refusing the path $f" ;;
		esac
		[ -z "$modules_only" ] || case $f in
		arch/x86/kvm/* | virt/* | include/* | arch/x86/include/*) ;;
		Documentation/* | tools/* | MAINTAINERS | samples/*) ;;
		*) die "$2: it changes $f, which is not part of KVM's modules, and leafzap rebuilds only those" ;;
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
	done
}

apply() {
	[ -n "$(touched "$1")" ] || die "$1 is not a unified diff that names files as a/FILE and b/FILE"
	bring_files "$1" "$1"
	# No fuzz: a hunk that lands by guessing would test something else than the user wrote.
	patch -d "$stage" -p1 --fuzz=0 --batch --forward --no-backup-if-mismatch \
		--reject-file="$stage/.rej" <"$1" >"$stage/.log" 2>&1 || {
		say "error: $1 does not apply to $title:"
		# Only the files with a problem, each before what is wrong with it.
		awk '/^patching file/ { name = $0; next } / succeeded at / { next }
			name != "" { print name; name = "" }
			{ sub(/ -- saving rejects to file .*/, ""); print }' "$stage/.log" >&2
		[ ! -s "$stage/.rej" ] || {
			say "what did not fit:"
			head -n 60 "$stage/.rej" | sed 's/^/    /' >&2
		}
		exit 2
	}
	rm -f "$stage/.rej" "$stage/.log"
}

copy_sources
for p in "$@"; do
	own_files_only "$p" || apply "$p"
done
lz_open_cache
mkdir -p "$cache/hooked"
[ ! -e "$here/../kvm/apply.sh" ] || LEAFZAP_HOOKED=$cache/hooked "$here/../kvm/apply.sh" "$stage" >&2
for p in "$@"; do
	if own_files_only "$p"; then apply "$p"; fi
done
