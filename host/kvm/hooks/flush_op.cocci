// SPDX-License-Identifier: GPL-2.0-only
// The older name of the member by which Hyper-V flushes all vCPUs.

@flush_op@
@@
 struct kvm_x86_ops {
 ...
 int (*tlb_remote_flush)(struct kvm *kvm);
 ...
 };
+#define LEAFZAP_FLUSH_OP(ops) ((ops).tlb_remote_flush)
