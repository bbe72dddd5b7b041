#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# unpack.sh DEBS OUT: makes of Debian's packages in DEBS what host/leafzap/kernel/kernel.h calls a base. What is wrong is said on a line "error: ...", the last one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
debs=$1 out=$2
abi=$(cat "$debs/abi")
flavour=$(cat "$debs/flavour")
mkdir -p "$out/tree/arch" "$out/image" "$out/extra" "$out/packages"

fail() {
	echo "error: $*"
	exit 2
}

# unpack DEB DIR
unpack() {
	echo "unpacking ${1##*/}"
	dpkg-deb -x "$1" "$2" || fail "${1##*/} cannot be unpacked"
}

# only FIND'S WORDS: the one file that this finds.
only() {
	found=$(find "$@" -print)
	[ "$(printf '%s\n' "$found" | grep -c .)" -eq 1 ] || fail "not one file, in $1: $(printf '%s ' "$found")of: $*"
	printf '%s\n' "$found"
}

for deb in "$debs"/linux-headers-*.deb "$debs"/linux-kbuild-*.deb; do unpack "$deb" "$out/packages"; done
common=$out/packages/usr/src/linux-headers-$abi-common
headers=$out/packages/usr/src/linux-headers-$abi-$flavour
tree=$out/tree
for part in "$common/Makefile" "$headers/.config"; do
	[ -e "$part" ] || fail "the headers' packages have no ${part#"$out/packages"}"
done

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

# on_its_own_library TOOL: a script that has the loader of runtime/ start it. By a relative path, as trees are copied.
on_its_own_library() {
	echo "${1#"$tree/"} is made for a newer C library than this machine's"
	up=$(printf '%s' "${1#"$tree/"}" | tr -cd / | sed 's,/,/..,g')
	mv "$1" "$1.elf"
	cat >"$1" <<END
#!/bin/sh
here=\${0%/*}
lib=\$here$up/runtime/usr/lib/x86_64-linux-gnu
exec "\$lib/ld-linux-x86-64.so.2" --library-path "\$lib" "\$here/${1##*/}.elf" "\$@"
END
	chmod 755 "$1"
}

if [ -d "$debs/runtime" ]; then
	for deb in "$debs"/runtime/*.deb; do unpack "$deb" "$tree/runtime"; done
	find "$tree/scripts" "$tree/tools" -type f -perm -100 ! -name '*.sh' ! -name '*.pl' | while read -r tool; do
		! ldd "$tool" 2>&1 | grep -q "not found" || on_its_own_library "$tool"
	done
fi

for deb in "$debs"/linux-image-*.deb "$debs"/linux-binary-*.deb "$debs"/linux-modules-*.deb; do
	[ ! -e "$deb" ] || unpack "$deb" "$out/image"
done
# Where they lie is Debian's affair: /boot, /lib and /usr/lib have all been seen.
vmlinuz=$(only "$out/image" -type f \( -name "vmlinuz-$abi-$flavour" -o -path "*/$abi-$flavour/vmlinuz" \))
irqbypass=$(only "$out/image" -type f -name 'irqbypass.ko*')
ln -s "image${vmlinuz#"$out/image"}" "$out/vmlinuz"
# The one module that KVM depends on; some of Debian's kernels compress it.
case $irqbypass in
*.xz) xz -dc "$irqbypass" ;;
*.zst) zstd -q -dc "$irqbypass" ;;
*) cat "$irqbypass" ;;
esac >"$out/irqbypass.ko"

for deb in "$debs"/linux-source-*.deb; do
	echo "unpacking KVM's sources from ${deb##*/}"
	"$here/untar.sh" "$deb" "$out/extra" '*/arch/x86/kvm' '*/virt' '*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
		'*/scripts/const_structs.checkpatch' '*/tools/testing/selftests/kvm' '*/MAINTAINERS' ||
		fail "${deb##*/} cannot be unpacked"
	printf '%s\n' "$deb" >"$out/source"
done
cp -a "$out/extra/arch/." "$tree/arch/"
rm -rf "$tree/virt" "$out/extra/arch"
mv "$out/extra/virt" "$tree/"

# As the image says it: kernel.release of 6.1 is the upstream version.
sed -n 's/^#define UTS_RELEASE "\(.*\)"/\1/p' "$tree/include/generated/utsrelease.h" >"$out/release"
echo "unpacked"
