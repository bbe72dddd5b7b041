// SPDX-License-Identifier: GPL-2.0-only
// Where a VM keeps what leafzap knows of it.

@vm_state@
@@
 struct kvm_arch {
 ...
+struct leafzap_vm *leafzap;
 };
