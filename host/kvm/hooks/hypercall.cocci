// SPDX-License-Identifier: GPL-2.0-only
// After KVM's own check for CPL 0.

@hypercall@
statement S;
@@
 __kvm_emulate_hypercall(...)
 {
 ... when any
 if (cpl) S
+if (leafzap_hypercall(vcpu, nr, a0, a1, a2, &ret))
+	goto out;
 ... when any
 }

// Since callers say how a call ends in userspace; these have the registers, and the result is in vcpu->run.
@hypercall_registers depends on !hypercall@
statement S;
@@
 ____kvm_emulate_hypercall(...)
 {
 ... when any
 if (cpl) S
+if (leafzap_hypercall(vcpu, nr, a0, a1, a2, &ret))
+	goto out;
 ... when any
 }

// In 6.1 all of it is one function.
@hypercall_whole depends on !hypercall && !hypercall_registers@
statement S;
@@
 kvm_emulate_hypercall(...)
 {
 ... when any
 if (static_call(kvm_x86_get_cpl)(vcpu) != 0) S
+if (leafzap_hypercall(vcpu, nr, a0, a1, a2, &ret))
+	goto out;
 ... when any
 }
