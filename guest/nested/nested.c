// SPDX-License-Identifier: GPL-2.0-only
/* Nested guests, by what the CPU's vendor has for them. */
#include "cpu.h"
#include "tables.h"
#include "vendor.h"

static const struct nested_vendor *vendor(void)
{
	return cpu_is_amd() ? &nested_svm : &nested_vmx;
}

bool nested_available(const char **why)
{
	return vendor()->available(why);
}

bool nested_paging_available(const char **why)
{
	return vendor()->paging_available(why);
}

bool nested_run(void (*fn)(void *arg), void *arg, struct nested_exit *exit)
{
	return vendor()->run(fn, arg, 0, exit);
}

bool nested_run_paged(void (*fn)(void *arg), void *arg, struct nested_exit *exit)
{
	return vendor()->run(fn, arg, nested_tables_root(), exit);
}

void nested_reason(const struct nested_exit *exit, char *buf, unsigned bytes)
{
	vendor()->reason(exit, buf, bytes);
}
