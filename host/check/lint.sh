#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# lint.sh [--fix]: the rules of docs/style that a machine can check, over every file of the tree.
# Kernel code has checkpatch instead of clang-format: style.sh.
set -eu
cd "$(dirname "$0")/../.."
bad=0

complain() {
	printf '%s\n' "$*"
	bad=1
}

# Not git ls-files: a tree that came as a tarball, or belongs to another user, is linted as well.
files=$(find . \( -path ./.git -o -path ./results -o -path ./build -o -name out \) -prune -o \
	-type f -print | sed 's|^\./||' | sort)
select_files() { printf '%s\n' "$files" | grep -E "$1" || :; }

c_files=$(select_files '\.[ch]$')
formatted=$(printf '%s\n' "$c_files" | grep -vE '^host/kvm/|^common/kvm_leafzap_abi\.h$')
scripts=$(select_files '\.sh$|^\.ci/run$|^host/mutants/show$')

if [ "${1:-}" = --fix ]; then
	# shellcheck disable=SC2086 # one word a file
	clang-format -i $formatted
fi
# shellcheck disable=SC2086
clang-format --dry-run -Werror $formatted || complain "clang-format: run make format"
# shellcheck disable=SC2086
shellcheck -x $scripts || complain "shellcheck: see above"

for f in $c_files $scripts $(select_files '\.(S|ld|cocci|edit)$|(^|/)Makefile$'); do
	head -n 2 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-only' ||
		complain "$f: no SPDX tag in the first two lines"
done
for f in $c_files; do
	[ "$(wc -l <"$f")" -le 400 ] || complain "$f: longer than 400 lines; one file, one duty"
done
for f in $scripts; do
	[ "$(wc -l <"$f")" -lt 150 ] || complain "$f: 150 lines or more; a program, not glue"
	[ -x "$f" ] || head -n 1 "$f" | grep -qv '^#!' || complain "$f: a script that is not executable"
done

# Decisions belong to the C programs. What tests is not counted.
lines_of() { select_files "$1" | grep -vE '(^|/)(tests|check)/|^images/check' | tr '\n' '\0' | xargs -0 cat | wc -l; }
glue=$(lines_of '^run\.sh$|^host/mutants/show$|^host/.*\.(sh|awk)$')
[ "$glue" -le 1800 ] || complain "run.sh and host/: $glue lines of shell and awk, more than 1800; a program, not glue"

# Words put together here so that this file does not find itself.
later='TO''DO|FIX''ME|XX''X\b|HA''CK'
# shellcheck disable=SC2086
grep -nE "\b($later)\b" $c_files $scripts && complain "something was left for later: see above"
places="(^|[[:space:]\"'=])(/wo""rk/|/tmp/l""z|/ro""ot/)"
# shellcheck disable=SC2086
grep -InE "$places" $files && complain "a path that belongs to one machine: see above"

[ "$bad" -eq 0 ] && echo "lint: $(printf '%s\n' "$files" | wc -l) files are clean; shell and awk are $glue lines," \
	"and $(lines_of '^images/.*\.sh$') for images"
exit "$bad"
