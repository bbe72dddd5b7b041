# SPDX-License-Identifier: GPL-2.0-only
# diff-names.awk PATCH: the files that a unified diff names, one a line, as it names them: behind "header ",
# where a prefix (a/, b/) may be, or "rename ", where git puts none. Nothing where there is no diff.
function emit(kind, name) {
	sub(/\t.*/, "", name)
	if (name != "/dev/null")
		print kind, name
}
{ sub(/\r$/, "") }
# Only in front of a hunk: words of a message, or lines taken out and put in, may look the same.
/^--- / { from = substr($0, 5); to = ""; next }
/^\+\+\+ / && from != "" { to = substr($0, 5); next }
/^@@ -[0-9,]+ \+[0-9,]+ @@/ && to != "" {
	emit("header", from)
	emit("header", to)
}
/^diff --git / { git = 1 }
/^@@ / { git = 0 }
git && /^(rename|copy) (from|to) / {
	name = $0
	sub(/^[a-z]+ [a-z]+ /, "", name)
	emit("rename", name)
}
{ from = to = "" }
