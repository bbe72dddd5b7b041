#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# labs.sh MODE OUT RUNNER REPORT SUITES BACKINGS OPTIONS GUEST [VMLINUZ INITRAMFS ENGINE] [-- NOTE...]:
# divides the plan among the labs this machine can carry side by side and hands over to the supervisor,
# which streams the log and decides. OPTIONS are key=value words for the runner.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

mode=$1 out=$2 runner=$3 report=$4 suites=$5 backings=$6 options=$7 guest=$8
shift 8
vmlinuz='' initramfs='' engine=''
if [ "$mode" = lab ]; then
	vmlinuz=$1 initramfs=$2 engine=$3
	shift 3
fi
[ "${1:-}" != -- ] || shift

# A lab is one program with one busy thread.
labs_that_fit() {
	n=${LEAFZAP_LABS:-2}
	case $n in '' | *[!0-9]* | 0) die "LEAFZAP_LABS=$n: 1 or 2 was expected" ;; esac
	[ "$n" -le "$(nproc)" ] || n=$(nproc)
	free=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
	each=$LEAFZAP_ENGINE_MIB
	[ "$free" -ge "$each" ] ||
		die "a lab needs $each MiB of memory, and $free MiB are available; end other programs"
	while [ $((n * each)) -gt "$free" ]; do n=$((n - 1)); done
	echo "$n"
}

# The notes are "$@"; the report's arguments are put in front of its command.
n=$#
while [ "$n" -gt 0 ]; do
	set -- "$@" --note "$1"
	shift
	n=$((n - 1))
done

labs=1
[ "$mode" = direct ] || labs=$(labs_that_fit)
# Where the page goes, from run.sh --report.
[ -z "${LEAFZAP_PAGE:-}" ] || set -- "$@" --html "$LEAFZAP_PAGE"
# What only this machine knows of how a case is run again.
[ -z "${LEAFZAP_AGAIN:-}" ] || set -- "$@" --again "$LEAFZAP_AGAIN"
plans=$("$runner" plan "suites=${guest%/*}/suites.tsv" "labs=$labs" "suite=$suites" "backing=$backings" seconds=1) || {
	printf '%s\n' "$plans" >&2
	die "nothing to run: see above"
}
longest=0
while read -r seconds plan; do
	set -- "$@" --plan "$plan"
	[ "$seconds" -le "$longest" ] || longest=$seconds
done <<END
$plans
END

if [ "$mode" = direct ]; then
	# The runner waits up to 60 s for QEMU's memory to be torn down, then puts the host's settings back.
	# shellcheck disable=SC2086 # key=value words
	exec "$report" --out "$out" --grace 70 "$@" -- "$runner" run plan=@plan@ "elf=$guest" $options
fi
# See host/lab/tsc.c: an engine whose CPU has this machine's TSC tells its kernel.
LEAFZAP_TSC_KHZ=$("$runner" tsc)
export LEAFZAP_TSC_KHZ
[ "${LEAFZAP_TIMES:-0}" -eq 0 ] ||
	say "this takes about $((LEAFZAP_UP + LEAFZAP_TIMES * longest)) s if all cases of the suites run and nothing else does"
append=plan=@plan@
for word in $options; do append="$append leafzap.$word"; done
exec "$report" --out "$out" --silence "${LEAFZAP_SILENCE:-300}" "$@" -- "$engine" "$vmlinuz" "$initramfs" "leafzap.$append"
