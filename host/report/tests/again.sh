#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# again.sh REPORT: what only the machine knows of how a case is run again stands behind each "again:" of a guest,
# wherever that is read, and when labs.log is read again.
set -eu
report=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/lab" <<'END'
#!/bin/sh
echo '@ event=begin mode=lab guests=1 release=6.12'
echo '@ event=guest-begin n=1 backing=memfd suites=abi'
printf '| 1..1\n|   # Subtest: abi\n|   1..1\n|   # again: ./run.sh --suite abi --case 1\n|   not ok 1 a claim\n| not ok 1 abi\n'
echo '| leafzap: FAIL passed=0 failed=1 skipped=0 errors=0'
echo '@ event=guest-end n=1 exit=35 ms=1'
echo '@ event=end'
END
chmod +x "$work/lab"

fail() {
	echo "FAIL again: $*"
	exit 1
}

# try NAME [ARGUMENT...]
try() {
	name=$1
	shift
	mkdir -p "$work/$name/read"
	rc=0
	"$report" --out "$work/$name" "$@" --plan memfd:abi -- "$work/lab" >"$work/$name/terminal" 2>&1 || rc=$?
	[ "$rc" -eq 1 ] || fail "$name: exit $rc instead of 1"
}

try words --again "--kernel 6.1 --patch 'my change'"
for file in terminal guest.log results.ktap junit.xml; do
	grep -q "# again: ./run.sh --suite abi --case 1 --kernel 6.1 --patch ['&].*my change['&]" "$work/words/$file" ||
		fail "$file has no complete line"
done
rc=0
"$report" --read "$work/words/labs.log" --out "$work/words/read" >/dev/null 2>&1 || rc=$?
[ "$rc" -eq 1 ] || fail "read again: exit $rc instead of 1"
cmp "$work/words/results.ktap" "$work/words/read/results.ktap" || fail "read again: results.ktap is another one"

try plain
grep -q '# again: ./run.sh --suite abi --case 1$' "$work/plain/terminal" || fail "without words the line is not as it was"
echo "ok again: lines are complete"
