#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bochs-rdrand-second.sh [VERSION]: what RDRAND gives on Bochs depends on the second in which Bochs was started, also
# where nothing else of the machine depends on the time.
#
# Software  Bochs (Debian's bochs)
# Expected  bochsrc(5), "clock": with sync=none the time "relies on the IPS value and no host time synchronization is
#           used", and a time0 that is given is what the machine's clock starts from. So the same input makes the same run.
# Seen      The same number of instructions, other random numbers: machines that were started in the same second draw the
#           same ones, in another second others. (With an srand(3) that does nothing they are always the same.)
# Matters   A kernel's hash tables and free lists follow RDRAND, so counts of instructions differ from run to run; but not
#           if one starts two at once to see whether they do.
#
# Exit: 0 as stated, 1 it has changed, 2 it could not be tried.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib/bochs.sh
. "$here/lib/bochs.sh"
version=${1:-2.7+dfsg-4+deb12u1}
begin
sector bochs-rdrand-second
bochs_unpack "$version"

# One round: two at once, at the beginning of a second, so that both read the same time.
round() {
	second=$(date +%s)
	while [ "$(date +%s)" = "$second" ]; do sleep 0.02; done
	bochs_start "a$1" bochs-rdrand-second
	bochs_start "b$1" bochs-rdrand-second
	bochs_end "a$1" "b$1"
	say "round $1: $(xargs <"$work/a$1"), $(xargs <"$work/b$1")"
}

say "software: Bochs, package bochs $version"
say 'expected: each machine draws the same four numbers'
say 'each round is two machines at once, each in another second:'
same=0 rounds=0
# A busy machine may start one of the two a second late: up to ten rounds.
while [ "$rounds" -lt 10 ]; do
	rounds=$((rounds + 1))
	round "$rounds"
	! cmp -s "$work/a$rounds" "$work/b$rounds" || same=$((same + 1))
	[ "$rounds" -lt 2 ] || [ "$same" -eq 0 ] || break
done
say "seen: the two of one round drew the same numbers in $same of $rounds rounds"
for machine in a1 "a$rounds" "b$rounds"; do
	say "instructions of $machine: $(bochs_instructions "$machine")"
	[ "$(bochs_instructions "$machine")" = "$(bochs_instructions a1)" ] ||
		changed 'the runs differ in more than their random numbers'
done
[ "$same" -gt 0 ] || changed 'machines of one second draw other numbers as well'
! cmp -s "$work/a1" "$work/a$rounds" || changed 'machines of two seconds draw the same numbers'
as_stated
