#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# plan.sh RUNNER: the runner's plans, and that its table names the suites that the guest has.
set -eu
runner=$1
top=$(cd "$(dirname "$0")/../../.." && pwd)
bad=0

# plan WANTED WORD...
plan() {
	want=$1
	shift
	got=$("$runner" plan "$@" 2>&1) || :
	if [ "$got" = "$want" ]; then
		echo "ok plan $*"
	else
		printf 'FAIL plan %s:\n%s\nwanted:\n%s\n' "$*" "$got" "$want"
		bad=1
	fi
}

plan memfd:boot suite=boot
plan 'memfd:boot,abi' suite=boot,abi labs=2
# Times add up, and the lab with more to do says so.
plan '5 memfd:boot' suite=boot seconds=1
plan '21 hugetlb1g:boundary
22 memfd:boundary/thp:boundary' suite=boundary backing=memfd,thp,hugetlb1g labs=2 seconds=1
plan hugetlb1g:smp suite=smp backing=hugetlb1g
plan 'memfd:new' suite=new
plan 'hugetlb1g:boundary/memfd:boundary/thp:boundary/hugetlb2m:boundary' suite=boundary
plan 'memfd:boot/thp:boot' suite=boot backing=memfd,thp
plan "leafzap: no backing 'swap': memfd, thp, hugetlb2m, hugetlb1g" backing=swap
plan "leafzap: suite 'boot' is not made for backing ','" suite=boot backing=,
plan "leafzap: 'a:b' is not a list of suites" suite=a:b

# Every backing once, whatever the number of labs.
for labs in 1 2 3 4; do
	n=$("$runner" plan "labs=$labs" | tr '/' '\n' | sed 's/:.*//' | sort -u | wc -l)
	[ "$n" -eq 4 ] || { echo "FAIL labs=$labs: $n backings" && bad=1; }
done

# Suites that the guest runs by default, against those of "all".
names() {
	awk '/^(static )?(const )?struct suite [a-z_0-9]+ = \{/ { name = ""; on_request = 0 }
		/^\t\.name = / { split($0, part, "\""); name = part[2] }
		/^\t\.on_request = true/ { on_request = 1 }
		/^};/ { if (name != "" && !on_request) print name; name = "" }' \
		"$top"/guest/suites/*.c | sort
}
names >"$runner.suites"
"$runner" plan | tr '/:,' '[\n*]' | grep -vxE 'memfd|thp|hugetlb2m|hugetlb1g' | sort -u \
	>"$runner.plan"
if cmp -s "$runner.suites" "$runner.plan"; then
	echo "ok all suites of the guest are in the table of host/lab/plan.c"
else
	echo "FAIL host/lab/plan.c and guest/suites differ (<: only in the guest):"
	diff "$runner.suites" "$runner.plan" || bad=1
fi
rm -f "$runner.suites" "$runner.plan"
exit "$bad"
