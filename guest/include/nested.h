/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Code of the guest on other roots of KVM's: as a nested guest, and in system
 * management mode.  Both run on the CPU that asks, at CPL 0, in 64-bit mode, on
 * the guest's own page tables, so that pointers stay what they are.
 *
 * Neither may call anything that leaves the case (skip_case(), error_case()) or
 * check(): what was seen is kept in memory and judged afterwards.
 */
#ifndef LEAFZAP_NESTED_H
#define LEAFZAP_NESTED_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Can this CPU run a nested guest?  If not, @why (may be NULL) is pointed to
 * the reason.
 */
bool nested_available(const char **why);

/* How a nested guest ended, when it was not by the return of its function. */
struct nested_exit {
	uint64_t code; /* SVM: EXITCODE; VMX: exit reason */
	uint64_t info1, info2;
	uint64_t rip;
};

/*
 * Runs @fn(@arg) as a nested guest without nested paging: on NPT and EPT alike
 * KVM then maps it by a TDP root whose role has guest_mode.  The root stays,
 * with all that it maps, when the nested guest has ended: it is live until
 * something invalidates all roots.
 *
 * Returns true when @fn returned, false when anything else ended the nested
 * guest; @exit (may be NULL) then says what, nested_reason() in words.
 * Hypercalls work inside, but not from inside: KVM hands a nested guest's VMMCALL
 * to whoever runs it, so that it is made by the outer code, on the outer root.
 */
bool nested_run(void (*fn)(void *arg), void *arg, struct nested_exit *exit);

/*
 * The same with nested paging: KVM maps the nested guest by its shadow MMU, from
 * the guest's nested page tables, and takes the right to write to those away.
 */
bool nested_paging_available(const char **why);
bool nested_run_paged(void (*fn)(void *arg), void *arg, struct nested_exit *exit);

/*
 * Nested page tables, one set for all CPUs: an identity map of 4 GiB by 2M pages, and of the rest
 * by 1G pages.  nested_tables_make() lays them out anew and puts one into the page @table of RAM:
 * the one that maps the 2M around @gfn by 4K pages, or, if @level is LEVEL_2M, the 1G around it by
 * 2M pages.  nested_tables_map() has its entry for @gfn lead to @to.  nested_tables_drop() has KVM
 * give up all that it knows of the tables, and the layout is forgotten.
 */
void nested_tables_make(uint64_t table, int level, uint64_t gfn);
void nested_tables_map(uint64_t gfn, uint64_t to);
void nested_tables_drop(void);

/* "exception 14 at 0x12345 (error 0x2, address 0x40000000)" */
void nested_reason(const struct nested_exit *exit, char *buf, unsigned bytes);

/*
 * Can this CPU enter SMM with code of ours?  Not so the boot CPU, whose SMBASE
 * the firmware has moved to where only it may write; and not where the VM has no
 * SMM (-machine smm=off).
 */
bool smm_available(const char **why);

/*
 * Runs @fn(@arg) in system management mode, in which KVM maps memory by the
 * root of address space 1.  One CPU at a time.  false: the SMI did not come,
 * and nothing has been run.
 */
bool smm_run(void (*fn)(void *arg), void *arg);

/*
 * Has a memslot deleted and made anew, by the chip set: KVM invalidates all its
 * roots.  One CPU at a time, in any place.  @unused makes it fit for nested_run().
 */
bool slots_available(const char **why);
void slots_change(void *unused);

/*
 * What is at 0xd0000: values of the chip set's register.  QEMU lets KVM know that the ROM
 * is read-only, and forgets to for the RAM, so that this is another memslot and no more.
 */
enum slots {
	SLOTS_ROM = 0,
	SLOTS_RAM_READ_ONLY = 1,
	SLOTS_RAM = 3,
};

enum slots slots_get(void);
void slots_set(enum slots slots);

#endif
