# SPDX-License-Identifier: GPL-2.0-only
# run.sh's command line: sets the variables below, or ends with 2 and says what would have been right.
# shellcheck shell=sh disable=SC2034,SC2154 # shared with run.sh, which sets $top

suites=all backings=all vcpus='' seed=1 case_no='' sample='' long='' stop='' amplify=''
mode=auto engine=auto vendor='' kernel='' tree='' variant=stock patches='' out='' page='' matrix='' list='' help=''

lz_parse() {
	while [ $# -gt 0 ]; do
		option=$1
		shift
		case $option in
		--help | -h) help=1 && continue ;;
		--list) list=1 && continue ;;
		--matrix) matrix=1 && continue ;;
		--long) long=1 && continue ;;
		--stop) stop=1 && continue ;;
		--amplify) amplify=1 && continue ;;
		--report) page=report.html && continue ;;
		--report=*)
			# A value of its own would be taken for one by those who want none.
			page=$(lz_absolute "${option#*=}") || exit 2
			continue
			;;
		--*=*)
			# --seed=3 is --seed 3
			set -- "${option%%=*}" "${option#*=}" "$@"
			continue
			;;
		--patch | --variant | --suite | --backing | --vcpus | --seed | --case | --sample | --mode | --engine | \
			--vendor | --kernel | --tree | --out) ;;
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
		--sample) sample=$value ;;
		--mode) mode=$value ;;
		--engine) engine=$value ;;
		--vendor) vendor=$value ;;
		--kernel) kernel=$value ;;
		--tree) tree=$value ;;
		--out) out=$value ;;
		esac
	done
}

# The word as a shell reads it.
lz_quote() {
	case $1 in
	'' | *[!A-Za-z0-9_./=,:@%+-]*) printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
	*) printf '%s' "$1" ;;
	esac
}

# The options of this run that a guest does not know, but for their defaults: what a line "again:" lacks.
lz_again() {
	set --
	[ "$mode" = auto ] || set -- "$@" --mode "$mode"
	[ "$engine" = auto ] || set -- "$@" --engine "$engine"
	[ -z "$vendor" ] || set -- "$@" --vendor "$vendor"
	if [ -n "$tree" ]; then
		set -- "$@" --tree "$tree"
	elif [ "$kernel" != 6.12 ]; then
		set -- "$@" --kernel "$kernel"
	fi
	[ "$variant" = stock ] || set -- "$@" --variant "$variant"
	while IFS= read -r patch; do
		[ -z "$patch" ] || set -- "$@" --patch "$patch"
	done <<END
$patches
END
	for word in "$@"; do printf ' %s' "$(lz_quote "$word")"; done | cut -c 2-
}

# A file that can be written, by a path that holds wherever one is.
lz_absolute() {
	if [ -z "$1" ] || [ -d "$1" ]; then die "--report=$1: the name of a file was expected"; fi
	dir=$(cd "$(dirname "$1")" 2>/dev/null && pwd) || die "--report=$1: there is no such folder"
	[ -w "$dir" ] || die "--report=$1: cannot write there"
	printf '%s/%s\n' "${dir%/}" "$(basename "$1")"
}

# One path a line: a path may have spaces. What can be read only once, as /dev/stdin, is kept.
lz_add_patch() {
	if [ -e "$1" ] && [ ! -f "$1" ] && [ ! -d "$1" ]; then
		lz_open_cache
		kept=$(mktemp "$cache/tmp/patch.XXXXXX") || die "cannot write to $cache"
		cat "$1" >"$kept" || die "--patch $1: cannot be read"
		set -- "$kept"
	fi
	# In a directory there may be many.
	added=$("$top/host/patches.sh" "$1") || exit 2
	patches="$patches$added
"
}
