// SPDX-License-Identifier: GPL-2.0-only
// A VM's state lives as long as its MMU.

@init_vm@
@@
 kvm_arch_init_vm(...)
 {
 ... when any
+leafzap_init_vm(kvm);
 return 0;
 ... when any
 }

@destroy_vm@
@@
 kvm_arch_destroy_vm(...)
 {
 ... when any
 kvm_mmu_uninit_vm(kvm);
+leafzap_destroy_vm(kvm);
 ... when any
 }
