// SPDX-License-Identifier: GPL-2.0-only
/* "edit-check TOP OPTION...": leafzap edit alone, for edit.sh. */
#include "../../leafzap/process.h"
#include "../../leafzap/subcommands.h"
#include "../../leafzap/top.h"

int main(int argc, char **argv)
{
	process_begin();
	if (argc < 2)
		return 2;
	top_set(argv[1]);
	return main_edit(argc - 1, argv + 1);
}
