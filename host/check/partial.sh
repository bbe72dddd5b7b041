#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# partial.sh [--kernel K] [--each | HOOK...]: a KVM in which leafzap's hooks have no place, since the functions that they
# are about have other names. It is correct, so each run must be PARTIAL, name what is unchecked, and fail nothing; with a
# bug in it, it must fail by the rules that are left, and never pass as a whole.
# --each: every hook by itself, all suites on 4K memory; HOOK...: those, each by itself.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_trap_signals
kernel=6.12 each=''
while [ $# -gt 0 ]; do
	case $1 in
	--kernel) kernel=$2 && shift 2 ;;
	--each) each=$(grep -v ' -  ' host/kvm/hooks/rules | sed -n 's/^\([a-z_]*\) .*/\1/p') && shift ;;
	-*) die "usage: partial.sh [--kernel K] [--each | HOOK...]" ;;
	*) each="$each $1" && shift ;;
	esac
done
lz_capture host/leafzap.sh base "$kernel"
base=$lz_out
lz_program .
program=$lz_out
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-partial.XXXXXX")
trap 'lz_exit $? "$work"' EXIT

# functions HOOK: some without which it has no place. kvm_zap_gfn_range() is called by leafzap, so it only moves behind
# another.
functions() {
	case $1 in
	fault) echo kvm_tdp_mmu_page_fault ;;
	fault_map) echo kvm_tdp_mmu_map ;;
	flush) echo kvm_flush_remote_tlbs ;;
	flush_range) echo kvm_flush_remote_tlbs_range ;;
	invalidate) echo kvm_mmu_notifier_invalidate_range_end ;;
	next_root) echo kvm_tdp_mmu_zap_all ;;
	root) echo kvm_mmu_load ;;
	slot) echo kvm_invalidate_memslot ;;
	spte_changed) echo tdp_mmu_set_spte __tdp_mmu_set_spte ;;
	svm) echo new_asid ;;
	table_free) echo tdp_mmu_free_sp ;;
	unmap) echo kvm_unmap_gfn_range ;;
	vcpu) echo vcpu_enter_guest ;;
	yield) echo tdp_mmu_iter_cond_resched tdp_mmu_iter_need_resched ;;
	zap) echo kvm_zap_gfn_range ;;
	*) die "partial.sh: nothing is known of hook $1" ;;
	esac
}

# make_patch FILE MUTANT HOOK...: the KVM of $kernel with that bug ("-": none), and without a place for these hooks.
make_patch() {
	patch=$1 mutant=$2
	shift 2
	rm -rf "$work/a" "$work/b"
	mkdir "$work/a"
	(cd "$base/tree" && cp -rL --parents arch/x86/kvm virt/kvm include/linux/kvm_host.h arch/x86/include/asm/kvm_host.h "$work/a")
	find "$work/a" -type f ! -name '*.[ch]' -delete
	cp -r "$work/a" "$work/b"
	if [ "$mutant" != - ]; then
		"$program" --top . edit --kernel "$kernel" "host/mutants/$mutant.edit" >"$work/bug"
		patch -s -d "$work/b" -p1 <"$work/bug"
		! diff -r "$work/a" "$work/b" >/dev/null || die "$mutant: nothing was planted"
	fi
	for hook; do
		if [ "$hook" = zap ]; then
			mmu=$work/b/arch/x86/kvm/mmu/mmu.c
			sed -i 's/^void kvm_zap_gfn_range(/static void kvm_zap_gfns(/' "$mmu"
			printf 'void kvm_zap_gfn_range(struct kvm *kvm, gfn_t start, gfn_t end)\n{\n\tkvm_zap_gfns(kvm, start, end);\n}\n' >>"$mmu"
			continue
		fi
		for function in $(functions "$hook"); do
			find "$work/b" -type f -exec sed -i "s/\<$function\>/${function}_renamed/g" {} +
		done
	done
	(cd "$work" && diff -ru a b >"$patch") && die "$*: nothing was renamed"
	return 0
}

# run WANT UNCHECKED WORD...: ./run.sh with the patch ends with that status, and says that of the hooks.
run() {
	want=$1 unchecked=$2 rc=0
	shift 2
	./run.sh --mode lab --kernel "$kernel" --patch "$work/patch" --out "$work/out" "$@" >"$work/log" 2>&1 || rc=$?
	last=$(tail -n 1 "$work/log")
	[ "$rc" -eq "$want" ] || {
		tail -n 30 "$work/log"
		die "exit $rc instead of $want: $last"
	}
	[ "${last##* unchecked=}" = "$unchecked" ] || die "unchecked=$unchecked was expected, not: $last"
}

# off HOOK...: what is off without these, as the last line says it.
off() {
	for hook; do sed -n "s/^$hook  *\([A-Z,]*\).*/\1/p" host/kvm/hooks/rules | tr , '\n'; done | sort -u >"$work/off"
	for rule in STATS YIELD END ENTRY TABLE STALE STAYED KICK; do ! grep -qx "$rule" "$work/off" || echo "$rule"; done | paste -sd,
}

if [ -n "$each" ]; then
	for hook in $each; do
		make_patch "$work/patch" - "$hook"
		run 4 "$(off "$hook")" --backing memfd
		echo "partial: without $hook: $last"
	done
	exit 0
fi

hooks="yield fault_map slot" few="--suite boot,boundary,smp,roots --backing memfd --sample 40"
# shellcheck disable=SC2086
make_patch "$work/patch" - $hooks
# shellcheck disable=SC2086 # words
run 4 "$(off $hooks)" $few
grep -q '^leafzap: PARTIAL: hook yield ' "$work/log" || die "nothing names the hook yield before the run"
# shellcheck disable=SC2086
run 0 "$(off $hooks)" --suite boot --backing memfd --accept-partial
echo "partial: without $hooks nothing fails: $last"

# shellcheck disable=SC2086
make_patch "$work/patch" no-flush-after-zap $hooks
# shellcheck disable=SC2086
run 1 "$(off $hooks)" $few --stop
awk -F '\t' '$1 == "check" && $7 == "ledger/END" { n++ } END { exit !n }' "$work/out/results.tsv" ||
	die "the lost flush was not seen by END"
echo "partial: a lost flush is seen all the same: $last"

# shellcheck disable=SC2086
make_patch "$work/patch" flush-without-kick $hooks
# shellcheck disable=SC2086
run 4 "$(off $hooks)" --suite smp --backing memfd
echo "partial: what only KICK can see is no PASS: $last"
