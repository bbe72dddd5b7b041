#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tcg.sh VMLINUZ INITRAMFS APPEND: see qemu.sh.
exec "$(dirname "$0")/qemu.sh" tcg "$@"
