#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# plan.sh RUNNER SUITES.TSV: the runner's plans of the guest's suites.
set -eu
runner=$1 table=$2
bad=0

# plan WANTED WORD...
plan() {
	want=$1
	shift
	got=$("$runner" plan "suites=$table" "$@" 2>&1) || :
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
plan 'hugetlb2m:maps' suite=maps backing=hugetlb2m
plan 'hugetlb1g:boundary/memfd:boundary/thp:boundary/hugetlb2m:boundary' suite=boundary
plan 'memfd:boot/thp:boot' suite=boot backing=memfd,thp
plan "leafzap: no backing 'swap': memfd, thp, hugetlb2m, hugetlb1g" backing=swap
plan "leafzap: suite 'boot' is not made for backing ','" suite=boot backing=,
known=$(cut -f 1 "$table" | tr '\n' ' ' | sed 's/ $//; s/ /, /g')
plan "leafzap: no suite 'new'; known: $known" suite=boot,new,abi
plan "leafzap: no suite 'a:b'; known: $known" suite=a:b
plan "leafzap: ',' is not a list of suites" suite=,
plan 'leafzap: cannot read the table of suites, /no/such/file: No such file or directory' suites=/no/such/file
# Any number of suites can be named, on any number of backings.
all=$(cut -f 1 "$table" | tr '\n' ',' | sed 's/,$//')
plan "memfd:$all" "suite=$all" backing=memfd
plan "hugetlb1g:$all/memfd:$all/thp:$all/hugetlb2m:$all" "suite=$all" backing=memfd,thp,hugetlb2m,hugetlb1g

# Every backing once, whatever the number of labs.
for labs in 1 2 3 4; do
	n=$("$runner" plan "suites=$table" "labs=$labs" | tr '/' '\n' | sed 's/:.*//' | sort -u | wc -l)
	[ "$n" -eq 4 ] || { echo "FAIL labs=$labs: $n backings" && bad=1; }
done

# Every suite of the guest that need not be named, and no other.
awk -F '\t' '$4 == "always" { print $1 }' "$table" | sort >"$runner.suites"
"$runner" plan "suites=$table" | tr '/:,' '[\n*]' | grep -vxE 'memfd|thp|hugetlb2m|hugetlb1g' | sort -u >"$runner.plan"
if cmp -s "$runner.suites" "$runner.plan"; then
	echo "ok all suites of the guest are in the plan of all"
else
	echo "FAIL the plan of all (<: suites.tsv, >: the plan):"
	diff "$runner.suites" "$runner.plan" || bad=1
fi
rm -f "$runner.suites" "$runner.plan"
exit "$bad"
