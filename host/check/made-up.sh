# SPDX-License-Identifier: GPL-2.0-only
# A copy of the repository in $work whose kernel is made up: Debian's packages of it hold one file of KVM, and its
# compilers are what gcc and compile.sh say here. For checks of what is said and done around a build.
# shellcheck shell=sh disable=SC2154,SC2034 # what is set here is for the check

# made_up SCRIPT: of host/, with the text on standard input.
made_up() { { echo '#!/bin/sh' && cat; } >"$work/host/$1" && chmod +x "$work/host/$1"; }

# lz_made_up NAME: makes $work, by that name, and $program. Programs come from the real cache, kernels go to $work/cache.
lz_made_up() {
	work=$(mktemp -d "${TMPDIR:-/tmp}/$1.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	lz_program .
	program=$lz_out bad=0
	real=$PWD
	lz_open_cache
	cp -r run.sh host guest common "$work/"
	mkdir "$work/bin"
	made_up cached.sh <<END
LEAFZAP_CACHE=$cache exec "$real/host/cached.sh" "\$@"
END
	export LEAFZAP_CACHE="$work/cache" PATH="$work/bin:$PATH"
	printf '#!/bin/sh\necho 99.1.0\n' >"$work/bin/gcc-99"
	chmod +x "$work/bin/gcc-99"
	echo CONFIG_GCC_VERSION=990100 >"$work/config"
	made_up packages.sh <<'END'
read -r answer && printf 'packages: %s\n' "$answer" >&2
case $1 in --try) exit 1 ;; esac
END
	made_up kernel/fetch.sh <<'END'
read -r answer && printf 'fetch: %s\n' "$answer" >&2
echo "$LEAFZAP_CACHE/debs/1.0~a"
END
	made_up kernel/unpack.sh <<'END'
mkdir -p "$2/tree/virt/kvm" && echo a >"$2/tree/virt/kvm/a.c"
cp "${0%/*/*/*}/config" "$2/tree/.config"
echo 6.12.0 >"$2/release"
echo debian.deb >"$2/source"
END
	made_up kvm/apply.sh </dev/null
	# The sources of the debug kernel are a whole tree.
	made_up kernel/untar.sh <<'END'
mkdir -p "$2/arch/x86/kvm/mmu" "$2/virt/kvm" "$2/include/linux"
printf 'VERSION = 6\nPATCHLEVEL = 12\n' >"$2/Makefile"
echo a >"$2/virt/kvm/a.c"
for f in Kconfig arch/x86/kvm/Makefile virt/kvm/kvm_main.c include/linux/kvm_host.h; do : >"$2/$f"; done
END
	made_up kernel/make.sh <<'END'
case $3 in O=*) cp "${4#*=}" "${3#*=}/.config" ;; esac
END
	# Of a file with the word "wrong" nothing can be built.
	made_up kernel/compile.sh <<'END'
printf '%s %s\n' "$(cat "$2/virt/kvm/a.c")" "$4" >>"${0%/*/*/*}/compiled"
! grep wrong "$2/virt/kvm/a.c" || { echo "a.c:1: error: wrong" && exit 2; }
mkdir "$3" && echo 6.12.0 >"$3/release"
END
	made_up kernel/whole.sh <<'END'
mkdir "$3" && echo 6.12.0 >"$3/release" && : >"$3/kasan"
END
}

fail() {
	echo "$*"
	bad=1
}
# build STATUS WORDS OPTION...: leafzap build ends so and says so; the folder is in $out, what was said in $work/said.
build() {
	status=$1 words=$2 rc=0
	shift 2
	out=$("$program" --top "$work" build "$@" 2>"$work/said" </dev/null) || rc=$?
	[ "$rc" -eq "$status" ] || fail "build $*: exit $rc instead of $status: $(cat "$work/said")"
	[ -z "$words" ] || says "$words"
}
says() { grep -q -e "$1" "$work/said" || fail "no '$1' in: $(cat "$work/said")"; }
compiled() {
	[ "$(cat "$work/compiled")" = "$1" ] || fail "compiled was $(tr '\n' ',' <"$work/compiled") and not: $1"
	: >"$work/compiled"
}
# keep SCRIPT, and again SCRIPT: as it was before another one was made up.
keep() { cp "$work/host/$1" "$work/kept"; }
again() { cp "$work/kept" "$work/host/$1"; }
# without TOOL WORDS OPTION...: the folders of PATH have all others.
without() {
	rm -rf "$work/few" && mkdir "$work/few" && ln -s /usr/bin/* "$work/few/" && rm -f "$work/few/$1"
	shift
	(PATH=$work/bin:$work/few && build 2 "$@" && exit "$bad") || bad=1
}
