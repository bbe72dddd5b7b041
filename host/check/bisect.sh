#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bisect.sh [--mbox FILE]: a series of 16 patches for KVM, in one mailbox, of which 15 change nothing that counts and
# number 11 loses a flush between roots, as the patch under review did from which leafzap comes. --bisect has to name
# that one, by at most five builds and five runs. In labs. With --mbox the mailbox goes to FILE, and nothing is run.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_trap_signals
lz_open_cache
base=$(host/leafzap.sh base 6.12)
work=$(mktemp -d "$cache/tmp/bisect.XXXXXX")
trap 'lz_exit $? "$work"' EXIT
bug=11 subject="KVM: x86/mmu: Zap only TDP MMU leafs in kvm_zap_gfn_range()"

# Built KVMs of its own, to count them; all else is the cache's.
mkdir "$work/cache" "$work/cache/modules" "$work/cache/tmp"
for entry in "$cache"/*; do
	case ${entry##*/} in modules | tmp) ;; *) ln -s "$entry" "$work/cache/" ;; esac
done

repo=$work/linux mmu=arch/x86/kvm/mmu
git_here() { GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$repo" -c user.name=a -c user.email=a@b "$@"; }
mkdir -p "$repo/$mmu"
cp "$base/tree/$mmu"/*.[ch] "$repo/$mmu"
git_here init -q
git_here add -A
git_here commit -q -m pristine
git_here tag pristine
# patch_to FILE SUBJECT SED: a commit of that change, which must change something.
patch_to() {
	sed -i -e "$3" "$repo/$mmu/$1"
	git_here commit -q -a -m "KVM: x86/mmu: $2"
}
within() { printf '/^%s(/,/^}/%s' "$1" "$2"; }
patch_to tdp_mmu.c 'Fix a word about SPTEs in invalid roots' 's/Zappings SPTEs in/Zapping SPTEs in/'
patch_to tdp_mmu.c 'Fix the stars around *VALID*' 's/\*VALID\*\* roots/*VALID* roots/'
patch_to tdp_iter.c 'Say what refreshing an SPTE does' 's/ \* reread the SPTE\./ * rereads the SPTE./'
patch_to tdp_mmu.c 'Fix a word about references' 's/The referenced needs/The reference needs/'
patch_to tdp_mmu.c 'Call a local of wrprot_gfn_range() what it says' \
	"$(within 'static bool wrprot_gfn_range' 's/\bspte_set\b/wrprotected/')"
patch_to tdp_mmu.c 'Put the declarations of wrprot_gfn_range() in order' \
	"$(within 'static bool wrprot_gfn_range' '{/u64 new_spte;/{N;s/\(.*\)\n\(.*\)/\2\n\1/}}')"
patch_to tdp_mmu.c 'Name what test_age_gfn() looks at' \
	"$(within 'static bool test_age_gfn' '{/return/{s/return \(.*\);/bool accessed = \1;\n\n\treturn accessed;/}}')"
patch_to page_track.c 'Put the locals of update_gfn_write_track() in order' 's/int index, val;/int val, index;/'
patch_to page_track.c 'Call a size in bytes so' \
	"$(within 'static int __kvm_page_track_write_tracking_alloc' '{s/size_t size/size_t bytes/;s/npages, size,/npages, bytes,/}')"
patch_to tdp_iter.c 'Say what restarting an iterator does' 's/ \* Return the TDP iterator/ * Returns the TDP iterator/'
host/mutants/show flush-lost-between-roots | patch -s -p1 -d "$repo"
git_here commit -q -a -m "$subject"
patch_to tdp_mmu.c 'Call the SPTE that goes by its page in kvm_tdp_mmu_zap_sp()' \
	"$(within 'bool kvm_tdp_mmu_zap_sp' 's/\bold_spte\b/linked_spte/')"
patch_to tdp_mmu.c 'Call the result of write_protect_gfn() what it is' \
	"$(within 'static bool write_protect_gfn' 's/\bspte_set\b/write_protected/')"
patch_to tdp_mmu.c 'Say of which list tdp_mmu_unlink_sp() speaks' 's/from the list of used pages/from the pages in use/'
patch_to spte.c 'Leave a line between the comment and the code' '0,/^ \*\/$/s//&\n/'
patch_to tdp_mmu.c 'Put the declarations of kvm_tdp_mmu_wrprot_slot() in order' \
	'/^bool kvm_tdp_mmu_wrprot_slot(/,/^}/{/struct kvm_mmu_page \*root;/{N;s/\(.*\)\n\(.*\)/\2\n\1/}}'
git_here format-patch -q --cover-letter --stdout pristine >"$work/v4.mbox"
[ "$(git_here rev-list --count pristine..HEAD)" -eq 16 ] || die "not 16 patches"
[ "${1-}" != --mbox ] || { cp "$work/v4.mbox" "$2" && exit 0; }

rc=0
LEAFZAP_CACHE="$work/cache" ./run.sh --bisect --patch "$work/v4.mbox" --suite roots --backing memfd --out "$work/out" \
	>"$work/found" || rc=$?
cat "$work/found"
builds=$(find "$work/cache/modules" -mindepth 1 -maxdepth 1 -type d | wc -l)
runs=$(find "$work/out" -maxdepth 1 -name 'step-*' | wc -l)
[ "$rc" -eq 1 ] || die "exit $rc instead of 1"
grep -qxF "bisect: patch $bug of 16 is the first that fails: $subject" "$work/found" || die "another patch was found"
grep -q '^  first failure: \[ledger/' "$work/found" || die "another check has failed"
[ $((builds > runs ? builds : runs)) -le 5 ] || die "$builds builds and $runs runs: more than five"

# The command that was printed: one case, on what was kept.
command=$(sed -n 's/^  alone: //p' "$work/found")
rc=0
LEAFZAP_CACHE="$work/cache" sh -c "$command --out '$work/again'" >"$work/said" 2>&1 || rc=$?
{ [ "$rc" -eq 1 ] && grep -q 'leafzap: FAIL passed=0 failed=1 ' "$work/said"; } || {
	cat "$work/said"
	die "$command: exit $rc, and not one case that fails"
}
echo "bisect: patch $bug of 16, by $builds builds and $runs runs"
