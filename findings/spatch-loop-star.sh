#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# spatch-loop-star.sh [VERSION]: spatch leaves a whole function out, says nothing of it and ends with status 0, if a macro of
# a header makes a loop of it and the loop's one statement begins with a star.
#
# Software  Coccinelle (Debian's coccinelle): spatch
# Expected  spatch(1), DESCRIPTION: a semantic patch "can transform multiple files at any number of code sites". A rule that
#           matches any function changes this one, as gcc compiles it; or there is a word why not, or a status.
# Seen      No change, no word, status 0. The same loop with its statement in braces is changed. --all-includes does not
#           help; naming the macro in the rule ("iterator name"), or its header by --macro-file, does.
# Matters   KVM has such functions (kvm_get_stat_per_vcpu()). A rule that is to hook, rename or check every function misses
#           them, and nothing but a count of what was to be found shows it.
#
# Exit: 0 as stated, 1 it has changed, 2 it could not be tried.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib/pinned.sh
. "$here/lib/pinned.sh"
version=${1:-1.1.1.deb-2+b1}
begin
need timeout coreutils
need gcc gcc
unpack "coccinelle=$version"
cd "$work"

cat >page.h <<'END'
struct page {
	struct page *next;
	int used;
};

#define for_each_page(page, first) for (page = first; page; page = page->next)
END
cat >star.c <<'END'
#include "page.h"

void count_used(struct page *first, int *total)
{
	struct page *page;

	for_each_page(page, first)
		*total += page->used;
}
END
cat >braces.c <<'END'
#include "page.h"

void count_used(struct page *first, int *total)
{
	struct page *page;

	for_each_page(page, first) {
		*total += page->used;
	}
}
END
rule() {
	printf '@@\n%sidentifier function;\n@@\nfunction(...)\n{\n+	entered();\n	...\n}\n' "$1"
}
rule '' >plain.cocci
rule 'iterator name for_each_page;
' >named.cocci
gcc -Wall -Wextra -Werror -fsyntax-only star.c braces.c || cannot 'gcc does not take the two files: see above'

# try WHAT WISH FILE RULE OPTION...: WISH is what is stated of it: changed or silent.
try() {
	what=$1 wish=$2 file=$3 rules=$4
	shift 4
	rc=0
	COCCINELLE_HOME=$root/usr/lib/coccinelle timeout --foreground 60 "$loader" --library-path "$libraries" "$root/usr/bin/spatch" \
		--very-quiet --sp-file "$rules" "$@" "$file" >out 2>message </dev/null || rc=$?
	got='changed'
	[ -s out ] || got="unchanged, status $rc, $(wc -l <message) lines of message"
	say "$what: $got"
	[ "$got" = "$wish" ] || odd="$odd; $what: $got"
}
silent='unchanged, status 0, 0 lines of message' odd=
say "software: $(COCCINELLE_HOME=$root/usr/lib/coccinelle unpacked spatch --version | head -n 1), package coccinelle $version"
say 'expected: changed, each time'
try 'the statement in braces' changed braces.c plain.cocci
try 'without braces' "$silent" star.c plain.cocci
try 'without braces, --all-includes' "$silent" star.c plain.cocci --all-includes
try 'without braces, macro named in the rule' changed star.c named.cocci
try 'without braces, --macro-file page.h' changed star.c plain.cocci --macro-file page.h
[ -z "$odd" ] || changed "${odd#; }"
as_stated
