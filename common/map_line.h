/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of the guest's log that the report draws: "# map ops ZAP [...", "# map before [...".
 * guest/arena/tell.c writes them and host/report/leafmap.c reads them, both by these words.
 */
#ifndef LEAFZAP_MAP_LINE_H
#define LEAFZAP_MAP_LINE_H

#define MAP_LINE "map "
/* One of these comes next: the operations of a case, or when the leaf map was read. */
#define MAP_LINE_OPS "ops"
#define MAP_LINE_BEFORE "before"
#define MAP_LINE_AFTER "after"
#define MAP_LINE_TOUCHED "touched"

#endif
