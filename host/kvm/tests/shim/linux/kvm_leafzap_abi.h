/* SPDX-License-Identifier: GPL-2.0-only */
#include "../../../../../common/kvm_leafzap_abi.h"
