#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bochs.sh VMLINUZ INITRAMFS APPEND: runs a lab on Bochs, a CPU with VMX, EPT, VPID, EPT A/D bits and
# 1G pages, with the lab's serial port on standard output. The environment may set:
#   LEAFZAP_LAB_MIB   memory in MiB (2048; 7168 for guests on 1G pages)
#   LEAFZAP_LAB_CPUS  CPUs (1)
# Exit: 0 the lab powered off, 1 Bochs ended in another way, 2 set-up.
#
# Bochs counts instructions and nothing else moves its clock (sync=none), so two runs with the same
# input are the same run; seed.c is why.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=append.sh
. "$here/append.sh"
[ $# -eq 3 ] || die "usage: bochs.sh VMLINUZ INITRAMFS APPEND"
vmlinuz=$1 initramfs=$2 append=$3
# Bochs looks each block of memory up in a list of all when it starts: the time for that grows with the
# square of the memory. Memory ends at 3 GiB and goes on at 4 GiB; ISOLINUX puts the initramfs below
# 2 GiB, and ACPI's tables lie below 3 GiB. So three whole gigabytes are those from 4 GiB on, if the
# kernel puts its own data where it lies itself (movable_node).
case $append in
*hugetlb1g*) mib=7168 low=movable_node ;;
*) mib=2048 low= ;;
esac
mib=${LEAFZAP_LAB_MIB:-$mib}
cpus=${LEAFZAP_LAB_CPUS:-1}
bios=/usr/share/bochs/BIOS-bochs-latest
vga=/usr/share/vgabios/vgabios.bin
loader=/usr/lib/ISOLINUX/isolinux.bin
modules=/usr/lib/syslinux/modules/bios
for need in "$bios" "$vga" "$loader" "$modules/ldlinux.c32" "$vmlinuz" "$initramfs"; do
	[ -r "$need" ] || die "cannot read $need"
done

# What Bochs keeps in memory of its own: it takes no more.
kept=$mib
[ "$kept" -le 2048 ] || kept=2048

# Instructions a second of the lab's time, and with that the rate of its TSC. CPUID tells of 3.5 GHz.
ips=50000000
tsc="tsc=reliable tsc_early_khz=$((ips / 1000))"
# CPUID tells of hyper-threads that are not there: the kernel would warn. Of APERF and MPERF as well: each
# tick would read both and fault. After a panic it reboots by a triple fault, at which Bochs ends: any other
# way it would run the lab once more.
# noxsave: Linux finds other sizes in Bochs' CPUID leaf 0xd than it works out, warns, and does without anyway.
quick='clearcpuid=ht,aperfmperf noxsave reboot=t'
# A third of the kernel's boot: self-tests of its ciphers, keys for modules' signatures, a random number
# generator, types for BPF programs, names for kprobes.
quick="$quick cryptomgr.notests initcall_blacklist=load_system_certificate_list,jent_mod_init"
quick="$quick,bpf_tcp_ca_kfunc_init,bpf_dummy_struct_ops_init,init_kprobe_trace"
# Bochs 3.0 shows posted interrupts, and refuses each entry with them: "Posted Interrupt Descriptor phy addr malformed".
# 2.7 has none, and KVM does without APICv there.
quick="$quick kvm_intel.enable_apicv=0"
# Pages of 2M are taken when they are touched: guests have room for more than the lab has memory.
pool=leafzap.pool=1024

work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-bochs.XXXXXX")
bochs_pid='' relay_pid=''
# script(1) is killed with its group; Bochs loses its terminal then, and ends.
stop() {
	rc=$1
	trap '' INT TERM HUP
	[ -z "$bochs_pid" ] || kill -KILL "-$bochs_pid" 2>/dev/null || :
	[ -z "$relay_pid" ] || kill -TERM "$relay_pid" 2>/dev/null || :
	rm -rf "$work"
	exit "$rc"
}
trap 'stop $?' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# ISOLINUX, not GRUB, which copies byte by byte: that took more instructions than all of the rest. The
# same files make the same image, so that the lab's clock cannot differ.
mkdir "$work/iso"
cp "$vmlinuz" "$work/iso/vmlinuz"
cp "$initramfs" "$work/iso/initramf"
cp "$loader" "$modules/ldlinux.c32" "$work/iso"
cat >"$work/iso/isolinux.cfg" <<END
DEFAULT lab
LABEL lab
	KERNEL vmlinuz
	INITRD initramf
	APPEND $(lz_append "$here/../lab/cmdline" "$tsc" "$quick" $low "$pool" "$append")
END
find "$work/iso" -exec touch -d @0 {} +
SOURCE_DATE_EPOCH=0 xorriso -as mkisofs -quiet -o "$work/lab.iso" -b isolinux.bin -c boot.cat -no-emul-boot \
	-boot-load-size 4 -boot-info-table "$work/iso" >"$work/log" 2>&1 || {
	tail -n 5 "$work/log" >&2
	die "xorriso could not make the lab's boot image in $work (disk full?)"
}
rm -rf "$work/iso"
gcc -Wall -Wextra -Werror -shared -fPIC -O2 -o "$work/seed.so" "$here/seed.c" || die "$here/seed.c does not build (disk full?)"
mkfifo "$work/com1"

cat >"$work/bochsrc" <<END
config_interface: textconfig
display_library: term
cpu: model=corei7_skylake_x, count=$cpus, ips=$ips, reset_on_triple_fault=0
memory: guest=$mib, host=$kept
romimage: file=$bios
vgaromimage: file=$vga
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=$work/lab.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/com1
clock: sync=none, time0=946684800
log: $work/bochs.log
panic: action=fatal
error: action=report
info: action=ignore
debug: action=ignore
END
# Debian builds the debugger in; it waits for a command, and this is it.
echo c >"$work/rc"

cat "$work/com1" &
relay_pid=$!
# The display is a terminal, which script(1) makes up; nothing of it is of use.
TERM=vt100 setpriv --pdeathsig KILL setsid script -qec \
	"LD_PRELOAD=$work/seed.so bochs-bin -q -f $work/bochsrc -rc $work/rc" /dev/null >"$work/term" 2>&1 </dev/null &
bochs_pid=$!
wait "$bochs_pid" || :
bochs_pid=''
# If Bochs died before it opened its end, cat is still waiting for it.
: <>"$work/com1"
wait "$relay_pid" || :
relay_pid=''

grep -q 'ACPI control: soft power off' "$work/bochs.log" || {
	tail -n 5 "$work/bochs.log" >&2
	why='Bochs ended before the lab powered off'
	! grep -qi 'triple fault' "$work/bochs.log" || why="the lab's kernel reset the CPU, as it does after a panic"
	say "$why"
	exit 1
}
