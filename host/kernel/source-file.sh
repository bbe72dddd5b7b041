#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# source-file.sh BASE PATH TO: takes one file out of Debian's source package, for a patch that touches
# more than KVM. A file that is not there is one that the patch creates. Seconds, hence not the rule.
set -eu
base=$1 path=$2 to=$3
deb=$(cat "$base/source")
dpkg-deb --fsys-tarfile "$deb" | tar -xO --wildcards './usr/src/*.tar.xz' | xz -T0 -dc |
	tar -xO --wildcards "*/$path" --no-wildcards-match-slash >"$to" 2>/dev/null || rm -f "$to"
