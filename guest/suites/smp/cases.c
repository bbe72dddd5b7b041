// SPDX-License-Identifier: GPL-2.0-only
/* The cases: kinds of members, operations and numbers of vCPUs. */
#include <stdio.h>

#include "cpu.h"
#include "crew/hot.h"
#include "crew/shape.h"
#include "hyper.h"
#include "test.h"

#define ROUNDS 3
#define ROUNDS_LONG 30
/* Each member another kind. */
#define KIND_MIXED HOT_NKINDS
#define NKINDS (HOT_NKINDS + 1)

static const unsigned cpu_counts[] = { 2, 4, 8 };

static unsigned counts(void)
{
	unsigned n = 0;

	while (n < sizeof(cpu_counts) / sizeof(*cpu_counts) && cpu_counts[n] <= ncpus)
		n++;
	return n;
}

struct smp_case {
	unsigned cpus, kind;
	enum op op;
	enum shape shape;
};

/* Every kind with every operation and number of vCPUs; the shapes take turns. */
static struct smp_case describe(unsigned n)
{
	struct smp_case c = {
		.kind = n % NKINDS,
		.op = n / NKINDS % NOPS,
		.cpus = cpu_counts[n / (NKINDS * NOPS)],
	};

	c.shape = (c.kind + 2 * c.op + 3 * (n / (NKINDS * NOPS))) % NSHAPES;
	return c;
}

static unsigned start(void)
{
	if (ncpus < cpu_counts[0])
		suite_skip("needs 2 vCPUs, there is 1");
	return NKINDS * NOPS * counts();
}

static void title(unsigned n, char *buf, size_t bytes)
{
	struct smp_case c = describe(n);

	snprintf(buf, bytes, "no vCPU of %u keeps what %s of %s took: %s", c.cpus, op_name(c.op),
		 shape_name(c.shape), c.kind == KIND_MIXED ? "mixed" : hot_kind_name(c.kind));
}

static void run(unsigned n)
{
	struct smp_case c = describe(n);
	struct area area;

	if (!area_make(&area, c.shape))
		skip_case("the arena is too small for %s", shape_name(c.shape));
	area_fresh(&area);
	hot_reset();
	for (unsigned i = 0; i < area.nsamples; i++)
		hot_add(area.samples[i].gfn, op_gives(c.op, &area, i));
	hot_stamp_all();
	for (unsigned cpu = 1; cpu < c.cpus; cpu++)
		hot_start(cpu, PLACE_NORMAL,
			  c.kind == KIND_MIXED ? cpu % HOT_NKINDS : (enum hot_kind)c.kind);
	for (unsigned i = 0; i < (option(long) ? ROUNDS_LONG : ROUNDS); i++) {
		long err;

		if (!hot_begin())
			break;
		err = op_do(c.op, &area);
		check(CALL, !err, "%s of [0x%lx, 0x%lx): expected 0, saw %s", op_name(c.op),
		      (unsigned long)area.gfn, (unsigned long)(area.gfn + area.npages),
		      hyper_error(err));
		if (!hot_end())
			break;
	}
	hot_finish(area.from, area.to - area.from);
}

const struct cases smp_cases = {
	.start = start,
	.title = title,
	.run = run,
};
