#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# unpack.sh DEBS OUT: the work of prepare.sh.
set -eu
debs=$1 out=$2
abi=$(cat "$debs/abi")
flavour=$(cat "$debs/flavour")
mkdir -p "$out/tree/arch" "$out/image" "$out/extra" "$out/packages"

for deb in "$debs"/linux-headers-*.deb "$debs"/linux-kbuild-*.deb; do
	echo "unpacking ${deb##*/}"
	dpkg-deb -x "$deb" "$out/packages"
done
common=$out/packages/usr/src/linux-headers-$abi-common
headers=$out/packages/usr/src/linux-headers-$abi-$flavour
tree=$out/tree

# The headers package splits what is common to all flavours from what was generated for this one;
# merged they are source tree and object tree at once, as after "make modules_prepare".
mv "$common/Makefile" "$common/include" "$tree/"
mv "$common/arch/x86" "$tree/arch/"
cp -a "$headers/arch/." "$tree/arch/"
cp -a "$headers/include/." "$tree/include/"
mv "$headers/.config" "$headers/Module.symvers" "$tree/"
# Nothing but the kernel's BTF, which modules are encoded against. 6.1 has none: they go without there.
[ ! -e "$headers/vmlinux" ] || mv "$headers/vmlinux" "$tree/"
for kbuild in "$out"/packages/usr/lib/linux-kbuild-*; do cp -a "$kbuild/." "$tree/"; done
rm -rf "$out/packages"

for deb in "$debs"/linux-image-*.deb; do
	echo "unpacking ${deb##*/}"
	dpkg-deb -x "$deb" "$out/image"
done
[ -e "$out/image/boot/vmlinuz-$abi-$flavour" ]

# By name, so that tar can stop at nothing: the tarball is read once, as a stream.
for deb in "$debs"/linux-source-*.deb; do
	echo "unpacking KVM's sources from ${deb##*/}"
	mkdir "$out/source.d"
	dpkg-deb --fsys-tarfile "$deb" | tar -xO --wildcards './usr/src/*.tar.xz' | xz -T0 -dc |
		tar -C "$out/source.d" -x --strip-components=1 --wildcards '*/arch/x86/kvm' '*/virt' \
			'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
			'*/scripts/const_structs.checkpatch' '*/tools/testing/selftests/kvm' '*/MAINTAINERS'
	printf '%s\n' "$deb" >"$out/source"
done
cp -a "$out/source.d/arch/." "$tree/arch/"
rm -rf "$tree/virt"
mv "$out/source.d/virt" "$tree/"
rm -rf "$out/source.d/arch"
mv "$out/source.d/scripts" "$out/source.d/tools" \
	"$out/source.d/MAINTAINERS" "$out/extra/"
rm -rf "$out/source.d"

# As the image says it: kernel.release of 6.1 is the upstream version.
sed -n 's/^#define UTS_RELEASE "\(.*\)"/\1/p' "$tree/include/generated/utsrelease.h" >"$out/release"
echo "unpacked"
