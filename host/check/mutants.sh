#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# mutants.sh [OPTION of leafzap mutants]...: a sample of the planted bugs, one of each kind and the three classic
# ones, on 6.12 or on --kernel K. Each must make run.sh exit with 1; none comes from the cache.
set -eu
exec "$(dirname "$0")/../leafzap.sh" mutants --fresh "$@" \
	skip-straddling-huge-leaf no-flush-after-zap one-page-too-many \
	last-page-kept 2m-leaf-kept zap-first-root-only yield-forgets-flush-flag stale-fault-installed \
	rebuilt-read-only write-protected-only notifier-no-flush leafzap-zap-short
