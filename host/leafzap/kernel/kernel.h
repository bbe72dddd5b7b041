/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels: what a build starts from, and what is built. */
#ifndef LEAFZAP_KERNEL_H
#define LEAFZAP_KERNEL_H

#include <stdbool.h>

#include "../text.h"

/* The kernel that is taken if none is named; the debug kernel is made of its source. */
#define DEFAULT_KERNEL "6.12"

/*
 * A base is a folder of the cache that a build starts from, and that is only read:
 *   tree/       the sources of KVM, and all that building it takes, or a link to a whole tree
 *   release     what uname -r will say, or the version of a whole tree
 * of Debian's packages (host/kernel/unpack.sh) also
 *   image/      the kernel's image and modules; vmlinuz: a link into it; irqbypass.ko: from it
 *   extra/      parts of the source that checks and the patch series need
 *   source      the file name of the linux-source package
 * and of a whole tree
 *   config      its configuration; title: what to call it in messages
 *   work/       the scratch copy, in which the kernel is built
 *
 * Each of these functions makes it if it is not in the cache, and dies where it cannot.
 */

/* base.c: of the packages of a kernel of host/kernel/versions. */
char *base_of_kernel(const char *kernel);
/*
 * tree.c: of a configured kernel source tree, or an output folder of make O= of one, that can be
 * a lab's host.  Its title is in the file .title of @folder, or it is "the tree FOLDER".
 */
char *base_of_tree(const char *folder);
/* debug.c: of Debian's source, configured to find its own faults: --kernel debug. */
char *base_of_debug(void);

/* The file @name of @base without the end of its line; dies, with the way out, if it is gone. */
char *base_line(const char *base, const char *name);

/* tree.c: the value of CONFIG_@name in @config, the text of a .config, without quotes, or NULL. */
char *config_value(const char *config, const char *name);

/*
 * toolchain.c: the command of the compiler for a kernel with the .config at @path: the one that
 * it names, installed if it is missing, or else the nearest that works, which is said.  With
 * @whole, the whole kernel is built, which may be configured anew for another version of a
 * compiler; modules for a kernel that is there may not.
 */
char *toolchain(const char *path, bool whole);

/* What is to be built. */
struct kernel_order {
	const char *kernel;   /* of host/kernel/versions, or "debug" */
	const char *tree;     /* the user's own, in its place, or NULL */
	struct words patches; /* files, in their order */
};

/* Is a whole kernel built, or KVM's modules alone, beside Debian's kernel? */
bool kernel_whole(const struct kernel_order *order);

/*
 * build.c: builds KVM with the patches and with leafzap, unless the cache has it, and returns a
 * folder with vmlinuz, the modules, and the release.  Dies, with the hunk or the compiler's lines,
 * where that is not possible.
 */
char *kernel_build(const struct kernel_order *order);

/* What a build was of: for blame.c. */
struct kernel_plan {
	const char *script; /* of host/kernel, which builds */
	const char *title;  /* of that step */
	const char *base, *cc;
	const char *origin; /* the base in words */
};

/*
 * blame.c: says why a build failed, whose fault that is, and what to do, and exits.  A patch is
 * to blame only where the kernel builds without any, which is tried.
 */
_Noreturn void kernel_blame(const struct kernel_order *order, const struct kernel_plan *plan,
			    const char *log);

/*
 * prune.c: keeps the newest built KVMs in the cache, 10 MiB each, the last week of what an older
 * leafzap kept, and scratch of the last day.
 */
void kernel_prune(void);

#endif
