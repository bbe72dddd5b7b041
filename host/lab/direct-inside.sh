#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# direct-inside.sh: what direct-check.sh runs in the lab, where KVM carries leafzap.
export PATH=/usr/bin:/bin LEAFZAP_CACHE=/cache LEAFZAP_NO_INSTALL=1 CI=true
cd /leafzap || exit 1
exec </dev/null 2>&1

settings() {
	cat /sys/kernel/mm/transparent_hugepage/enabled /sys/kernel/mm/transparent_hugepage/shmem_enabled \
		/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages /proc/sys/vm/compaction_proactiveness
}

# A host has settings of its own, which a run must not change.
echo advise >/sys/kernel/mm/transparent_hugepage/shmem_enabled
echo 3 >/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages
settings >/tmp/before

# Not told how, run.sh must find that this host's own KVM can be tested.
rc=0
./run.sh --suite boot --backing memfd,thp,hugetlb2m --vcpus 2 --out /tmp/auto >/tmp/auto.log 2>&1 || rc=$?
cat /tmp/auto.log
if ! grep -q '^@ event=begin mode=direct ' /tmp/auto/labs.log; then rc=auto-did-not-choose-direct; fi
# What a guest was at when it hung is there, and nowhere else.
[ "$rc" = 0 ] || cat /tmp/auto/host.log
echo "inside: auto exit $rc"

settings >/tmp/after
[ "$(cat /tmp/before)" != "$(cat /tmp/after)" ] || echo 'inside: settings are as before'

# An interrupt of a guest that runs ends QEMU, and puts the settings back, too.
./run.sh --mode direct --suite boot,abi --backing thp --vcpus 2 --out /tmp/int >/tmp/int.log 2>&1 &
pid=$!
until grep -qs '^| KTAP' /tmp/int/labs.log || ! kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
kill -TERM "$pid"
rc=0
wait "$pid" || rc=$?
[ "$rc" = 130 ] || cat /tmp/int.log /tmp/int/host.log
echo "inside: direct exit $rc"
tries=0
while grep -ls '^Name:.qemu-system' /proc/[0-9]*/status >/dev/null && [ "$tries" -lt 100 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
settings >/tmp/after
if [ "$tries" -lt 100 ] && [ "$(cat /tmp/before)" = "$(cat /tmp/after)" ]; then
	echo 'inside: nothing is left'
else
	echo "inside: after $tries looks for QEMU, settings:" && cat /tmp/after /tmp/int.log /tmp/int/labs.log
fi
exit 0
