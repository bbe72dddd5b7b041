# SPDX-License-Identifier: GPL-2.0-only
# run.sh --matrix: each engine with each kernel and each suite, every one a run of its own, two at a
# time; one table of all.
# shellcheck shell=sh disable=SC2154 # shared with run.sh, which sets the variables

# Engines that this machine can run, or those that were named.
matrix_engines() {
	if [ "$engine" != auto ]; then
		printf '%s\n' "$engine" | tr , '\n'
		return 0
	fi
	lz_engines | awk '{ print $1 }' | while read -r e; do
		case $e$("$top/host/engine/nested.sh") in
		kvmno*) say "matrix: no engine kvm: $("$top/host/engine/nested.sh" | cut -c4-)" ;;
		*) echo "$e" ;;
		esac
	done
}

# All kernels but debug, which takes many minutes to build, or those that were named.
matrix_kernels() {
	if [ -n "$tree" ]; then
		echo tree
	elif [ -n "$kernel" ]; then
		printf '%s\n' "$kernel" | tr , '\n'
	else
		lz_kernels | awk '$1 != "debug" { print $1 }'
	fi
}

matrix_suites() {
	if [ "$suites" = all ]; then
		lz_table | awk -F '\t' '$4 == "always" { print $1 }'
	else
		printf '%s\n' "$suites" | tr , '\n'
	fi
}

matrix_table() {
	awk '
		{ row = $1 " " $2 }
		!(row in rows) { rows[row] = ++nrows; name[nrows] = row }
		!($3 in columns) { columns[$3] = ++ncolumns; head[ncolumns] = $3 }
		{ cell[row, $3] = $4 " " $5 }
		END {
			printf "%-14s", "engine kernel"
			for (c = 1; c <= ncolumns; c++)
				printf " %10s", head[c]
			print ""
			for (r = 1; r <= nrows; r++) {
				printf "%-14s", name[r]
				for (c = 1; c <= ncolumns; c++)
					printf " %10s", (name[r], head[c]) in cell ? cell[name[r], head[c]] : "-"
				print ""
			}
		}' "$1"
}

lz_matrix() {
	engines=$(matrix_engines)
	kernels=$(matrix_kernels)
	wanted=$(matrix_suites)
	for e in $engines; do
		for k in $kernels; do
			for s in $wanted; do printf '%s\n' "$e $k $s"; done
		done
	done >"$out/plan"
	total=$(wc -l <"$out/plan")
	: >"$out/cells"

	# What every cell is given.
	set -- --seed "$seed" ${vcpus:+--vcpus "$vcpus"} --backing "$backings" --variant "$variant" ${long:+--long} \
		${stop:+--stop} ${amplify:+--amplify} ${tree:+--tree "$tree"}
	while IFS= read -r patch; do
		[ -z "$patch" ] || set -- "$@" --patch "$patch"
	done <<END
$patches
END
	say "matrix: $total runs, two at a time, in $out"
	[ "$total" -gt 0 ] || die "nothing to run"
	# The first cell of each engine and kernel builds what the others of its row share.
	awk '!seen[$1, $2]++' "$out/plan" >"$out/first"
	awk 'seen[$1, $2]++' "$out/plan" >"$out/rest"
	lz_step "matrix, a first run for each row" "$out/log" xargs -r -a "$out/first" -L 1 -P 1 \
		"$top/host/matrix-cell.sh" "$out" "$total" "$@" -- || :
	lz_step "matrix" "$out/log" xargs -r -a "$out/rest" -L 1 -P 2 \
		"$top/host/matrix-cell.sh" "$out" "$total" "$@" -- || :
	rm -f "$out/first" "$out/rest" "$out/log"

	# In the order of the plan.
	awk 'NR == FNR { done[$1, $2, $3] = $0; next } ($1, $2, $3) in done { print done[$1, $2, $3] }' \
		"$out/cells" "$out/plan" >"$out/cells.sorted"
	mv "$out/cells.sorted" "$out/cells"
	matrix_table "$out/cells" | tee "$out/matrix.txt"
	ran=$(wc -l <"$out/cells")
	worst=$(awk '$6 > worst { worst = $6 } END { print worst + 0 }' "$out/cells")
	[ "$ran" -eq "$total" ] || die "only $ran of $total runs came to an end, see $out"
	[ "$worst" -eq 0 ] || say "matrix: the worst exit status is $worst; each run's log is in $out"
	exit "$worst"
}
