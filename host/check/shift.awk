# SPDX-License-Identifier: GPL-2.0-only
# shift.awk -v junk=0|1 FILE: a kernel source file as another version might have it: functions moved
# to the end, locals renamed, and with junk=1 comments and statements between the statements of every
# function, on lines of their own with the word SHIFTED.
BEGIN {
	moved["tdp_mmu_set_spte_atomic"] = moved["tdp_mmu_free_sp"] = moved["kvm_tdp_mmu_page_fault"] = 1
	moved["kvm_mmu_invalidate_begin"] = moved["kvm_arch_destroy_vm"] = 1
	renamed["kvm_tdp_mmu_page_fault", "r"] = "outcome"
	renamed["tdp_mmu_set_spte_atomic", "ret"] = "failed"
	renamed["kvm_zap_gfn_range", "flush"] = "zapped_any"
	renamed["handle_removed_pt", "pt"] = "entries"
	renamed["vcpu_enter_guest", "exit_fastpath"] = "fast"
	renamed["kvm_arch_init_vm", "flags"] = "irq_state"
}
# The name in a line like "static int name(struct x *y," of the first column; "" if it is none.
function defined(line) {
	if (line !~ /^[a-z_][a-zA-Z0-9_ *]*[ *][a-z_0-9]+\(/ || line ~ /;$/)
		return ""
	sub(/\(.*/, "", line)
	sub(/.*[ *]/, "", line)
	return line
}
function put(line) {
	if (name in moved)
		late = late line "\n"
	else
		print line
}
# A whole word, not the field of a struct.
function rename(line, from, to,    done, at) {
	while ((at = match(line, "(^|[^a-zA-Z0-9_>.])" from "([^a-zA-Z0-9_]|$)"))) {
		if (substr(line, at, 1) !~ /[a-zA-Z0-9_]/ || substr(line, at, length(from)) != from)
			at++
		done = done substr(line, 1, at - 1) to
		line = substr(line, at + length(from))
	}
	return done line
}
{
	if (!name && defined($0) != "")
		name = defined($0)
	line = $0
	for (pair in renamed) {
		split(pair, part, SUBSEP)
		if (part[1] == name)
			line = rename(line, part[2], renamed[pair])
	}
	put(line)
	if (junk && line ~ /^\{/)
		inside = 1
	if (inside && line ~ /^\t.*[;}]$/ && line !~ /\\$/)
		put("\t/* SHIFTED by another version */")
	if (inside && line == "")
		put("\tbarrier(); /* SHIFTED */")
	if (line ~ /^}/) {
		inside = 0
		if (name in moved)
			put("")
		name = ""
	} else if (line ~ /;$/ && !inside && line ~ /^[^\t ]/) {
		name = ""
	}
}
END { printf "%s", late }
