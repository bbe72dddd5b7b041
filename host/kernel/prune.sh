#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# prune.sh: keeps the newest built KVMs in the cache, 10 MiB each, the last week of what an older leafzap kept, scratch of
# the last day, and bases of --series, 4 GiB each with what was built of them, for a week after their last run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
lz_open_cache
keep=120
# Not younger than a day: a lab may be about to start from it.
find "$cache/modules" -mindepth 2 -maxdepth 2 -name used -mmin +1440 -printf '%T@ %h\n' 2>/dev/null |
	sort -rn | awk -v keep="$keep" 'NR > keep { print $2 }' |
	while read -r d; do rm -rf "$d"; done
find "$cache/hooked" -type f -mmin +10080 -delete 2>/dev/null || :
find "$cache/tmp" -mindepth 1 -maxdepth 1 -mmin +1440 -exec rm -rf {} +
find "$cache/series" -mindepth 2 -maxdepth 2 -name used -mmin +10080 -printf '%h\n' 2>/dev/null | while read -r d; do
	for copy in "$cache"/trees/*/; do
		case $(readlink "${copy}tree") in "$d"/*) rm -rf "$copy" ;; esac
	done
	rm -rf "$d"
done
