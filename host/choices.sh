# SPDX-License-Identifier: GPL-2.0-only
# What run.sh's options can be, and whether what options.sh read is that.
# shellcheck shell=sh disable=SC2034,SC2154 # shared with run.sh and options.sh

lz_backings='memfd      4K pages of a memfd
thp        a memfd with transparent 2M pages
hugetlb2m  a memfd of 2M hugetlb pages
hugetlb1g  a memfd of 1G hugetlb pages'

# The table of suites (host/lab/suites.h says what is in it), as the guest's build makes it.
lz_table() {
	table=$("$top/host/cached.sh" guest/suites suites.tsv guest) || exit 2
	cat "$table"
}

# Name and claim of each suite, in the order in which they run.
lz_suites() {
	lz_table | awk -F '\t' '{ printf "%-10s %s%s\n", $1, $6, $4 == "named" ? "; by name only" : "" }'
}

lz_variants() {
	echo stock
	for f in "$top"/host/variants/*.edit; do basename "$f" .edit; done
}

# The lines of the table of engines; with a name: the line of that engine.
lz_engines() { awk -v n="${1:-}" '!/^#/ && NF && (n == "" || $1 == n)' "$top/host/engine/engines"; }

# Sets $engine, and what its line says: $engine_packages, $engine_packing, $engine_mib, $engine_silence,
# $engine_up, $engine_times. This machine's own KVM comes before emulation where it can be nested and has
# the vendor that is wanted.
lz_choose_engine() {
	nested=$("$top/host/engine/nested.sh")
	case $nested in
	no\ *) no_kvm=${nested#no } nested='' ;;
	*) no_kvm="this machine's CPU is $nested" ;;
	esac
	if [ "$engine" = auto ] && [ -n "$nested" ] && [ "${vendor:-$nested}" = "$nested" ]; then
		engine=kvm
		say "engine kvm: this machine's KVM can be nested ($nested)"
	elif [ "$engine" = auto ]; then
		engine=$(lz_engines | awk -v v="${vendor:-amd}" '$2 == v { print $1; exit }')
		say "engine $engine: $no_kvm"
	elif [ "$engine" = kvm ] && [ -z "$nested" ]; then
		die "--engine kvm is not possible: $no_kvm; --engine tcg always is"
	fi
	IFS=' ' read -r _ engine_vendor engine_packages engine_packing engine_mib engine_silence \
		engine_up engine_times _ <<END
$(lz_engines "$engine")
END
	[ "$engine_vendor" != any ] || engine_vendor=$nested
	[ -z "$vendor" ] || [ "$vendor" = "$engine_vendor" ] ||
		die "--engine $engine shows an $engine_vendor CPU, not --vendor $vendor; one of the two is enough"
}

# Debian's kernels, and the one that is built to find its own faults.
lz_kernels() {
	awk '!/^#/ { print $1 }' "$top/host/kernel/versions"
	echo "debug  Debian's 6.12 as a whole, with KASAN, lockdep and KVM's own checks"
}

lz_first_words() { awk '{ printf "%s%s", sep, $1; sep = ", " }'; }

# lz_known OPTION LIST-OF-NAMES: each of the comma-separated names must be a line's first word on stdin.
lz_known() {
	known=$(cat)
	case ,$2, in *,,* | *[[:space:]]*) die "$1 $2: a comma-separated list was expected" ;; esac
	for name in $(printf '%s' "$2" | tr , ' '); do
		case $1$name in --suiteall | --backingall) continue ;; esac
		printf '%s\n' "$known" | awk -v n="$name" '$1 == n { ok = 1 } END { exit !ok }' ||
			die "$1 $name: there is no such one; known: $(printf '%s\n' "$known" | lz_first_words)"
	done
}

# lz_number OPTION VALUE MIN MAX; at most 18 digits, which sh can compare.
lz_number() {
	case $2 in
	'' | *[!0-9]* | ???????????????????*) die "$1 '$2': a number from $3 to $4 was expected" ;;
	esac
	if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
		die "$1 $2: a number from $3 to $4 was expected"
	fi
}

lz_validate() {
	lz_number --vcpus "${vcpus:-8}" 1 8
	lz_number --seed "$seed" 0 999999999999999999
	[ -z "$case_no" ] || lz_number --case "$case_no" 1 999999999
	[ -z "$sample" ] || lz_number --sample "$sample" 1 999999999
	lz_suites | lz_known --suite "$suites" || exit 2
	printf '%s\n' "$lz_backings" | lz_known --backing "$backings" || exit 2
	lz_variants | lz_known --variant "$variant" || exit 2
	[ -z "$kernel" ] || [ -z "$tree" ] || die "--tree $tree has its own version: give no --kernel $kernel with it"
	[ -z "$kernel" ] || lz_kernels | lz_known --kernel "$kernel" || exit 2
	if [ -n "$matrix" ]; then
		[ -z "$vendor$case_no$page" ] || die "--matrix goes with neither --vendor, --case nor --report"
		[ "$mode" != direct ] || die "--matrix runs labs: not with --mode direct"
	else
		case $kernel in *,*) die "--kernel $kernel: one was expected, but for --matrix" ;; esac
		case $engine in *,*) die "--engine $engine: one was expected, but for --matrix" ;; esac
		kernel=${kernel:-6.12}
	fi
	[ -z "$tree" ] || "$top/host/kernel/tree.sh" "$tree" >/dev/null || exit 2
	case $mode in auto | direct | lab) ;; *) die "--mode $mode: auto, direct or lab was expected" ;; esac
	[ "$engine" = auto ] || lz_engines | lz_known --engine "$engine" || exit 2
	[ -z "$vendor" ] || lz_engines | awk '$2 != "any" { print $2 }' | sort -u | lz_known --vendor "$vendor" || exit 2
	case $suites in
	all | *,*) [ -z "$case_no" ] || die "--case $case_no needs --suite with the one suite it belongs to" ;;
	esac
}
