# SPDX-License-Identifier: GPL-2.0-only
# leafzap's entry points; each is a script or a makefile of its own.
.POSIX:

all: help

# Every test that belongs before a commit. STEPS="lint unit" runs only these.
check:
	@host/check/check.sh $(STEPS)

# README's two commands on a Debian 12 and a 13 that were made a moment ago, with a table: hours; needs root.
# RELEASES="trixie" USERS=root COMMANDS=run for less.
fresh:
	@RELEASES="$(RELEASES)" USERS="$(USERS)" COMMANDS="$(COMMANDS)" ROOMS="$(ROOMS)" host/fresh.sh

# Every planted bug, or NAMES="a b"; writes mutants.md and peers.md in docs/generated. SEED=N for another seed,
# KERNEL=K for another kernel.
mutants:
	@host/leafzap.sh mutants $(if $(KERNEL),--kernel $(KERNEL)) $(if $(SEED),--seed $(SEED)) $(NAMES)

# The boot images, into images/out. KERNELS="7.3 6.12" for others than 6.1 and 6.12.
images:
	@KERNELS="$(KERNELS)" images/build.sh

# Boots all of them in QEMU, or NAMES="a b" (images/check.sh --list).
images-check:
	@images/check.sh $(NAMES)

# A bug of each kind on Bochs, under EPT, or NAMES="a b"; writes docs/generated/mutants-ept.md.
mutants-ept:
	@host/leafzap.sh mutants --engine bochs $(if $(SEED),--seed $(SEED)) $(NAMES)

# The bugs by which memory is used after it was freed, on a kernel that looks for that, or NAMES="a b"; writes
# docs/generated/mutants-debug.md.
mutants-debug:
	@host/leafzap.sh mutants --kernel debug $(if $(SEED),--seed $(SEED)) $(NAMES)

# Hooks, mutants and variants placed in every build of every kernel that the archive still has; nothing is built.
drift:
	@host/check/drift.sh

# A git am-able series for the kernel list, on standard output or into DIR.
series:
	@$(MAKE) -s -C host series

format:
	@host/check/lint.sh --fix

help:
	@echo 'make check     all tests (STEPS="..." for some: host/check/check.sh --list)'
	@echo 'make mutants   all planted bugs (NAMES="..." for some, SEED=N, KERNEL=K)'
	@echo 'make mutants-ept  a bug of each kind under EPT, on Bochs (slow)'
	@echo 'make mutants-debug  uses after free, seen by KASAN and by poison (slow)'
	@echo 'make drift     hooks and mutants placed in every kernel that Debian still has'
	@echo 'make fresh     ./run.sh and make check on a Debian 12 and 13 made for it (RELEASES, USERS, COMMANDS; root)'
	@echo 'make series    the kernel patch as a series'
	@echo 'make images    boot images, into images/out (docs/cloud.md); make images-check boots them'
	@echo 'make format    clang-format over the C files'
	@echo './run.sh       the main job (./run.sh --help)'

.PHONY: all check drift fresh images images-check mutants mutants-debug mutants-ept series format help
