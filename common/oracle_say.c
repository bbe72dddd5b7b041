// SPDX-License-Identifier: GPL-2.0-only
/* The oracle's findings in words. */
#include <inttypes.h>
#include <stdio.h>

#include "oracle_rules.h"

#define TEXT_BYTES 160

static void say_span(const struct leafzap_span *span, char *buf, size_t bytes)
{
	if (!span->npages)
		snprintf(buf, bytes, "nothing");
	else if (!span_is_leaf(span))
		snprintf(buf, bytes, "no leaf (the walk ends at %s)", level_name(span->level));
	else
		snprintf(buf, bytes, "leaf %s at gfn 0x%" PRIx64, level_name(span->level),
			 span->gfn);
}

static void say_op(const struct oracle_op *op, char *buf, size_t bytes)
{
	snprintf(buf, bytes, "%s [0x%" PRIx64 ", 0x%" PRIx64 ")",
		 op->op == LEAFZAP_OP_DISCARD ? "DISCARD" : "ZAP", op->start, op->end);
}

/* "rwxa"; without accessed: "rwx". */
static const char *say_rights(uint8_t flags, bool accessed, char *buf)
{
	char *at = buf;

	*at++ = flags & LEAFZAP_SPAN_READ ? 'r' : '-';
	*at++ = flags & LEAFZAP_SPAN_WRITE ? 'w' : '-';
	*at++ = flags & LEAFZAP_SPAN_EXEC ? 'x' : '-';
	if (accessed)
		*at++ = flags & LEAFZAP_SPAN_ACCESSED ? 'a' : '-';
	*at = '\0';
	return buf;
}

/* What differs between two leaves of one place. */
static void say_change(const struct leafzap_span *was, const struct leafzap_span *is, char *buf,
		       size_t bytes)
{
	char seen[TEXT_BYTES], had[8], has[8];

	say_span(is, seen, sizeof(seen));
	if (was->level != is->level || was->gfn != is->gfn)
		snprintf(buf, bytes, "is now %s", seen);
	else if (was->frame != is->frame)
		snprintf(buf, bytes, "maps another frame now");
	else
		snprintf(buf, bytes, "had rights %s and has %s", say_rights(was->flags, false, had),
			 say_rights(is->flags, false, has));
}

static void say_level(const struct oracle_fault *f, char *buf, size_t bytes)
{
	if (f->expected.min == f->expected.max)
		snprintf(buf, bytes, "page 0x%" PRIx64 " is mapped again at %s, must be at %s",
			 f->gfn, level_name(f->is.level), level_name(f->expected.max));
	else
		snprintf(buf, bytes, "page 0x%" PRIx64 " is mapped again at %s, must be %s to %s",
			 f->gfn, level_name(f->is.level), level_name(f->expected.min),
			 level_name(f->expected.max));
}

/* The sentence without the root. */
static void say_what(const struct oracle_fault *f, char *buf, size_t bytes)
{
	char was[TEXT_BYTES], is[TEXT_BYTES], op[2 * TEXT_BYTES], has[8], must[8];

	say_span(&f->was, was, sizeof(was));
	say_span(&f->is, is, sizeof(is));
	say_op(&f->op, op, sizeof(op));
	switch (f->why) {
	case WHY_STAYED:
		snprintf(buf, bytes, "%s overlaps %s and is still there", is, op);
		break;
	case WHY_LOST:
		snprintf(buf, bytes, "%s overlaps no operation and is gone", was);
		break;
	case WHY_CHANGED:
		say_change(&f->was, &f->is, op, sizeof(op));
		snprintf(buf, bytes, "%s must be untouched, but %s", was, op);
		break;
	case WHY_APPEARED:
		snprintf(buf, bytes, "%s is there, where nobody touched anything (before: %s)", is,
			 was);
		break;
	case WHY_ROOT:
		snprintf(buf, bytes, "the root itself is gone");
		break;
	case WHY_UNMAPPED:
		snprintf(buf, bytes, "page 0x%" PRIx64 " was touched, and no leaf maps it", f->gfn);
		break;
	case WHY_LEVEL:
		say_level(f, buf, bytes);
		break;
	case WHY_RIGHTS:
		snprintf(buf, bytes, "%s was rebuilt with rights %s, must be %s", is,
			 say_rights(f->is.flags, true, has), say_rights(f->rights, true, must));
		break;
	case WHY_ALIGN:
		snprintf(buf, bytes, "%s has %" PRIu64 " pages: not a leaf of its level", is,
			 f->is.npages);
		break;
	case WHY_TABLE:
		snprintf(buf, bytes,
			 "page 0x%" PRIx64 " had %s; its walk ends at %s, must end at %s", f->gfn,
			 was, level_name(f->is.level), level_name(f->expected.max));
		break;
	case WHY_SPLIT:
		snprintf(buf, bytes,
			 "page 0x%" PRIx64 " has %s, under a page table that is there for "
			 "execution, and the guest executes nothing there",
			 f->gfn, is);
		break;
	case WHY_ORDER:
		snprintf(buf, bytes, "%s is out of order in WALK's answer", is);
		break;
	default:
		snprintf(buf, bytes, "unknown fault %d", (int)f->why);
		break;
	}
}

void oracle_say(const struct oracle_fault *f, char *buf, size_t bytes)
{
	char what[4 * TEXT_BYTES];
	const char *root = "";

	if (f->root_flags & LEAFZAP_ROOT_GUEST_MODE)
		root = "guest_mode root: ";
	else if (f->root_flags & LEAFZAP_ROOT_SMM)
		root = "SMM root: ";
	say_what(f, what, sizeof(what));
	snprintf(buf, bytes, "%s%s", root, what);
}
