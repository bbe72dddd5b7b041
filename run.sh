#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh: proves that a KVM's TDP MMU unmaps exactly what it must. See --help.
set -eu
# A script that starts this in its background makes it ignore SIGINT, and sh cannot trap what was
# ignored when it started. An interrupt must work all the same.
if [ -z "${LEAFZAP_SIGNALS:-}" ] && env --default-signal=INT true 2>/dev/null; then
	LEAFZAP_SIGNALS=1 exec env --default-signal=INT "$0" "$@"
fi
unset LEAFZAP_SIGNALS
top=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=host/lib.sh
. "$top/host/lib.sh"
# shellcheck source=host/options.sh
. "$top/host/options.sh"
# shellcheck source=host/choices.sh
. "$top/host/choices.sh"
# shellcheck source=host/matrix.sh
. "$top/host/matrix.sh"
lz_trap_signals

list() {
	echo "suites:" && lz_suites | sed 's/^/  /'
	echo "backings:" && printf '%s\n' "$lz_backings" | sed 's/^/  /'
	echo "engines:" && lz_engines | sed 's/^/  /'
	echo "variants:" && lz_variants | sed 's/^/  /'
	echo "kernels:" && lz_kernels | sed 's/^/  /'
}

# Makes the results folder and sets $out to its absolute path.
open_out() {
	if [ -z "$out" ]; then
		out=results/$(date -u +%Y%m%d-%H%M%S)
		[ ! -e "$out" ] || out=$out-$$
	fi
	mkdir -p "$out" 2>/dev/null || die "--out $out: cannot make this directory"
	[ -w "$out" ] || die "--out $out: cannot write there"
	out=$(cd "$out" && pwd)
}

# Is a whole kernel built, or KVM's modules alone?
whole() { [ -n "$tree" ] || [ "$kernel" = debug ]; }

# Refuses to start what would end with a full disk: 1200 MiB from nothing, little once all is built.
need_space() {
	need=1200
	[ ! -d "$cache/modules" ] || need=100
	! whole || need=$((need + 4000))
	[ "$(lz_free_mib "$cache")" -ge "$need" ] ||
		die "$cache has $(lz_free_mib "$cache") MiB left, $need are needed: free some, or set LEAFZAP_CACHE"
}

# The options that only a KVM built for this run can honour.
wants_lab() {
	if [ -n "$patches" ]; then
		echo "--patch needs a KVM built for it"
	elif whole; then
		echo "a whole kernel is built"
	elif [ "$variant" != stock ]; then
		echo "--variant needs a KVM built for it"
	elif [ "$engine" != auto ] || [ -n "$vendor" ]; then
		echo "--engine and --vendor choose what runs a lab"
	fi
}

lz_parse "$@"
[ -z "$help" ] || { cat "$top/host/usage.txt" && exit 0; }
[ -z "$list" ] || { list && exit 0; }
lz_validate
[ -z "$matrix" ] || { open_out && lz_matrix; }
LEAFZAP_AGAIN=$(lz_again)
export LEAFZAP_AGAIN
mode=$("$top/host/mode.sh" "$mode" "$(wants_lab)")
open_out
lz_open_cache
case $page in '' | /*) ;; *) page=$out/$page ;; esac
export LEAFZAP_PAGE="$page"
[ "$mode" = direct ] || need_space

if [ "$mode" = lab ]; then
	lz_choose_engine
	"$top/host/packages.sh" build lab "$engine_packages"
	export LEAFZAP_ENGINE_MIB="$engine_mib" LEAFZAP_SILENCE="$engine_silence"
	[ -z "$long" ] || engine_times=0
	export LEAFZAP_UP="$engine_up" LEAFZAP_TIMES="$engine_times"
else
	"$top/host/packages.sh" direct
fi
lz_capture "$top/host/cached.sh" host/lab leafzap-lab host/report common guest/options.def
runner=$lz_out
lz_capture "$top/host/cached.sh" host/report leafzap-report host/lab common
report=$lz_out
lz_capture "$top/host/cached.sh" guest leafzap-guest.elf common
guest=$lz_out

# What the guest is told goes there as one word: guest/options.def.
told=seed=$seed${case_no:+,case=$case_no}${sample:+,sample=$sample}${long:+,long}${stop:+,stop}${amplify:+,amplify}
words="${vcpus:+vcpus=$vcpus }guest=$told"
told="${vcpus:+vcpus=$vcpus }$(printf '%s' "$told" | tr , ' ')"
again="./run.sh$(for word in "$@"; do printf ' %s' "$word"; done)"
if [ "$mode" = direct ]; then
	exec "$top/host/labs.sh" direct "$out" "$runner" "$report" "$suites" "$backings" "$words" "$guest" \
		-- "command: $again" "guest: $told" "mode: direct" "kernel: $(uname -r)"
fi

if [ -n "$tree" ]; then set -- --tree "$tree"; else set -- --kernel "$kernel"; fi
if [ "$variant" != stock ]; then
	lz_capture "$top/host/edit/expand.sh" "$@" "$top/host/variants/$variant.edit"
	printf '%s\n' "$lz_out" >"$out/$variant.patch"
	set -- "$@" --patch "$out/$variant.patch"
fi
while IFS= read -r patch; do
	[ -z "$patch" ] || set -- "$@" --patch "$patch"
done <<END
$patches
END
lz_capture "$top/host/kernel/build.sh" "$@"
modules=$lz_out
# KASAN takes an eighth of the lab's memory and most of its speed; what is freed is poisoned there.
if [ -e "$modules/kasan" ]; then
	export LEAFZAP_APPEND=page_poison=1 LEAFZAP_LAB_MIB="${LEAFZAP_LAB_MIB:-6656}"
	export LEAFZAP_ENGINE_MIB=$((LEAFZAP_ENGINE_MIB + 1280)) LEAFZAP_SILENCE=$((LEAFZAP_SILENCE * 3)) LEAFZAP_TIMES=$((LEAFZAP_TIMES * 6))
fi
lz_capture "$top/host/lab/initramfs.sh" --packing "$engine_packing" "$modules" "$guest" "$runner"
initramfs=$lz_out
exec "$top/host/labs.sh" lab "$out" "$runner" "$report" "$suites" "$backings" "$words" "$guest" \
	"$modules/vmlinuz" "$initramfs" "$top/host/engine/$engine.sh" \
	-- "command: $again" "guest: $told" "mode: lab" "engine: $engine" "kernel: $(cat "$modules/release")" \
	"variant: $variant" ${tree:+"tree: $tree"} ${patches:+"patch: $(printf '%s' "$patches" | tr '\n' ' ')"}
