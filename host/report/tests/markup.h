/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a page of HTML what a browser need not mend? */
#ifndef LEAFZAP_MARKUP_H
#define LEAFZAP_MARKUP_H

#include <stdbool.h>

/*
 * Checks that all tags are known and balanced, attributes quoted, ampersands
 * part of a reference, all bytes UTF-8, and that nothing runs or is loaded.
 * Says on stdout what is not so, with @name in front.
 */
bool html_ok(const char *name, const char *html);

#endif
