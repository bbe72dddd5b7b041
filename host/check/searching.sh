#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# searching.sh: what --bisect and --series do around their runs, which are made up here: which patches on which tree, how
# often, what is said at the end, and that the user's repository stays as it was, with no file read or written anew.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=series-lib.sh
. host/check/series-lib.sh

# Made-up runs fail from so many patches on as $FIRST says; with just $ODD patches they end with $STATUS.
cp -r host guest common "$work/"
cp run.sh "$work/bisect.sh"
cat >"$work/run.sh" <<'END'
#!/bin/sh
n=0
while [ $# -gt 0 ]; do
	case $1 in
	--out) out=$2 ;;
	--tree) tree=$2 ;;
	--patch) n=$(find "$2" -name '*.patch' | wc -l) ;;
	esac
	case $1 in --out | --patch) shift ;; *) words="$words $1" ;; esac
	shift
done
printf '%s:%s\n' "$n" "$words" >>"$0.calls"
[ -z "$tree" ] || sed -n 7p "$tree/source/arch/x86/kvm/mmu/mmu.c" >"$0.base"
[ "$n" != "${ODD:-}" ] || [ "$STATUS" != sleep ] || sleep 1000
[ "$n" != "${ODD:-}" ] || { echo "leafzap: error: this and that" >&2 && exit "$STATUS"; }
row() { printf '%s\t1\tmemfd\t%s\t%s\t%s\t%s\t0\t0\t9\tt\t%s\n' "$@"; }
{
	printf 'what\tlab\tbacking\tsuite\tcase\tverdict\tkinds\tbefore\tbegin_ms\tend_ms\ttitle\ttext\n'
	row case roots 1 PASS - -
	[ "$n" -lt "$FIRST" ] || row check roots 2 FAIL ledger/END 'not flushed'
	[ "$n" -lt "$FIRST" ] || row case roots 2 FAIL ledger/END,WALK 'not flushed'
} >"$out/results.tsv"
[ "$n" -lt "$FIRST" ]
END
chmod +x "$work/run.sh"

sum() { (cd "$repo" && find . -type f -exec sha256sum {} + && find . -exec stat -c '%n %s %Y %Z' {} +) | sort | sha256sum; }
git_here status >/dev/null
touch "$repo/$mmu" # An index that git would like to refresh.
before=$(sum)
# bisect STATUS RUNS LINE OPTION...
bisect() {
	status=$1 runs=$2 line=$3 rc=0
	shift 3
	rm -rf "$work/run.sh.calls" "$work/found"
	"$work/bisect.sh" --bisect --out "$work/found" "$@" >"$work/table" 2>"$work/said" || rc=$?
	{ [ "$rc" -eq "$status" ] && grep -qF -e "$line" "$work/table" "$work/said"; } ||
		fail "--bisect $*: exit $rc, or no '$line' in: $(cat "$work/said" "$work/table")"
	same "--bisect $*: runs" "$(cut -d: -f1 "$work/run.sh.calls" | tr '\n' ' ')" "$runs"
}
subject() { echo "KVM: Änderung $1: $long"; }

# A range: each patch of it, none, and what comes before.
export FIRST=0 ODD='' STATUS=0
set -- --tree "$repo" --series v1..main --seed 7 --suite roots,smp --engine tcg --sample 10
for FIRST in 1 2 5; do
	case $FIRST in 1) runs='5 2 1 0 ' ;; 2) runs='5 2 1 ' ;; 5) runs='5 2 3 4 ' ;; esac
	bisect 1 "$runs" "bisect: patch $FIRST of 5 is the first that fails: $(subject "$FIRST")" "$@"
	range=$(git_here rev-parse v1)..$(git_here rev-parse "main~$((5 - FIRST))")
	grep -qxF -e "  alone: ./run.sh --engine tcg --tree '$repo' --series $range --suite roots --backing memfd --case 2 --seed 7" \
		"$work/table" || fail "another command in $(cat "$work/table")"
done
grep -qxF '  first failure: [ledger/END,WALK] not flushed' "$work/table" || fail "no failure in $(cat "$work/table")"
diff "$work/table" "$work/found/bisect.txt" || fail "bisect.txt is another"
same "what is built" "$(cat "$work/run.sh.base")" 7
words=$(sed 's/^[0-9]*://' "$work/run.sh.calls" | sort -u)
case $words in
*' --engine tcg --suite roots,smp --tree '*' --seed 7 --sample 10 --backing all --variant stock --stop') ;;
*) fail "a run was given$words" ;;
esac
FIRST=0 bisect 1 '5 2 1 0 ' 'leafzap: FAIL first=0 patches=5 runs=4' "$@"
FIRST=6 bisect 0 '5 ' 'leafzap: PASS patches=5 runs=1' "$@"
set -- --tree "$repo" --series v1..main
FIRST=3 ODD=2 STATUS=3 bisect 1 '5 2 1 ' "bisect: patch 2 of 5 is the first that fails: $(subject 2)" "$@"
upto="patches 1 to 2 of 5, the last of them \"$(subject 2)\""
FIRST=3 ODD=2 STATUS=2 bisect 2 '5 2 ' "leafzap: error: bisect: it does not build with $upto; $work/found/step-2/run.log \
says why. Mend that, or leave it out of the series" "$@"
grep -qxF 'leafzap: error: this and that' "$work/said" || fail "nothing is said of why it does not build"
FIRST=3 ODD=2 STATUS=4 bisect 4 '5 2 ' "leafzap: bisect: step 2 of at most 4: patches 1 to 2 of 5: PARTIAL, " "$@"
FIRST=3 ODD=2 STATUS=130 bisect 130 '5 2 ' "leafzap: bisect: step 2 of at most 4: patches 1 to 2 of 5: exit status 130, " "$@"

# What --patch was given, in order, on Debian's kernel; the command finds the patches later, wherever they came from.
git_here format-patch -q --no-attach --no-cover-letter -o "$work/set" v1
mv "$work"/set/0001-* "$work/z.diff"
ALONE="  alone: ./run.sh --patch $work/found/step-3/patches --suite roots --backing memfd --case 2"
FIRST=3 bisect 1 '5 2 3 ' "$ALONE" --patch "$work/z.diff" --patch "$work/set"
for n in 1 2 3; do cat "$work/found/step-3/patches/000$n-"* || :; done >"$work/kept"
cat "$work/z.diff" "$work"/set/000[23]-* | cmp -s - "$work/kept" || fail "other patches, or in another order"

# An interrupt ends what runs.
marked() { grep -lsz "^MARK=$work\$" /proc/[0-9]*/environ 2>/dev/null | grep -c . || :; }
rm "$work/run.sh.calls"
FIRST=3 ODD=2 STATUS=sleep MARK=$work "$work/bisect.sh" --bisect --out "$work/found" "$@" >"$work/said" 2>&1 &
pid=$!
n=0
until grep -qs '^2:' "$work/run.sh.calls" || [ "$n" -gt 600 ]; do n=$((n + 1)) && sleep 0.1; done
kill -TERM "$pid"
rc=0
wait "$pid" || rc=$?
same "interrupted: exit and processes left" "$rc $(marked)" "143 0"
[ "$(sum)" = "$before" ] || fail "the user's repository has changed"

# Two sides are built on their merge base; merges are not taken, which is said.
git_here checkout -q -b side main~2
echo "/* other */" >>"$repo/Kconfig"
git_here commit -q -a -m 'KVM: other'
base=$(git_here rev-parse main~2 | cut -c 1-12)
FIRST=9 bisect 0 '1 ' "what is built is the merge base, $base" --tree "$repo" --series main..side
git_here merge -q main
FIRST=9 bisect 0 '6 ' 'merge commits in it, 1, are not taken' --tree "$repo" --series v1..side

# Bases that nobody has used for a week go, with what was built of them.
base=$(host/leafzap.sh base --tree "$LEAFZAP_CACHE"/series/"$(git_here rev-parse v1)"/linux*)
touch -d '-8 days' "$LEAFZAP_CACHE/series/$(git_here rev-parse v1)/used"
host/kernel/prune.sh
for gone in "$base" "$LEAFZAP_CACHE/series/$(git_here rev-parse v1)"; do
	[ ! -e "$gone" ] || fail "an old base is still in the cache: $gone"
done
[ -e "$LEAFZAP_CACHE/series/$(git_here rev-parse main~2)" ] || fail "a fresh base is gone"
[ "$bad" -eq 0 ] && echo "searching: the right patch each time, by as few runs as it takes"
exit "$bad"
