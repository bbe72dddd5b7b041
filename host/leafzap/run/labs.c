// SPDX-License-Identifier: GPL-2.0-only
/* Divides the plan among the labs that this machine can carry, and hands over to the supervisor. */
#include <stdlib.h>
#include <string.h>

#include "../../lab/plan.h"
#include "../../lab/suites.h"
#include "../process.h"
#include "../say.h"
#include "../top.h"
#include "run.h"
#include "series.h"

#define DEFAULT_LABS 2
/* The runner waits up to 60 s for QEMU's memory to be torn down, then puts the host's settings
 * back. */
#define DIRECT_GRACE_S "70"

static unsigned available_mib(void)
{
	char *text = file_text("/proc/meminfo"), *at;

	at = text ? strstr(text, "MemAvailable:") : NULL;
	return at ? (unsigned)(strtoul(at + strlen("MemAvailable:"), NULL, 10) / 1024) : 0;
}

/* A lab is one program with one busy thread. */
static unsigned labs_that_fit(unsigned each_mib)
{
	const char *wish = getenv("LEAFZAP_LABS");
	unsigned n = DEFAULT_LABS, free_mib = available_mib();

	if (wish && *wish) {
		char *end;

		n = (unsigned)strtoul(wish, &end, 10);
		if (!n || *end || *wish < '0' || *wish > '9')
			die("LEAFZAP_LABS=%s: 1 or 2 was expected", wish);
	}
	if (n > process_cpus())
		n = process_cpus();
	if (n > PLAN_LABS)
		n = PLAN_LABS;
	if (free_mib < each_mib)
		die("a lab needs %u MiB of memory, and %u MiB are available; end other programs",
		    each_mib, free_mib);
	while (n * each_mib > free_mib)
		n--;
	return n;
}

static void add(struct words *words, const char *option, const char *value)
{
	words_add(words, "%s", option);
	words_add(words, "%s", value);
}

static void add_notes(struct words *words, const struct run_options *options,
		      const struct run_parts *parts, const char *command)
{
	add(words, "--note", format("command: %s", command));
	if (options->vcpus || options->guest.count)
		add(words, "--note",
		    format("guest: %s%s%s", options->vcpus ? "vcpus=" : "",
			   options->vcpus ? format("%s ", options->vcpus) : "",
			   words_join(&options->guest, " ")));
	add(words, "--note", format("mode: %s", parts->engine ? "lab" : "direct"));
	if (parts->engine)
		add(words, "--note", format("engine: %s", parts->engine->name));
	add(words, "--note", format("kernel: %s", parts->release));
	if (!parts->engine)
		return;
	add(words, "--note", format("variant: %s", options->variant));
	if (options->tree)
		add(words, "--note", format("tree: %s", options->tree));
	if (options->series)
		add(words, "--note",
		    format("series: %s of %s", options->series, options->series_tree));
	if (options->patches.count)
		add(words, "--note", format("patch: %s", words_join(&options->patches, " ")));
}

/* The seconds that the longest of the labs takes. */
static unsigned add_plans(struct words *words, const struct run_options *options, unsigned nlabs)
{
	char plans[PLAN_LABS][PLAN_BYTES], why[512];
	unsigned seconds[PLAN_LABS], longest = 0;
	unsigned n = plan_make(choices_table(), options->suites, options->backings, nlabs, plans,
			       seconds, why, sizeof(why));

	if (!n)
		die("nothing to run: %s", why);
	for (unsigned i = 0; i < n; i++) {
		add(words, "--plan", plans[i]);
		if (seconds[i] > longest)
			longest = seconds[i];
	}
	return longest;
}

/* What the runner is told beside its plan, as key=value. */
static void add_settings(struct words *words, const struct run_options *options, const char *prefix)
{
	if (options->vcpus)
		words_add(words, "%svcpus=%s", prefix, options->vcpus);
	if (options->guest.count)
		words_add(words, "%sguest=%s", prefix, words_join(&options->guest, ","));
}

static _Noreturn void run_direct(const struct run_options *options, const struct run_parts *parts,
				 struct words *words)
{
	add_plans(words, options, 1);
	add(words, "--grace", DIRECT_GRACE_S);
	add(words, "--", parts->runner);
	add(words, "run", "plan=@plan@");
	words_add(words, "elf=%s", parts->guest);
	add_settings(words, options, "");
	judge_become(options, words->list);
}

/* An engine whose CPU has this machine's TSC tells its kernel: host/lab/tsc.c. */
static void set_tsc(const char *runner)
{
	char *words[] = { copy(runner), "tsc", NULL };

	setenv("LEAFZAP_TSC_KHZ", process_output(words), 1);
}

static _Noreturn void run_lab(const struct run_options *options, const struct run_parts *parts,
			      struct words *words)
{
	const struct engine *engine = parts->engine;
	unsigned longest = add_plans(words, options, labs_that_fit(engine->mib));
	struct words append = { 0 };

	set_tsc(parts->runner);
	if (engine->times && !words_has(&options->guest, "long"))
		say("this takes about %u s if all cases of the suites run and nothing else does",
		    engine->up_s + engine->times * longest);
	words_add(&append, "leafzap.plan=@plan@");
	add_settings(&append, options, "leafzap.");
	add(words, "--silence", format("%u", engine->silence_s));
	add(words, "--", top_path("host/engine/%s.sh", engine->name));
	words_add(words, "%s/vmlinuz", parts->modules);
	add(words, parts->initramfs, words_join(&append, " "));
	judge_become(options, words->list);
}

/* Said before the run, and kept with it. */
static void add_partial(struct words *words, const char *partial)
{
	struct words lines = { 0 };

	words_split(&lines, partial, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		say("PARTIAL: %s", lines.list[i]);
		add(words, "--note", format("partial: %s", lines.list[i]));
	}
}

void labs_run(const struct run_options *options, const struct run_parts *parts, const char *command)
{
	const char *again = again_words(options);
	struct words words = { 0 };

	add(&words, parts->report, "--out");
	words_add(&words, "%s", options->out);
	if (options->page)
		add(&words, "--html", options->page);
	if (*again)
		add(&words, "--again", again);
	if (options->accept_partial)
		words_add(&words, "--accept-partial");
	add_notes(&words, options, parts, command);
	if (parts->partial)
		add_partial(&words, parts->partial);
	if (parts->engine)
		run_lab(options, parts, &words);
	run_direct(options, parts, &words);
}
