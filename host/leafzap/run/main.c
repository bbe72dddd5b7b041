// SPDX-License-Identifier: GPL-2.0-only
/* leafzap run: what ./run.sh does. */
#include "say.h"
#include "subcommands.h"

int main_run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	die("not yet");
}
