#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# usage.sh: wrong arguments of run.sh end with 2 and a message that names the way out, at once.
set -u
cd "$(dirname "$0")/../.." || exit 2
bad=0

# expect STATUS WORDS ARGS...: run.sh ARGS must exit with STATUS and print WORDS.
expect() {
	status=$1 words=$2
	shift 2
	out=$(timeout 60 ./run.sh "$@" 2>&1 </dev/null)
	rc=$?
	if [ "$rc" -ne "$status" ] || ! printf '%s\n' "$out" | grep -q -e "$words"; then
		printf 'run.sh %s: exit %d instead of %d, or no "%s" in:\n%s\n' \
			"$*" "$rc" "$status" "$words" "$out"
		bad=1
	fi
}

expect 0 '--patch' --help
expect 0 boundary --list
expect 0 'cost .*; by name only' --list
expect 2 -- --help --no-such-option
expect 2 'no-such-file' --patch /no-such-file
expect 2 boundary --suite no-such-suite
expect 2 hugetlb2m --backing no-such-backing
expect 2 stock --variant no-such-variant
expect 2 6.12 --kernel 1.0
expect 2 'one was expected' --kernel 6.1,6.12
expect 2 'no such directory' --tree /no-such-tree
expect 2 'no --kernel' --tree . --kernel 6.12
expect 2 'no kernel source tree' --tree docs
expect 2 vcpus --vcpus 0
expect 2 vcpus --vcpus 9
expect 2 seed --seed x
expect 2 sample --sample 0
expect 2 mode --mode sideways
expect 2 bochs --engine steam
expect 2 intel --vendor via
expect 2 'one of the two' --engine bochs --vendor amd
expect 2 patch --patch
expect 2 out --out /proc/leafzap
expect 2 'no such folder' --report=/no/such/folder/report.html
expect 2 'name of a file' --report=/tmp
expect 2 'needs a series' --bisect
expect 2 'neither --matrix' --bisect --matrix --patch host/kvm/tests/Makefile
expect 2 'give --tree DIR' --series v6.12..HEAD
expect 2 'no --patch' --tree . --series HEAD --patch Makefile
# Nothing of this may look like a verdict to git bisect.
expect 125 'neither --bisect' --bisect-exit --matrix
expect 125 'neither --bisect' --bisect-exit --list
expect 125 'neither --bisect' --bisect-exit --bisect
expect 125 'unknown option' --bisect-exit --no-such-option
expect 125 'no such directory' --bisect-exit --tree /no-such-tree
[ "$bad" -eq 0 ] && echo "usage: every wrong argument was refused"
exit "$bad"
