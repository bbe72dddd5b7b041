/* SPDX-License-Identifier: GPL-2.0-only */
/* The run as a whole: how it logs, and how it ends.  Internal to guest/lib. */
#ifndef LEAFZAP_RUN_H
#define LEAFZAP_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "test.h"

struct boot_information;

/* A failure of the running case that is told however many there were before. */
#define fail_gfn(kind, gfn, ...) fail_at(kind, HERE(gfn), __VA_ARGS__)
void fail_at(enum kind kind, const struct place_of_check *place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * End the whole run at once, from any CPU: KVM is wrong (an exception that
 * nobody provoked), or leafzap or the machine is (out of memory, a CPU that
 * does not start).
 */
#define run_abort(...) run_abort_at(HERE(NO_GFN), __VA_ARGS__)
_Noreturn void run_abort_at(const struct place_of_check *place, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
_Noreturn void run_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* All suites, in the order in which they run: the linker has gathered them (suites/suites.ld). */
extern const struct suite *const suites_start[], *const suites_end[];

#define for_each_suite(s) for (const struct suite *const *s = suites_start; s < suites_end; s++)

/* choice.c: must the host carry leafzap for @suite? */
bool suite_needs_leafzap(const struct suite *suite);
/* Is @suite to be run, and how many are? */
bool choice_has(const struct suite *suite);
unsigned choice_count(void);
/* Each name that was asked for must exist: a typing error must not pass. */
void choice_check(void);
/* What a run on a machine without leafzap says nothing about; empty where there is one. */
void choice_not_tested(char *text, size_t bytes);

/* Runs the suites that the options choose, and ends. */
_Noreturn void run_suites(void);

/* Leaves by isa-debug-exit with one of these; halts where there is none, or if "bare". */
enum {
	EXIT_PASS = 0x10,
	EXIT_FAIL = 0x11,
	EXIT_ERROR = 0x12,
	EXIT_SKIP = 0x13,
	EXIT_PARTIAL = 0x14 /* passed, and the host cannot check everything */
};
_Noreturn void machine_exit(int value);

/*
 * Reads the command line into `options`.  Returns NULL, or the word that is
 * wrong.  @text is cut into pieces and must stay.
 */
const char *options_parse(char *text);
bool option_list_has(const char *list, const char *name);
/*
 * Writes the words that run case @number (from 1) of @suite again, as far as the guest knows
 * them, into @text of @bytes bytes.
 */
void options_again(char *text, size_t bytes, const char *suite, unsigned number);

/* How many of @ncases cases are run (`case`, `sample`), and the number from 0 of the @i-th of
 * these. */
unsigned cases_selected(unsigned ncases);
unsigned case_selected(unsigned ncases, unsigned i);

/*
 * The running case cannot be judged, as leafzap or the machine is wrong: an error, unless a check
 * has failed.  Unlike error_case() it returns.
 */
void case_is_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What the ledger found since the last call fails the case; what it dropped is an error. */
void ledger_check(void);
/* Is that rule off on this host, LEAFZAP_WHY_* or LEAFZAP_UNCHECKED_STATS? */
bool ledger_unchecked(unsigned why);
/* " unchecked=KICK,STALE": what is off; empty where nothing is. */
void ledger_not_checked(char *text, size_t bytes);
/* Forgets what was found before the first case. */
void ledger_start(void);

/* All amplifiers of the host on, or all off, as the command line says; a KVM_E* code. */
long tune_as_asked(void);

/* Parts of the boot, in the order of main.c. */
void hyper_init(void);
/* Maps all that can be mapped, and returns the first gfn that is not. */
uint64_t memory_map(void);
void memory_init(const struct boot_information *boot, uint64_t limit);

/* First CPUID leaf of KVM, 0 if the hypervisor is not KVM. */
uint32_t kvm_cpuid_base(void);

/* The boot information, for the boot suite. */
extern struct boot_information boot_information;
/* vCPUs that the command line says there are, 0: it does not say. */
extern unsigned vcpus_told;

/* random.c: all CPUs' numbers begin anew, for case @n (0-based) of @suite and the seed of the run.
 */
void random_seed(const char *suite, unsigned n);

#endif
