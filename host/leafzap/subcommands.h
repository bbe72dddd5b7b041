/* SPDX-License-Identifier: GPL-2.0-only */
/* What main.c has in its table.  Each returns the program's exit code, or ends it. */
#ifndef LEAFZAP_SUBCOMMANDS_H
#define LEAFZAP_SUBCOMMANDS_H

/* run/: ./run.sh. */
int main_run(int argc, char **argv);
/* mutants/: planted bugs. */
int main_mutants(int argc, char **argv);
int main_mutant(int argc, char **argv);
/* ../edit: edits as diffs. */
int main_edit(int argc, char **argv);
/* ../place: the hooks. */
int main_place(int argc, char **argv);
/* stage/: the sources of KVM as they are to be built. */
int main_stage(int argc, char **argv);
/* kernel/: what is built, and what a build starts from. */
int main_build(int argc, char **argv);
int main_base(int argc, char **argv);
/* Questions of scripts and tests to the same code. */
int main_nested(int argc, char **argv);
int main_patches(int argc, char **argv);
int main_suites(int argc, char **argv);

#endif
