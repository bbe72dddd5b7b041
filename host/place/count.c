// SPDX-License-Identifier: GPL-2.0-only
/* Whether the hooks have come. */
#include <string.h>

#include "place.h"

/* A hook that moved has a row for each file that it is in now. */
unsigned places_found(const struct placing *p, const struct row *row)
{
	unsigned found = 0;

	for (size_t i = 0; i < p->njobs; i++) {
		for (size_t k = 0; k < p->table.n; k++) {
			const struct row *other = &p->table.row[k];

			if (strcmp(other->hook, row->hook) || strcmp(other->call, row->call) ||
			    strcmp(other->file, p->job[i].file))
				continue;
			found += calls_in(p->job[i].text, row->call);
			break;
		}
	}
	return found;
}

static bool moved(const struct placing *p, const struct row *row)
{
	for (size_t i = 0; i < p->table.n; i++)
		if (!strcmp(p->table.row[i].hook, row->hook) &&
		    strcmp(p->table.row[i].file, row->file))
			return true;
	return false;
}

bool row_short(const struct placing *p, const struct row *row)
{
	unsigned found = places_found(p, row);

	return found < row->least || (found != row->usual && moved(p, row));
}
