#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# untar.sh DEB FOLDER [PATTERN...]: unpacks the kernel's source in DEB, a linux-source package of Debian's, into FOLDER:
# all of it, or what is named so (*/virt), where * stands for one folder. Seconds: the source is read as a whole.
set -eu
deb=$1 folder=$2
shift 2
mkdir -p "$folder"
[ $# -eq 0 ] || set -- --wildcards --no-wildcards-match-slash "$@"
dpkg-deb --fsys-tarfile "$deb" | tar -xO --wildcards './usr/src/*.tar.xz' | xz -T0 -dc |
	tar -C "$folder" -x --strip-components=1 "$@"
