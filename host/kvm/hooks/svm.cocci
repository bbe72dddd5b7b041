// SPDX-License-Identifier: GPL-2.0-only
// Where it is decided if the CPU flushes at the next VMRUN: after the last word on ASID and TLB_CONTROL.

// The end of a void function is a return to spatch.
@svm_asid@
identifier svm, sd;
@@
 new_asid(struct vcpu_svm *svm, struct svm_cpu_data *sd)
 {
 <...
+leafzap_svm_asid(&svm->vcpu, svm->asid == sd->min_asid);
 return;
 ...>
 }

@svm_run@
@@
 svm_vcpu_run(...)
 {
 ... when any
+leafzap_svm_run(vcpu, svm->vmcb->control.tlb_ctl);
 clgi();
 ... when any
 }
