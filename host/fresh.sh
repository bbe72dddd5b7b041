#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# fresh.sh: README's two commands, ./run.sh and then make check, from what is committed, on a Debian that debootstrap
# has just made (its minbase and nothing else), with an empty cache; and a table of what came out. Exit 0 only if all
# that was asked for passed, and skipped nothing. The environment may ask for less, or give another place:
#   RELEASES="bookworm trixie"   USERS="root user"   COMMANDS="run check"   ROOMS=/var/tmp (10 GiB)
# "user" has sudo without a password, for which sudo is installed first.
set -eu
# As in run.sh: an interrupt must work in a background, too.
if [ -z "${LEAFZAP_SIGNALS:-}" ] && env --default-signal=INT true 2>/dev/null; then
	LEAFZAP_SIGNALS=1 exec env --default-signal=INT "$0" "$@"
fi
unset LEAFZAP_SIGNALS
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"
lz_trap_signals

releases=${RELEASES:-bookworm trixie} users=${USERS:-root user} commands=${COMMANDS:-run check}
for word in $users $commands; do
	case $word in root | user | run | check) ;; *) die "fresh.sh: '$word' is none of root, user; run, check" ;; esac
done
[ "$(id -u)" -eq 0 ] || die "debootstrap and chroot need root: run make fresh as root"
"$here/packages.sh" fresh
rooms=$(mktemp -d "${ROOMS:-/var/tmp}/leafzap-fresh.XXXXXX") || die "ROOMS=${ROOMS:-/var/tmp}: cannot make a folder there"
# The mounts are in a namespace that has gone with its last process.
trap 'rc=$?; lz_kill_step; rm -rf --one-file-system "$rooms"; exit "$rc"' EXIT
[ "$(lz_free_mib "$rooms")" -ge 10240 ] || die "$rooms has $(lz_free_mib "$rooms") MiB left, 10240 are needed: give another place, ROOMS=DIR"
logs=$top/results/fresh-$(date -u +%Y%m%d-%H%M%S)
mkdir -p "$logs"
git() { command git -c safe.directory="$top" -C "$top" "$@"; }
commit=$(git rev-parse --short HEAD) || die "$top is no git repository: there is nothing committed to try"
[ -z "$(git status --porcelain)" ] || say "warning: what is not committed is not tried"

# base RELEASE: $rooms/RELEASE, as debootstrap makes it, and with this machine's way to the archive.
base() {
	base=$rooms/$1
	"$here/kernel/sources.sh" "$1" >"$rooms/sources"
	mirror=$(awk -v suite="$1" '$1 == "deb" && $(NF - 1) == suite { print $(NF - 2); exit }' "$rooms/sources")
	[ -n "$mirror" ] || die "apt's sources have no archive of Debian: $1 cannot be had"
	lz_step "debootstrap of $1" "$logs/$1.log" debootstrap --variant=minbase "$1" "$base" "$mirror" || {
		tail -n 5 "$logs/$1.log" >&2
		return 1
	}
	rm -f "$base/etc/apt/sources.list.d/"*
	cp "$rooms/sources" "$base/etc/apt/sources.list"
	apt-config dump | grep -E '^Acquire::(https?|Check-|ForceIPv)' >"$base/etc/apt/apt.conf.d/90fresh" || :
	for f in /etc/apt/auth.conf /etc/apt/auth.conf.d /etc/resolv.conf; do
		[ ! -e "$f" ] || cp -RL "$f" "$base${f%/*}/"
	done
	printf '127.0.0.1 localhost %s\n' "$(hostname)" >"$base/etc/hosts"
}

# inside ROOM USER LOG TITLE COMMAND: in processes and mounts of its own, which end with it. Of this machine's
# environment only what leads to the network.
inside() {
	room=$1 who=$2 log=$3 title=$4 command=$5
	id=0 home=$(getent passwd root | cut -d: -f6)
	[ "$who" = root ] || id=1000 home=/home/user
	# shellcheck disable=SC2016 # for the inner shell
	lz_step "$title" "$log" unshare --mount --pid --fork --kill-child sh -c 'set -eu
		room=$1 id=$2 && shift 2
		mount -t proc proc "$room/proc"
		mount --bind /sys "$room/sys"
		mount --bind /dev "$room/dev"
		mount -t devpts -o newinstance,ptmxmode=0666 devpts "$room/dev/pts"
		mount -t tmpfs tmpfs "$room/dev/shm"
		exec chroot --userspec="$id:$id" "$room" env -i "$@"' sh \
		"$room" "$id" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" USER="$who" \
		LOGNAME="$who" ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
		${no_proxy:+no_proxy="$no_proxy"} sh -c "cd && $command"
}

# furnish ROOM USER: what is committed, in the user's home.
furnish() {
	home=$1$(getent passwd root | cut -d: -f6)
	if [ "$2" = user ]; then
		inside "$1" root "$logs/sudo.log" "sudo, and a user" "apt-get -q update && DEBIAN_FRONTEND=noninteractive \
			apt-get -q -y install --no-install-recommends sudo && useradd -m -u 1000 -U user &&
			echo 'user ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/user" || return 1
		home=$1/home/user
	fi
	mkdir -p "$home/leafzap"
	git archive HEAD | tar -x -C "$home/leafzap" || return 1
	[ "$2" = root ] || chown -R 1000:1000 "$home/leafzap"
}

# versions ROOM: kernels, compilers and QEMU that are there now.
versions() {
	kernels=$(cat "$1$home_in"/.cache/leafzap/modules/*/release 2>/dev/null | sort -u | sed 's/+.*//; s/-cloud.*//' | paste -sd,)
	gccs=$(for gcc in "$1"/usr/bin/x86_64-linux-gnu-gcc-[0-9]*; do
		[ ! -e "$gcc" ] || chroot "$1" "${gcc#"$1"}" -dumpfullversion
	done | paste -sd,)
	qemu=$(chroot "$1" qemu-system-x86_64 --version 2>/dev/null | sed -n 's/.*version \([0-9.]*\).*/\1/p')
}

bad=0
row() {
	printf '%-9s %-5s %-6s %-18s %-14s %-8s %7s  %s\n' "$@" | tee -a "$logs/table"
	case $8 in PASS*) ;; *) [ "$3" = command ] || bad=1 ;; esac
}

# try RELEASE USER COMMAND
try() {
	log=$logs/$1-$2-$3.log start=$(date +%s) rc=0
	case $3 in
	run) command='cd leafzap && ./run.sh' ;;
	check) command='cd leafzap && make check' ;;
	esac
	inside "$room" "$2" "$log" "$1, $2, $3" "$command" || rc=$?
	last=$(tail -n 1 "$log")
	case $rc-$last in
	0-*PASS* | 0-*', 0 failed, 0 skipped') verdict="PASS ${last#*: PASS }" ;;
	*) verdict="FAIL (exit $rc) $last" ;;
	esac
	versions "$room"
	row "$1" "$2" "$3" "${kernels:--}" "${gccs:--}" "${qemu:--}" $(($(date +%s) - start)) "$verdict"
}

say "commit $commit; logs and the table are in $logs"
row release user command kernel gcc QEMU seconds verdict
for release in $releases; do
	base "$release" || {
		row "$release" - - - - - - "FAIL no base: $(tail -n 1 "$logs/$release.log")"
		continue
	}
	for user in $users; do
		room=$rooms/room home_in=/home/user
		[ "$user" = user ] || home_in=$(getent passwd root | cut -d: -f6)
		cp -a "$rooms/$release" "$room"
		furnish "$room" "$user" || {
			row "$release" "$user" - - - - - "FAIL no room: $(tail -n 1 "$logs/sudo.log")"
			rm -rf --one-file-system "$room" && continue
		}
		# make check takes make, which ./run.sh has brought.
		case $commands in
		*run*) ;;
		*) inside "$room" root "$logs/make.log" make 'apt-get -q update && apt-get -q -y install --no-install-recommends make' || : ;;
		esac
		for command_name in $commands; do try "$release" "$user" "$command_name"; done
		rm -rf --one-file-system "$room"
	done
	rm -rf --one-file-system "${rooms:?}/$release"
done
exit "$bad"
