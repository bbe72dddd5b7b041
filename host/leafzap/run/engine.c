// SPDX-License-Identifier: GPL-2.0-only
/* The table of engines, and which one runs a lab. */
#include <stdlib.h>
#include <string.h>

#include "../say.h"
#include "../table.h"
#include "../top.h"
#include "run.h"

enum column { NAME, VENDOR, PACKAGES, PACKING, MIB, SILENCE, UP, TIMES, CLAIM, NCOLUMNS };

static unsigned number(const struct row *row, enum column column)
{
	return (unsigned)strtoul(row_field(row, column), NULL, 10);
}

const struct engine *engine_row(unsigned n)
{
	static struct engine *engines;
	static unsigned count;
	struct table table;

	if (!engines) {
		table_read_blanks(&table, top_path("host/engine/engines"), NCOLUMNS);
		count = (unsigned)table.nrows;
		engines = allocate(count, sizeof(*engines));
		for (unsigned i = 0; i < count; i++) {
			const struct row *row = &table.rows[i];

			engines[i] = (struct engine){
				.name = row_field(row, NAME),
				.vendor = row_field(row, VENDOR),
				.packages = row_field(row, PACKAGES),
				.packing = row_field(row, PACKING),
				.mib = number(row, MIB),
				.silence_s = number(row, SILENCE),
				.up_s = number(row, UP),
				.times = number(row, TIMES),
				.claim = row_field(row, CLAIM),
			};
		}
	}
	return n < count ? &engines[n] : NULL;
}

const struct engine *engine_find(const char *name)
{
	const struct engine *engine;

	for (unsigned n = 0; (engine = engine_row(n)); n++)
		if (!strcmp(engine->name, name))
			return engine;
	return NULL;
}

static const struct engine *emulated(const char *vendor)
{
	const struct engine *engine;

	for (unsigned n = 0; (engine = engine_row(n)); n++)
		if (!strcmp(engine->vendor, vendor))
			return engine;
	die("no engine of host/engine/engines shows an %s CPU", vendor);
}

const struct engine *engine_choose(const char *name, const char *vendor, const char *nested)
{
	bool can = !begins(nested, "no ");
	char *why = can ? format("this machine's CPU is %s", nested) : copy(nested + strlen("no "));
	const struct engine *engine;

	if (!strcmp(name, "auto")) {
		if (can && (!vendor || !strcmp(vendor, nested))) {
			say("engine kvm: this machine's KVM can be nested (%s)", nested);
			return engine_find("kvm");
		}
		engine = emulated(vendor ? vendor : "amd");
		say("engine %s: %s", engine->name, why);
		return engine;
	}
	engine = engine_find(name);
	if (!strcmp(name, "kvm") && !can)
		die("--engine kvm is not possible: %s; --engine tcg always is", why);
	if (!strcmp(engine->vendor, "any")) {
		struct engine *ours = allocate(1, sizeof(*ours));

		*ours = *engine;
		ours->vendor = nested;
		engine = ours;
	}
	if (vendor && strcmp(vendor, engine->vendor))
		die("--engine %s shows an %s CPU, not --vendor %s; one of the two is enough", name,
		    engine->vendor, vendor);
	return engine;
}
