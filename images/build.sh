#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# build.sh: all boot images, into images/out: leafzap-guest.iso, and leafzap-host as .raw, .qcow2, .vmdk
# (stream-optimized), .vhd (fixed size) and .tar.gz (with disk.raw). KERNELS="7.3 6.12" for others than 6.1 and 6.12.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
# shellcheck source=../host/lib.sh
. "$top/host/lib.sh"
lz_trap_signals
lz_open_cache
out=$here/out
begin=$(date +%s)

"$top/host/packages.sh" build lab images
mkdir -p "$out"
need=1500
[ "$(lz_free_mib "$out")" -ge "$need" ] || die "$out has $(lz_free_mib "$out") MiB left, $need are needed"

lz_capture "$top/host/cached.sh" guest leafzap-guest.elf common
guest=$lz_out
lz_capture "$top/host/cached.sh" host/lab leafzap-lab host/report common guest/options.def
runner=$lz_out
lz_capture "$top/host/cached.sh" host/report leafzap-report host/lab common
report=$lz_out

say "leafzap-guest.iso"
"$here/iso.sh" "$guest" "$out/leafzap-guest.iso"

set --
# shellcheck disable=SC2013 # words
for kernel in ${KERNELS:-6.1 6.12}; do
	lz_capture "$top/host/leafzap.sh" build --kernel "$kernel"
	modules=$lz_out
	lz_capture "$top/host/lab/initramfs.sh" --image "$report" "$modules" "$guest" "$runner"
	set -- "$@" "$kernel=$modules=$(printf '%s\n' "$lz_out" | head -n 1)"
	qemu=$(printf '%s\n' "$lz_out" | tail -n 1)
done
say "leafzap-host.raw"
"$here/disk.sh" "$out/leafzap-host.raw" "$@" -- "$qemu"
"$here/formats.sh" "$out/leafzap-host.raw" "$out/leafzap-host"
(cd "$out" && sha256sum leafzap-guest.iso leafzap-host.* | grep -v SHA256 >SHA256SUMS)
(cd "$out" && du -k leafzap-*) | awk '{ printf "%7d KiB  %s\n", $1, $2 }'
say "images are in $out, after $(($(date +%s) - begin)) s"
