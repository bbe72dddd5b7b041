# SPDX-License-Identifier: GPL-2.0-only
# The kernel's command line, as far as it is the same with each engine, or on each image: host/lab/cmdline.
# shellcheck shell=sh

# lz_words FILE lab|image: the words of FILE for that one, on one line.
lz_words() { sed -nE "s/^(all|$2) ([^ ]*).*/\2/p" "$1" | tr '\n' ' '; }

# lz_append FILE WORD...: a lab's command line on one line; LEAFZAP_APPEND is what the kernel was built for.
lz_append() {
	lz_words "$1" lab
	shift
	printf '%s' "${LEAFZAP_APPEND:+$LEAFZAP_APPEND }"
	# Whole gigabytes are there for sure only at boot.
	case $* in *hugetlb1g*) printf 'hugepagesz=1G hugepages=4 ' ;; esac
	printf '%s' "$*"
}
