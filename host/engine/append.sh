# SPDX-License-Identifier: GPL-2.0-only
# The lab kernel's command line, as far as it is the same with each engine.
# shellcheck shell=sh

# lz_append APPEND [WORD...]: all words of the command line on one line; APPEND is what the runner is told,
# LEAFZAP_APPEND what the kernel was built for.
lz_append() {
	# The runner relays the kernel's log; the console is for what kills the kernel, and else it would
	# write into the middle of the runner's lines.
	append='console=ttyS0,115200 loglevel=1 log_buf_len=4M oops=panic panic=-1'
	append="$append no_timer_check mitigations=off init_on_alloc=0 nokaslr random.trust_cpu=on audit=0"
	# A machine that is busy with other things must not look like a locked-up one.
	append="$append rcupdate.rcu_cpu_stall_timeout=120 watchdog_thresh=60"
	append="$append kvm.leafzap=1 kvm.nx_huge_pages=off${LEAFZAP_APPEND:+ $LEAFZAP_APPEND}"
	# Whole gigabytes are there for sure only at boot.
	case $* in *hugetlb1g*) append="$append hugepagesz=1G hugepages=4" ;; esac
	printf '%s' "$append"
	printf ' %s' "$@"
}
