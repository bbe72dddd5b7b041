#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# matrix.sh: run.sh --matrix runs each engine with each kernel and suite once, two at a time, and its
# table and exit status say what came out. The runs themselves are made up.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-matrix.XXXXXX")
trap 'rm -rf "$work"' EXIT
cp -r host guest common "$work/"
cp run.sh "$work/matrix.sh"
# A run takes a second; smp fails on bochs, race crashes with 6.1, abi ends without a verdict if asked.
cat >"$work/run.sh" <<'END'
#!/bin/sh
echo "$*" >>"$0.calls"
sleep 1
case " $* " in
*" --engine bochs --suite smp "*) echo "leafzap: FAIL passed=1 failed=1" && exit 1 ;;
*" --suite race "*" --kernel 6.1 "*) echo "leafzap: CRASH passed=0 failed=0" && exit 3 ;;
*" --seed 77 "*) exit 2 ;;
esac
echo "leafzap: PASS passed=9 failed=0"
END

chmod +x "$work/run.sh"

# expect STATUS PATTERN OPTION...
expect() {
	status=$1 pattern=$2
	shift 2
	rm -rf "$work/out" "$work/run.sh.calls"
	rc=0
	"$work/matrix.sh" --matrix --out "$work/out" "$@" >"$work/table" 2>"$work/log" || rc=$?
	if [ "$rc" -ne "$status" ] || ! grep -qE "$pattern" "$work/table"; then
		cat "$work/log" "$work/table"
		echo "--matrix $*: exit $rc instead of $status, or no line like '$pattern'"
		exit 1
	fi
}
expect 3 '^bochs 6.1 +PASS [0-9]+ +FAIL [0-9]+ +CRASH [0-9]+$' --engine tcg,bochs --kernel 6.1,6.12 --suite boot,smp,race
[ "$(sort -u "$work/run.sh.calls" | wc -l)" -eq 12 ] || {
	cat "$work/run.sh.calls"
	echo "--matrix: 12 different runs were expected"
	exit 1
}
diff "$work/table" "$work/out/matrix.txt"
expect 1 '^bochs 6.12 +FAIL' --engine bochs --kernel 6.12 --suite smp
expect 0 '^tcg 6.12 +PASS [0-9]+ +PASS' --engine tcg --kernel 6.12 --suite boot,race --stop
grep -q -e '--stop' "$work/run.sh.calls"
expect 2 '^tcg 6.12 +ERROR' --engine tcg --kernel 6.12 --suite abi --seed 77
echo "matrix: table and exit status are right"
