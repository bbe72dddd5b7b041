#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# planted.sh: what leafzap mutants does around its runs, which are made up here: rows, exit status, the cache, pages, and
# an interrupt, after which it goes on where it was.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_open_cache
host/leafzap.sh base 6.12 >/dev/null
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-planted.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
mkdir "$work/cache"
for folder in kernel built; do ln -s "$cache/$folder" "$work/cache/$folder"; done
export LEAFZAP_CACHE="$work/cache"
cp -r host guest common "$work/"
# One bug survives, and one more as its file says; one cannot be run, one sleeps if asked to; all others are killed.
cat >"$work/run.sh" <<'END'
#!/bin/sh
while [ $# -gt 0 ]; do
	case $1 in
	--out) out=$2 ;;
	--patch) name=$(basename "$2" .patch) ;;
	esac
	shift
done
echo "$name" >>"$0.calls"
[ "$name" != last-page-kept ] || [ ! -e "$0.sleep" ] || sleep 1000
[ "$name" != one-page-too-many ] || { echo "leafzap: error: no memory" >&2 && exit 2; }
mkdir -p "$out"
{
	printf 'what\tlab\tbacking\tsuite\tcase\tverdict\tkinds\tbefore\tbegin_ms\tend_ms\ttitle\ttext\n'
	printf 'case\t1\tthp\tsmp\t1\tPASS\t-\t0\t0\t10\tx\t-\n'
	[ "$name" = 2m-leaf-kept ] || [ "$name" = age-unprotected ] || printf 'case\t1\tthp\tsmp\t2\tFAIL\tWALK,ledger/END\t1\t10\t4100\tx\tit is there\n'
} >"$out/results.tsv"
[ "$name" != 2m-leaf-kept ] && [ "$name" != age-unprotected ] || { echo "leafzap: PASS passed=1" && exit 0; }
echo "leafzap: FAIL passed=1 failed=1" && exit 1
END
chmod +x "$work/run.sh"

fail() {
	cat "$work/said" "$work/log"
	die "$*"
}
# expect STATUS CALLS LINE WORD...: leafzap mutants WORD... calls run.sh so often and prints that line.
expect() {
	status=$1 calls=$2 line=$3 rc=0
	shift 3
	: >"$work/run.sh.calls"
	"$work/host/leafzap.sh" mutants "$@" >"$work/said" 2>"$work/log" || rc=$?
	[ "$rc" -eq "$status" ] || fail "mutants $*: exit $rc instead of $status"
	[ "$(grep -c . "$work/run.sh.calls")" -eq "$calls" ] || fail "mutants $*: not $calls runs"
	grep -qxF -e "$line" "$work/said" || fail "mutants $*: no line '$line'"
}
killed='[1/1] seed 1 4k-leaf-kept                         killed by WALK after 1 cases, 4 s'
expect 0 1 "$killed" 4k-leaf-kept
expect 0 0 "$killed" 4k-leaf-kept.edit
expect 0 1 "$killed" --fresh 4k-leaf-kept
expect 0 1 "leafzap: 2 runs of mutants: 2 killed" --seed 1 --seed 2 4k-leaf-kept
expect 1 1 "leafzap: 2 runs of mutants: 1 killed 1 SURVIVED" 4k-leaf-kept 2m-leaf-kept
grep -q '^Open: ' host/mutants/age-unprotected.edit || die "age-unprotected is not open any more: take another"
expect 0 1 "leafzap: 1 runs of mutants: 1 survived as announced" --kernel 7.3 age-unprotected
error='[1/1] seed 1 one-page-too-many                    error: leafzap: error: no memory'
expect 2 1 "$error" one-page-too-many
expect 2 1 "$error" one-page-too-many
[ ! -e "$work/docs" ] || fail "pages were written, and not all were run"
row=$("$work/host/leafzap.sh" mutant 4k-leaf-kept)
[ "$(printf '%s' "$row" | cut -f 3-)" = "$(printf 'killed\tWALK\tsmp\tthp\t2\t1\t4\tWALK,ledger\tit is there')" ] || fail "$row"

# All on Bochs, with an interrupt in between.
marked() { grep -lsz "^MARK=$work\$" /proc/[0-9]*/environ 2>/dev/null | grep -c . || :; }
: >"$work/run.sh.sleep"
: >"$work/run.sh.calls"
MARK=$work "$work/host/leafzap.sh" mutants --engine bochs >"$work/said" 2>"$work/log" &
pid=$!
n=0
until grep -q last-page-kept "$work/run.sh.calls" || [ "$n" -gt 600 ]; do n=$((n + 1)) && sleep 0.1; done
kill -TERM "$pid"
rc=0
wait "$pid" || rc=$?
[ "$rc" -eq 143 ] || fail "interrupted: exit $rc instead of 143"
[ "$(marked)" -eq 0 ] || fail "interrupted: $(marked) processes are left"
[ -z "$(ls "$LEAFZAP_CACHE/tmp")" ] || fail "interrupted: something is left in the cache: $(ls "$LEAFZAP_CACHE/tmp")"
rm "$work/run.sh.sleep"
all=$(grep -c '^Under EPT: ' "$work"/host/mutants/*.edit | grep -c ':1$')
done=$(grep -c '^\[.* killed by \|SURVIVED' "$work/said")
[ "$done" -gt 0 ] || fail "interrupted before anything was done"
expect 2 $((all - done)) "leafzap: $all runs of mutants: $((all - 2)) killed 1 SURVIVED 1 error" --engine bochs
grep -q "^\*\*$all mutants, $((all - 2)) killed, 2 not killed with every seed" "$work/docs/generated/mutants-ept.md" ||
	fail "docs/generated/mutants-ept.md does not say so"
echo "planted: rows, cache, pages and an interrupt of leafzap mutants"
