/* SPDX-License-Identifier: GPL-2.0-only */
/* What SVM and VMX each provide of nested.h. */
#ifndef LEAFZAP_NESTED_VENDOR_H
#define LEAFZAP_NESTED_VENDOR_H

#include "nested.h"

struct nested_vendor {
	bool (*available)(const char **why);
	bool (*paging_available)(const char **why);
	/* @root: of nested page tables; 0: none. */
	bool (*run)(void (*fn)(void *arg), void *arg, uint64_t root, struct nested_exit *exit);
	void (*reason)(const struct nested_exit *exit, char *buf, unsigned bytes);
};

extern const struct nested_vendor nested_svm, nested_vmx;

#endif
