// SPDX-License-Identifier: GPL-2.0-only
// A vCPU's side of a flush: done, and about to enter the guest.

@vcpu_flushed@
@@
 kvm_vcpu_flush_tlb_all(...)
 {
 ... when any
(
 kvm_x86_call(flush_tlb_all)(vcpu);
+leafzap_vcpu_flushed(vcpu);
|
 static_call(kvm_x86_flush_tlb_all)(vcpu);
+leafzap_vcpu_flushed(vcpu);
)
 ... when any
 }

// <... ...> in both: to ask "on every path", or "at least once", of a function this long takes spatch ten
// times what all else here does. The table counts.
@vcpu_enter@
statement S;
@@
 vcpu_enter_guest(...)
 {
 <...
 if (kvm_vcpu_exit_request(vcpu)) S
+leafzap_vcpu_enter(vcpu);
 ...>
 }

@vcpu_left@
@@
 vcpu_enter_guest(...)
 {
 <...
+leafzap_vcpu_left(vcpu);
 vcpu->mode = OUTSIDE_GUEST_MODE;
 ...>
 }
