# SPDX-License-Identifier: GPL-2.0-only
# docs/mutants.md and docs/peers.md from what facts.sh prints, and files of rows, one for each seed.

function cell(text)
{
	gsub(/\|/, "\\|", text)
	return text
}

function marks(name, kind)
{
	return index("," kinds[name] ",", "," kind ",") ? "x" : ""
}

FNR == 1 { file++ }
file == 1 {
	header[$1, $2] = $3
	if ($2 == "Bug")
		order[++n] = $1
	next
}
{
	result[file - 1, $1] = $3
	runs[$1]++
	if ($3 == "killed")
		kills[$1]++
	else
		alive[$1] = alive[$1] "; " $3 ": " $11
	if ($9 + 0 > worst[$1] + 0)
		worst[$1] = $9
	if ($8 + 0 > most[$1] + 0)
		most[$1] = $8
	m = split($10, k, ",")
	for (i = 1; i <= m; i++)
		if (k[i] != "-" && !marks($1, k[i]))
			kinds[$1] = kinds[$1] "," k[i]
	if (!($1 in first)) {
		first[$1] = $4
		place[$1] = $5 ", " $6 ($7 == "-" ? "" : (kernel == "debug" ? ", " : ", case ") $7)
		text[$1] = $11
	}
}

# Of all mutants those that were run; their number.
function only_run(   i, k)
{
	for (i = 1; i <= n; i++)
		if (order[i] in runs)
			order[++k] = order[i]
	return k
}

function mutants(   i, name)
{
	option = kernel == "6.12" ? "" : kernel == "ept" ? " --engine bochs" : " --kernel " kernel
	print "# Mutants" (option == "" ? "" : kernel == "ept" ? " under EPT" : kernel == "debug" ? \
		" on the debug kernel" : " on Linux " kernel) "\n"
	print "Each is one file in `host/mutants`, one slip that a change to KVM could make. `" \
		(option == "" ? "make mutants" : kernel == "ept" || kernel == "debug" ? "make mutants-" kernel : \
		 "host/mutants/run.sh" option) "` builds and runs them all"
	print "and writes this page; `host/mutants/one.sh NAME" option "` runs one."
	if (kernel == "debug") {
		print "These are those with a field `On debug`: by them, memory is used after it was freed. A kill"
		print "is a word of KASAN or of the page allocator in the host's log, or the poison of a freed page in the guest: what"
		print "leafzap's own books and WALK say does not count here. Stock passes the same suites. Seeds of this page:"
		print seeds ". Cases and seconds are the worst over the seeds: cases in that guest, and its seconds from its first line to"
		print "its end, under emulation.\n"
		n = only_run()
	} else {
		print "A kill is a failed check, a ledger entry or a splat in the host's log, on which `./run.sh --patch` exits with 1. Stock"
		print "passes the same suites with the same seeds. Seeds of this page: " seeds ". Cases and seconds are the worst over the"
		print "seeds: cases that passed in that guest before, and seconds from the guest's first line to the failed check, under"
		print "emulation.\n"
	}
	if (kernel == "ept") {
		print "These are run on Bochs, in the one case that the field `Under EPT` names.\n"
		n = only_run()
	}
	for (i = 1; i <= n; i++) {
		name = order[i]
		if (header[name, "None here"] != "")
			none[++o] = name
		else if (!(name in runs))
			unrun[++u] = name
		else if (header[name, "Equivalent"] != "")
			equal[++e] = name
		else if (kills[name] < runs[name])
			survivor[++s] = name
		else
			dead++
	}
	printf "**%d mutants, %d killed", n, dead
	if (o)
		printf ", %d that cannot exist", o
	if (s)
		printf ", %d not killed with every seed: open defects", s
	print ".**\n"
	for (i = 1; i <= s; i++)
		print "* `" survivor[i] "`" (header[survivor[i], "Open"] == "" ? substr(alive[survivor[i]], 2) : \
			": " header[survivor[i], "Open"])
	if (s)
		print ""
	if (u)
		for (i = 1; i <= u; i++)
			print "* `" unrun[i] "` was not run"
	for (i = 1; i <= o; i++)
		print "* `" none[i] "` cannot exist in " kernel ": " header[none[i], "None here"]
	if (u + o)
		print ""
	if (e) {
		print "## Cannot be told from stock\n"
		for (i = 1; i <= e; i++)
			print "* `" equal[i] "`: " header[equal[i], "Equivalent"]
		print ""
	}
	print "## All\n"
	print "| mutant | kind | bug | killed by | where | cases | s | what the check said |"
	print "| --- | --- | --- | --- | --- | ---: | ---: | --- |"
	for (i = 1; i <= n; i++) {
		name = order[i]
		printf "| `%s` | %s | %s | %s | %s | %s | %s | %s |\n", name, header[name, "Kind"], cell(header[name, "Bug"]),
			!(name in runs) ? "not run" : kills[name] == runs[name] ? first[name] : "**alive**", place[name], most[name] + 0,
			worst[name] + 0, cell(text[name])
	}
	for (i = 1; i <= n; i++) {
		name = order[i]
		if (header[name, "Real commit"] == "" || header[name, "Real commit"] == "none")
			continue
		if (!real++)
			print "\n## The real ones\n"
		print "* `" name "`: " header[name, "Real commit"]
	}
}

function peers(   i, name, k, cols)
{
	print "# What each kind of check sees\n"
	print "leafzap looks in four ways: at the bytes that the guest reads (content), at the leaves that each root has (WALK), at the"
	print "books that the host keeps of zaps, flushes and faults (ledger), and at the host's log (splat). The table shows, for each"
	print "mutant, which of them fired up to the end of the first case that failed, at which the run stops. It is"
	print "made from those runs by `make mutants`.\n"
	cols = split("content,WALK,ledger,splat,STATS,call", k, ",")
	for (i = 1; i <= n; i++) {
		name = order[i]
		if (!kills[name])
			continue
		total++
		for (j = 1; j <= cols; j++)
			if (marks(name, k[j]))
				saw[k[j]]++
		if (marks(name, "content") == "")
			blind++
		if (kinds[name] == ",content")
			only++
		if (kinds[name] == ",ledger")
			ledger_only++
		if (kinds[name] == ",WALK")
			walk_only++
	}
	print "| kind of check | mutants it saw, of " total " |"
	print "| --- | ---: |"
	for (j = 1; j <= cols; j++)
		print "| " k[j] " | " saw[k[j]] + 0 " |"
	print "\nIn these cases, what the guest read was right to the last byte on " blind + 0 " of " total " mutants. " ledger_only + 0 " were seen by the ledger"
	print "alone, " walk_only + 0 " by WALK alone.\n"
	print "## Why content is blind\n"
	print "* A missing flush leaves a stale translation in a TLB. Under emulation there is none to be stale: QEMU drops its software"
	print "  TLB at every world switch, and the host's own shootdown for the page that it takes back kicks the other vCPUs out of the"
	print "  guest. With KVM's flush removed, 0 of 300 reads on another vCPU were stale. On hardware such a read is a matter of luck"
	print "  in a window of microseconds. The ledger needs no TLB: it books the zap and misses the flush."
	print "* ZAP keeps the backing. A leaf that stayed shows the right bytes, so only WALK and the ledger can tell."
	print "* An over-zap is invisible by nature: the next touch brings back the same bytes. It costs time in every VM, and WALK sees it."
	print "* A leaf rebuilt too small, or with fewer rights, shows the right bytes as well.\n"
	print "What content alone sees, and why it is kept: wrong frames in rebuilt leaves, whatever their books say; and on hardware, the"
	print "real thing.\n"
	print "## By mutant\n"
	printf "| mutant | kind |"
	for (j = 1; j <= cols; j++)
		printf " %s |", k[j]
	print ""
	printf "| --- | --- |"
	for (j = 1; j <= cols; j++)
		printf " :---: |"
	print ""
	for (i = 1; i <= n; i++) {
		name = order[i]
		if (!(name in runs))
			continue
		printf "| `%s` | %s |", name, header[name, "Kind"]
		for (j = 1; j <= cols; j++)
			printf " %s |", marks(name, k[j])
		print ""
	}
}

END {
	if (what == "mutants")
		mutants()
	else
		peers()
}
