#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# images.sh: the boot images can be made, two builds are the same bytes, each of the formats holds the same
# disk, and the quick rows of images/boots say what they must.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=../lib.sh
. host/lib.sh
lz_trap_signals
sums=$(mktemp "${TMPDIR:-/tmp}/leafzap-images.XXXXXX")
trap 'lz_exit $? "$sums"' EXIT
out=images/out

images/build.sh
cp "$out/SHA256SUMS" "$sums"
# Somebody else, somewhere else, later.
(umask 077 && TZ=Asia/Tokyo LANG=C.UTF-8 images/build.sh)
cmp "$sums" "$out/SHA256SUMS" || {
	diff "$sums" "$out/SHA256SUMS" || :
	die "two builds of the images differ"
}
for format in qcow2 vmdk vhd; do
	driver=$format
	[ "$format" != vhd ] || driver=vpc
	qemu-img compare -q -f raw -F "$driver" "$out/leafzap-host.raw" "$out/leafzap-host.$format" ||
		die "leafzap-host.$format does not hold the disk of leafzap-host.raw"
done
tar -xOzf "$out/leafzap-host.tar.gz" disk.raw | cmp - "$out/leafzap-host.raw" ||
	die "leafzap-host.tar.gz does not hold leafzap-host.raw"
images/check.sh --quick
