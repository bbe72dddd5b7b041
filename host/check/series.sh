#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# series.sh: mailboxes as mail programs write them are taken apart into what was committed, and what is no series is
# refused in words that say what to do. Nothing is built.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=series-lib.sh
. host/check/series-lib.sh

# Mailboxes: plain, with a cover letter, and in each encoding.
git_here format-patch -q --stdout --no-attach --src-prefix=a/ --dst-prefix=b/ v1 >"$work/plain.mbox"
encode() {
	perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne '
		for (split /^(?=From [0-9a-f]{40} )/m) {
			my ($head, $text) = split /\n\n/, $_, 2;
			$head =~ s/^Content-Transfer-Encoding: 8bit/Content-Transfer-Encoding: '"$1"'/m or next if $text =~ /^diff/m;
			$text = "'"$1"'" eq "base64" ? encode_base64($text) : encode_qp($text) if $text =~ /^diff/m;
			print "$head\n\n$text\n";
		}' "$work/plain.mbox"
}
encode quoted-printable >"$work/qp.mbox"
encode base64 >"$work/base64.mbox"
sed 's/$/\r/' "$work/plain.mbox" >"$work/crlf.mbox"
git_here format-patch -q --stdout --attach --src-prefix=a/ --dst-prefix=b/ v1 >"$work/attached.mbox"
# split MBOX: as --patch takes it, and the patches make the tree's last commit of its first.
split() {
	"$program" --top . patches "$work/out" "$1" >"$work/list" 2>"$work/said" || fail "$1: $(cat "$work/said")"
	same "$1: patches" "$(grep -c . "$work/list")" 5
	same "$1: name" "$(sed -n 's,.*/patches/[^/]*/,,;2p' "$work/list")" \
		0002-KVM-nderung-2-a-subject-that-is-so-long-that-a-mail-f.patch
	same "$1: subject" "$(sed -n 's/^Subject: //p' "$(sed -n 2p "$work/list")")" "KVM: Änderung 2: $long"
	rm -rf "$work/scratch"
	mkdir "$work/scratch"
	git_here archive v1 | tar -x -C "$work/scratch"
	while read -r f; do patch -s -p1 -F0 -d "$work/scratch" <"$f" || fail "$1: $f does not apply"; done <"$work/list"
	cmp -s "$repo/$mmu" "$work/scratch/$mmu" || fail "$1: the patches are not the commits"
}
for mbox in plain qp base64 crlf attached; do split "$work/$mbox.mbox"; done
grep -q 'SUBJECT HERE.*" holds no diff' "$work/said" || fail "nothing is said of the cover letter: $(cat "$work/said")"
split /dev/stdin <"$work/qp.mbox"
git_here format-patch -q --stdout -1 --no-attach --no-cover-letter >"$work/one.patch"
same "one mail is a patch as it is" "$("$program" --top . patches "$work/out" "$work/one.patch")" "$work/one.patch"
for mbox in qp base64 attached; do
	# The first is the cover letter.
	perl -0777 -ne 'print +(split /^(?=From [0-9a-f]{40} )/m)[1]' "$work/$mbox.mbox" >"$work/one.mbox"
	"$program" --top . patches "$work/out" "$work/one.mbox" >"$work/list"
	grep -q '/out/patches/one/0001-KVM-nderung-1' "$work/list" || fail "one mail of $mbox is taken as it is"
done
git_here format-patch -q --stdout --no-attach v1 | sed '/^diff/,/^-- $/d' >"$work/talk.mbox"

# refuse WORDS OPTION...: run.sh ends with 2 and says so.
refuse() {
	words=$1 rc=0
	shift
	"$program" --top . run "$@" >"$work/said" 2>&1 || rc=$?
	{ [ "$rc" -eq 2 ] && grep -q -e "$words" "$work/said"; } || fail "$*: exit $rc, or no '$words' in: $(cat "$work/said")"
}
refuse 'no mail holds a diff' --patch "$work/talk.mbox"
refuse 'give --tree DIR' --series v1..main
refuse 'give no --patch' --tree "$repo" --series v1..main --patch "$work/all.diff"
refuse "'no-such' is no revision" --tree "$repo" --series v1..no-such
refuse "'--all' is no revision" --tree "$repo" --series --all..main
refuse 'a range was expected' --tree "$repo" --series main
refuse 'a range was expected' --tree "$repo" --series v1...main
refuse 'no commit is in it' --tree "$repo" --series main..v1
refuse '--bisect needs a series' --bisect
refuse 'neither --matrix' --bisect --matrix --patch "$work/all.diff"
cp -r "$repo" "$work/bare"
rm -rf "$work/bare/.git"
refuse 'does not take .* for a repository' --tree "$work/bare" --series v1..main
git init -q "$work"
refuse 'lies inside of one' --tree "$work/bare" --series v1..main
rm -rf "$work/.git"
[ "$bad" -eq 0 ] && echo "series: mailboxes and ranges, taken as they were meant, or refused in words"
exit "$bad"
