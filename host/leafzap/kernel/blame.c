// SPDX-License-Identifier: GPL-2.0-only
/* Why a build failed. */
#include <stdlib.h>
#include <string.h>

#include "../cache.h"
#include "../process.h"
#include "../say.h"
#include "../scripts.h"
#include "kernel.h"

/* Of the compiler, of modpost, of what could not even be started. */
#define WRONG "error:|ERROR:|undefined!|undefined ref|No space|[Ff]atal|GLIBC_|not found"

static const char *version(const char *cc)
{
	char *words[] = { copy(cc), "-dumpfullversion", "-dumpversion", NULL }, *said;

	return process_ask(words, "", &said) ? "does not say its version" : said;
}

void kernel_blame(const struct kernel_order *order, const struct kernel_plan *plan, const char *log)
{
	const char *compiler = format("%s %s", plan->cc, version(plan->cc));
	const char *patches = words_join(&order->patches, " ");
	bool patched = order->patches.count != 0;

	if (!order->tree && patched) {
		say("the build failed: looking whether %s builds without %s", plan->origin,
		    patches);
		/* If not, that build says it itself. */
		kernel_build(&(struct kernel_order){ .kernel = order->kernel });
	}
	if (order->tree || patched) {
		say("error: KVM does not build, of %s%s%s. The compiler (%s) says:", plan->origin,
		    patched ? " with " : "", patches, compiler);
		script_explain(log, WRONG);
		if (!order->tree)
			say("without it %s does build here", plan->origin);
		say("mend that and run again; all that was printed is in %s", log);
	} else {
		say("error: %s with leafzap alone does not build here: not your patch. The "
		    "compiler (%s) says:",
		    plan->origin, compiler);
		script_explain(log, WRONG);
		say("is the compiler whole (Debian's package gcc-N), is there room in %s? "
		    "LEAFZAP_REFRESH=1 looks for a newer build of the kernel; all that was "
		    "printed is in %s",
		    cache_folder(), log);
	}
	exit(EXIT_SETUP);
}
