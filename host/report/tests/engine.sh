#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# engine.sh REPORT: the supervisor with labs that pass, die, go silent, fork, are interrupted or
# cannot be started, and with a disk that is full.
set -eu
report=$1
work=$(mktemp -d)
trap 'rc=$?; rm -rf "$work"; exit $rc' EXIT
bad=0

# lab PLAN HOW: says what a lab would say, and ends as HOW says.
cat >"$work/lab" <<'END'
#!/bin/sh
echo '@ event=begin mode=lab guests=1 release=6.12'
echo "@ event=guest-begin n=1 backing=${1%%:*} suites=boot"
printf '| 1..1\n|   # Subtest: boot\n|   1..1\n|   ok 1 lives\n| ok 1 boot\n'
case $2 in
pass)
	echo '| leafzap: PASS passed=1 failed=0 skipped=0 errors=0'
	echo '@ event=guest-end n=1 exit=33 ms=1'
	echo '@ event=end'
	;;
lingers)
	# Its output is open when it has ended, as with a process that is slow to die.
	setsid sleep 2 &
	sleep 0.5
	exit 1
	;;
die) exit 1 ;;
killed) kill -9 $$ ;;
silent | stubborn)
	# Stubborn: neither the shell nor its child ends when asked.
	[ "$2" = silent ] || trap '' TERM
	sleep 1000 &
	echo "$!" >"$0.child"
	wait
	sleep 1000
	;;
esac
END
chmod +x "$work/lab"

judge() {
	if [ "$2" -eq "$3" ]; then
		echo "ok $1: exit $2"
	else
		echo "FAIL $1: exit $2, wanted $3"
		sed 's/^/  /' "$work/log"
		bad=1
	fi
}

gone() {
	while read -r pid; do
		[ ! -d "/proc/$pid" ] || grep -q '^State:.Z' "/proc/$pid/status" || {
			echo "FAIL $1: process $pid is left"
			kill -9 "$pid"
			bad=1
		}
	done <"$work/lab.child"
}

# try NAME EXIT REPORT-ARGUMENTS...
try() {
	name=$1 want=$2
	shift 2
	mkdir -p "$work/$name"
	rc=0
	timeout -k 5 120 "$report" --out "$work/$name" "$@" >"$work/log" 2>&1 </dev/null || rc=$?
	judge "$name" "$rc" "$want"
}

try pass 0 --plan memfd:boot -- "$work/lab" @plan@ pass
for file in guest.log host.log labs.log results.tsv results.ktap junit.xml run.txt; do
	[ -s "$work/pass/$file" ] || { echo "FAIL $file is empty" && bad=1; }
done
tail -n 1 "$work/log" | grep -q '^leafzap: PASS passed=1 ' || { echo 'FAIL last line' && bad=1; }
try two-labs 0 --plan memfd:boot --plan thp:boot -- "$work/lab" @plan@ pass
grep -q '^\[thp\]   ok 1 lives' "$work/log" || { echo 'FAIL prefix' && bad=1; }

# again NAME EXIT: labs.log of NAME, read again, must give the same files and exit status.
again() {
	mkdir -p "$work/$1/again"
	rc=0
	"$report" --read "$work/$1/labs.log" --out "$work/$1/again" --html "$work/$1/again/page" \
		>"$work/log" 2>&1 </dev/null || rc=$?
	judge "$1, read again" "$rc" "$2"
	for file in results.tsv results.ktap junit.xml run.txt; do
		cmp -s "$work/$1/$file" "$work/$1/again/$file" && continue
		echo "FAIL $1, read again: $file is another one"
		diff "$work/$1/$file" "$work/$1/again/$file" || :
		bad=1
	done
	grep -q "Exit status $2," "$work/$1/again/page" || { echo "FAIL $1: page" && bad=1; }
}
again pass 0
again two-labs 0
try dies 3 --plan memfd:boot -- "$work/lab" @plan@ die
again dies 3
try lingers 3 --plan memfd:boot -- "$work/lab" @plan@ lingers
try killed 3 --plan memfd:boot -- "$work/lab" @plan@ killed
again killed 3
try no-engine 2 --plan memfd:boot -- "$work/missing" @plan@
try no-plan 2 --plan nonsense -- "$work/lab" @plan@ pass
try no-out 2 --out "$work/missing" --plan memfd:boot -- "$work/lab" @plan@ pass
try silent 3 --silence 1 --plan memfd:boot -- "$work/lab" @plan@ silent
gone silent
again silent 3
try too-long 3 --limit 1 --plan memfd:boot -- "$work/lab" @plan@ stubborn
gone too-long

for signal in INT TERM HUP; do
	mkdir -p "$work/$signal"
	: >"$work/lab.child"
	# A shell starts background commands with SIGINT ignored; the report handles it all the same.
	"$report" --out "$work/$signal" --plan memfd:boot -- "$work/lab" @plan@ silent \
		>"$work/log" 2>&1 </dev/null &
	pid=$!
	while [ "$(wc -l <"$work/lab.child")" -lt 1 ]; do sleep 0.1; done
	kill -"$signal" "$pid"
	rc=0
	wait "$pid" || rc=$?
	judge "signal $signal" "$rc" 130
	gone "signal $signal"
	again "$signal" 130
done

# /dev/full is a file on a full disk.
mkdir -p "$work/full"
for file in guest.log host.log labs.log results.ktap junit.xml run.txt; do
	ln -s /dev/full "$work/full/$file"
done
try full 2 --plan memfd:boot -- "$work/lab" @plan@ pass
grep -q 'cannot write .*No space left' "$work/log" || { echo 'FAIL full: no reason given' && bad=1; }
exit "$bad"
