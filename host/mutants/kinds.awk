# SPDX-License-Identifier: GPL-2.0-only
# Reads a log of a run as it comes and prints what killed a mutant, one fact a line, tab-separated:
#   first KIND SUITE BACKING CASE BEFORE SECONDS TEXT    the first case that was not ok, in its guest
#   kind KIND                                            each kind of check that fired in the run
#   debug KIND TEXT                                      what a kernel says that looks for uses after free
#   late TEXT                                            what the ledger found outside of any case
#   last LINE                                            the verdict of run.sh
# BEFORE counts the cases that ended before that one, SECONDS are those since the guest's first line.

# What a line of diagnosis is about; the texts are those of guest/lib/ledger.c, common/oracle_say.c and
# the suites.
function kind_of(text)
{
	if (text ~ /ledger: /)
		return "ledger"
	if (text ~ /page tables? |table pages|STATS/)
		return "STATS"
	if (text ~ /is still there|is gone|must be untouched|nobody touched|no leaf|a leaf|same leaf|leaf of its level/)
		return "WALK"
	if (text ~ /mapped again at|rebuilt with rights|walk ends at|walk to end|WALK|rights 0x|same memory in the roots/)
		return "WALK"
	if (text ~ /KVM_E|expected 0, (got|saw) |failed$/)
		return "call"
	return "content"
}

# The words of common/oracle_say.c, mm/kasan/report.c, mm/page_alloc.c and mm/page_poison.c.
function of_debug(text)
{
	if (text ~ /0xaa is what the host fills/)
		return "poison"
	if (text ~ /BUG: KASAN/)
		return "KASAN"
	if (text ~ /Bad page state|pagealloc: memory corruption/)
		return "page"
	return ""
}

of_debug($0) != "" && !debugged {
	debugged = 1
	text = $0
	sub(/.*host's log: (\[[ 0-9.]*\] )?/, "", text)
	sub(/^ *# /, "", text)
	print "debug\t" of_debug($0) "\t" text
}
/^KTAP version/ {
	start = systime()
	before = 0
	told = ""
	next
}
/^ *# Subtest: / {
	suite = $3
	next
}
/^ *# [a-z_\/.0-9]+:[0-9]+: / || /^ *# ledger: / {
	line = $0
	sub(/^ *# /, "", line)
	kind = kind_of(line)
	if (!(kind in seen)) {
		seen[kind] = 1
		print "kind\t" kind
	}
	# A ledger's line of detail says more than the count before it.
	if (told == "" || (told_kind == "ledger" && told ~ /violations in this case/ && kind == "ledger")) {
		told = line
		told_kind = kind
	}
	next
}
/^ *# again: / {
	for (i = 1; i < NF; i++)
		if ($i == "--backing")
			backing = $(i + 1)
	next
}
/^ *# / {
	comment = $0
	sub(/^ *# /, "", comment)
	next
}
/^  (not )?ok [0-9]+ / {
	n = $1 == "not" ? $3 : $2
	if ($1 == "not" && !found && $0 !~ / # ERROR/) {
		found = 1
		if (told == "") {
			told = comment
			told_kind = "guest"
			print "kind\tguest"
		}
		printf "first\t%s\t%s\t%s\t%s\t%d\t%d\t%s\n", told_kind, suite, backing, n, before,
			systime() - start, told
	}
	if ($1 == "not" && $0 ~ / # ERROR/ && !failed) {
		failed = 1
		print "error\t" $0
	}
	before++
	told = comment = ""
	next
}
/host's log: .*leafzap: violation/ && !late {
	late = 1
	text = $0
	sub(/.*leafzap: /, "", text)
	print "late\t" text
}
/host's log: / && !/Kernel panic/ && !/leafzap: (dropped|violation)/ {
	if (!("splat" in seen)) {
		seen["splat"] = 1
		print "kind\tsplat"
		splat = $0
		sub(/.*host's log: /, "", splat)
		print "splat\t" splat
	}
	next
}
/^leafzap: (PASS|FAIL|SKIP|ERROR|CRASH)/ {
	last = $0
}
END {
	print "end\t" before "\t" (start ? systime() - start : 0)
	print "last\t" last
}
