/* SPDX-License-Identifier: GPL-2.0-only */
/* What main.c has in its table.  Each returns the program's exit code, or ends it. */
#ifndef LEAFZAP_SUBCOMMANDS_H
#define LEAFZAP_SUBCOMMANDS_H

/* run/: ./run.sh. */
int main_run(int argc, char **argv);
/* stage/: the sources of KVM as they are to be built. */
int main_stage(int argc, char **argv);
/* Questions of scripts and tests to the same code. */
int main_nested(int argc, char **argv);
int main_patches(int argc, char **argv);
int main_suites(int argc, char **argv);

#endif
