#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# fetch.sh: which build of a kernel fetch.sh takes of those that apt knows, where else it looks, what it says if there is
# none, and the same of builds.sh. apt and its archives are made up: a file for each of $work/archive, of lines
# "PACKAGE VERSION". Nothing is downloaded.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d "${TMPDIR:-/tmp}/leafzap-fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/archive"
export LEAFZAP_CACHE="$work/cache" PATH="$work/bin:$PATH" MADE_UP="$work"
bad=0

fail() {
	echo "fetch: $*"
	bad=1
}
# The archive is the release in the path of the sources; else the machine's own, whose lists may be stale.
for tool in apt-cache apt-get dpkg-deb; do
	{
		cat <<'END'
#!/bin/sh
echo "${0##*/} $*" >>"$MADE_UP/calls"
archive=stale
while :; do
	case $1 in
	-o) case $2 in *parts=*) archive=${2%/sources} archive=${archive##*/} ;; Dir::Cache=*) archive=own ;; esac ;;
	-q) shift && continue ;;
	*) break ;;
	esac
	shift 2
done
archive=$MADE_UP/archive/$archive
[ -e "$archive" ] || archive=/dev/null
END
		case $tool in
		apt-cache) cat <<'END' ;;
case $1 in
pkgnames) cut -d' ' -f1 "$archive" | sort -u | grep "^$2" ;;
madison) shift && for p in "$@"; do sed -n "s/^\($p\) \(.*\)/ \1 | \2 | somewhere/p" "$archive"; done ;;
esac
END
		apt-get) cat <<'END' ;;
case $1 in
update) echo "E: no network" && exit 100 ;;
download) shift && for p in "$@"; do : >"${p%%=*}_${p#*=}_amd64.deb"; done ;;
esac
END
		dpkg-deb) echo "cat $work/depends" ;;
		esac
	} >"$work/bin/$tool"
	chmod +x "$work/bin/$tool"
done
echo 'libc6 (>= 2.0), libelf1t64 (>= 0.1), zlib1g:any' >"$work/depends"

# offer ARCHIVE VERSION ABI [WITHOUT]: a build of 6.12, without the packages whose names begin so.
offer() {
	for p in "linux-image-$3-cloud-amd64" "linux-headers-$3-cloud-amd64" "linux-headers-$3-common" "linux-kbuild-$3" linux-source-6.12; do
		[ "${p#"${4:-none}"}" != "$p" ] || echo "$p $2" >>"$work/archive/$1"
	done
}
# run STATUS WORDS SCRIPT ARG...: what it printed is in $out.
run() {
	status=$1 words=$2 rc=0
	shift 2
	: >"$work/calls"
	out=$("host/kernel/$1.sh" "$2" ${3:+"$3"} 2>"$work/said") || rc=$?
	[ "$rc" -eq "$status" ] || fail "$*: exit $rc instead of $status: $(cat "$work/said")"
	[ -z "$words" ] || grep -q -e "$words" "$work/said" || fail "$*: no '$words' in: $(cat "$work/said")"
}
holds() { [ "$(cd "$out" && find . -type f | sort | tr '\n' ' ')" = "$1" ] || fail "$out holds $(ls "$out") and not $1"; }

run 2 "no kernel '5.0'; known: 6.1 6.12 7" fetch 5.0
run 2 'cannot download linux-source-6.12 and its image' fetch 6.12
grep -q '^E: no network' "$work/said" || fail "what apt says is not told"
grep -q "those of Debian's trixie" "$work/said" || fail "nothing is said of another release"
run 2 'apt knows no version of linux-source-6.12' builds 6.12

# Further and further away. Of two builds the newer one has no kbuild.
offer trixie 6.12.9-1 6.12.9+t
run 0 "looking into those of Debian's trixie" fetch 6.12
[ "$out" = "$LEAFZAP_CACHE/debs/6.12/6.12.9-1" ] || fail "from the other release came $out"
offer own 6.12.10-1 6.12.10+o
LEAFZAP_REFRESH=1 run 0 'refreshing the package lists' fetch 6.12
[ "$out" = "$LEAFZAP_CACHE/debs/6.12/6.12.10-1" ] || fail "from lists of our own came $out"
offer stale 6.12.11-1 6.12.11+s
offer stale 6.12.12-1 6.12.12+s linux-kbuild
LEAFZAP_REFRESH=1 run 0 '' fetch 6.12
[ "$out" = "$LEAFZAP_CACHE/debs/6.12/6.12.11-1" ] || fail "from the machine's lists came $out"
[ "$(cat "$out/abi" "$out/flavour")" = '6.12.11+s
cloud-amd64' ] || fail "abi and flavour are $(cat "$out/abi" "$out/flavour")"
holds './abi ./flavour ./linux-headers-6.12.11+s-cloud-amd64_6.12.11-1_amd64.deb ./linux-headers-6.12.11+s-common_6.12.11-1_amd64.deb '\
'./linux-image-6.12.11+s-cloud-amd64_6.12.11-1_amd64.deb ./linux-kbuild-6.12.11+s_6.12.11-1_amd64.deb ./linux-source-6.12_6.12.11-1_amd64.deb '
first=$out
run 0 '' fetch 6.12
[ "$out $(cat "$work/calls")" = "$first " ] || fail "apt was asked for what is there: $(cat "$work/calls")"
run 0 '' builds 6.12
[ "$out" = "$(printf '6.12.9-1\n6.12.10-1')" ] || fail "builds of 6.12 are $out"

# A kernel of three packages, whose tools are made for a newer C library.
for p in binary modules base; do echo "linux-$p-6.12.13+n-cloud-amd64 6.12.13-1" >>"$work/archive/stale"; done
offer stale 6.12.13-1 6.12.13+n linux-image
echo 'libc6 (>= 99), libelf1t64 (>= 0.1), zlib1g:any' >"$work/depends"
LEAFZAP_REFRESH=1 run 0 '' fetch 6.12
[ -e "$out/linux-binary-6.12.13+n-cloud-amd64_6.12.13-1_amd64.deb" ] || fail "no linux-binary in $out"
[ "$(cd "$out/runtime" && echo ./*)" = './libc6_libc6_amd64.deb ./libelf1t64_libelf1t64_amd64.deb ./zlib1g_zlib1g_amd64.deb' ] ||
	fail "libraries are $(ls "$out/runtime")"
first=$out
rm "$work/archive"/*
LEAFZAP_REFRESH=1 run 0 'no newer kernel can be had now, using the one in the cache' fetch 6.12
[ "$out" = "$first" ] || fail "the newest of the cache is $out"
run 2 'cannot unpack linux-source-6.12 6.12.9-1' builds 6.12 6.12.9-1
rm "$work/bin/apt-get"
mkdir "$work/few"
ln -s /usr/bin/* "$work/few/"
rm -f "$work/few/apt-get"
(PATH=$work/bin:$work/few LEAFZAP_REFRESH=1 run 2 'this machine has no apt-get' fetch 6.12 && exit "$bad") || bad=1
[ "$bad" -eq 0 ] && echo "fetch: the newest whole build, from near and far"
exit "$bad"
