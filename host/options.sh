# SPDX-License-Identifier: GPL-2.0-only
# run.sh's command line: sets the variables below, or ends with 2 and says what would have been right.
# shellcheck shell=sh disable=SC2034,SC2154 # shared with run.sh, which sets $top

suites=all backings=all vcpus=4 seed=1 case_no='' long='' stop='' amplify=''
mode=auto engine=auto kernel=6.12 variant=stock patches='' out='' list='' help=''

lz_backings='memfd      4K pages of a memfd
thp        a memfd with transparent 2M pages
hugetlb2m  a memfd of 2M hugetlb pages
hugetlb1g  a memfd of 1G hugetlb pages'

# Name and claim of each suite, from the suites themselves.
lz_suites() {
	awk '
		/^(static )?(const )?struct suite [a-z_0-9]+ = \{/ { inside = 1; name = claim = "" }
		!inside { next }
		/^\t\.name = / { split($0, part, "\""); name = part[2]; field = "" }
		/^\t\.claim =/ { field = "claim" }
		/^\t\.[a-z]/ && !/^\t\.claim/ { field = "" }
		field == "claim" { n = split($0, part, "\""); for (i = 2; i < n; i += 2) claim = claim part[i] }
		/^};/ { if (name != "") printf "%-10s %s\n", name, claim; inside = 0 }
	' "$top"/guest/suites/*.c | sort
}

lz_variants() {
	echo stock
	for f in "$top"/host/variants/*.patch; do
		[ ! -e "$f" ] || basename "$f" .patch
	done
}

lz_first_words() { awk '{ printf "%s%s", sep, $1; sep = ", " }'; }

# lz_known OPTION LIST-OF-NAMES: each of the comma-separated names must be a line's first word on stdin.
lz_known() {
	known=$(cat)
	case ,$2, in *,,* | *[[:space:]]*) die "$1 $2: a comma-separated list was expected" ;; esac
	for name in $(printf '%s' "$2" | tr , ' '); do
		[ "$name" != all ] || [ "$1" = --variant ] || continue
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

lz_parse() {
	while [ $# -gt 0 ]; do
		option=$1
		shift
		case $option in
		--help | -h) help=1 && continue ;;
		--list) list=1 && continue ;;
		--long) long=1 && continue ;;
		--stop) stop=1 && continue ;;
		--amplify) amplify=1 && continue ;;
		--*=*)
			# --seed=3 is --seed 3
			set -- "${option%%=*}" "${option#*=}" "$@"
			continue
			;;
		--patch | --variant | --suite | --backing | --vcpus | --seed | --case | --mode | --engine | \
			--kernel | --out) ;;
		*) die "unknown option '$option'; ./run.sh --help lists them" ;;
		esac
		[ $# -gt 0 ] || die "$option needs a value; ./run.sh --help says which"
		value=$1
		shift
		case $option in
		--patch) lz_add_patch "$value" ;;
		--variant) variant=$value ;;
		--suite) suites=$value ;;
		--backing) backings=$value ;;
		--vcpus) vcpus=$value ;;
		--seed) seed=$value ;;
		--case) case_no=$value ;;
		--mode) mode=$value ;;
		--engine) engine=$value ;;
		--kernel) kernel=$value ;;
		--out) out=$value ;;
		esac
	done
}

# One path a line: a path may have spaces. What can be read only once, as /dev/stdin, is kept.
lz_add_patch() {
	[ -e "$1" ] || die "--patch $1: there is no such file"
	[ ! -d "$1" ] || die "--patch $1: it is a directory; give each file its own --patch, in order"
	[ -r "$1" ] || die "--patch $1: cannot be read"
	if [ -f "$1" ]; then
		patches="$patches$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
"
	else
		lz_open_cache
		kept=$(mktemp "$cache/tmp/patch.XXXXXX") || die "cannot write to $cache"
		cat "$1" >"$kept" || die "--patch $1: cannot be read"
		patches="$patches$kept
"
	fi
}

lz_validate() {
	lz_number --vcpus "$vcpus" 1 8
	lz_number --seed "$seed" 0 999999999999999999
	[ -z "$case_no" ] || lz_number --case "$case_no" 1 999999999
	lz_suites | lz_known --suite "$suites" || exit 2
	printf '%s\n' "$lz_backings" | lz_known --backing "$backings" || exit 2
	lz_variants | lz_known --variant "$variant" || exit 2
	awk '!/^#/ { print $1 }' "$top/host/kernel/versions" | lz_known --kernel "$kernel" || exit 2
	case $mode in auto | direct | lab) ;; *) die "--mode $mode: auto, direct or lab was expected" ;; esac
	case $engine in auto | tcg) ;; *) die "--engine $engine: auto or tcg was expected" ;; esac
	case $suites in
	all | *,*) [ -z "$case_no" ] || die "--case $case_no needs --suite with the one suite it belongs to" ;;
	esac
}
