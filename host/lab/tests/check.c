// SPDX-License-Identifier: GPL-2.0-only
/* The runner's tables, settings and command lines, without a host: `make -C host/lab check`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../image.h"
#include "../lab.h"
#include "../suites.h"

static unsigned nchecks, nfailed;

static void expect(bool cond, const char *what, const char *saw)
{
	nchecks++;
	if (cond)
		return;
	nfailed++;
	printf("FAIL %s: saw '%s'\n", what, saw);
}

/* A file with @text, whose name is good until the next call. */
static const char *file_with(const char *text)
{
	static char path[64];
	int fd;

	strcpy(path, "/tmp/leafzap-lab-check.XXXXXX");
	fd = mkstemp(path);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	return path;
}

static struct suites table;
static char why[512];

static bool table_of(const char *text)
{
	const char *path = file_with(text);
	bool ok = suites_read(&table, path, why, sizeof(why));

	unlink(path);
	return ok;
}

#define LINE(name) name "\tmemfd\t2\talways\t-\tclaim\n"

static void table_is_read(void)
{
	static const char *const wrong[] = {
		"",
		"boot\n",
		"boot\tmemfd\t2\talways\t-\n",
		"boot\tmemfd\t2\talways\t-\tclaim\tmore\n",
		"boot\tswap\t2\talways\t-\tclaim\n",
		"boot\tmemfd\tx\talways\t-\tclaim\n",
		"boot\tmemfd\t0\talways\t-\tclaim\n",
		"boot\tmemfd\t2\tsometimes\t-\tclaim\n",
		LINE("boot") LINE("boot"),
	};
	const struct suite *suite;

	expect(table_of(LINE("boot") "maps\tthp,hugetlb2m\t7\tnamed\tleafzap\tprints maps\n"),
	       "two suites", why);
	suite = suites_find(&table, "maps");
	expect(suite && suite->named && suite->seconds == 7 && !strcmp(suite->needs, "leafzap") &&
		       !strcmp(suite->backings, "thp,hugetlb2m") &&
		       !strcmp(suite->claim, "prints maps"),
	       "maps", suite ? suite->claim : "none");
	expect(!suites_find(&table, "map"), "a part of a name", "map");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		expect(!table_of(wrong[i]), "a wrong table", wrong[i]);
}

/* More names than any buffer has been for, of a table that is full. */
static void plan_has_all_names(void)
{
	static char text[SUITES_BYTES], list[PLAN_BYTES], plans[PLAN_LABS][PLAN_BYTES];
	unsigned seconds[PLAN_LABS], n;

	for (unsigned i = 0; i < SUITES_MAX; i++) {
		sprintf(text + strlen(text), LINE("suite%02u"), i);
		sprintf(list + strlen(list), "%ssuite%02u", i ? "," : "", i);
	}
	expect(table_of(text), "a full table", why);
	n = plan_make(&table, list, "memfd", 1, plans, seconds, why, sizeof(why));
	expect(n == 1 && !strcmp(plans[0] + strlen("memfd:"), list), "all of it", why);
	expect(seconds[0] == 2 * SUITES_MAX + 4, "seconds", plans[0]);
	/* Twice as much does not fit, and is said. */
	n = plan_make(&table, list, "memfd,thp,hugetlb2m", 1, plans, seconds, why, sizeof(why));
	expect(!n && strstr(why, "more than"), "three times all of it", why);
	strcat(text, LINE("onemore"));
	expect(!table_of(text), "one more", why);
}

static void command_is_whole(void)
{
	static char suites[2048];
	struct guest_plan guest = { .backing = "hugetlb2m", .suites = suites };
	struct settings settings = settings_default;
	struct command command;
	const char *last;

	memset(suites, 's', sizeof(suites) - 1);
	settings.guest = "seed=1,case=3,long";
	expect(command_make(&command, &settings, &guest, &(struct command_fds){ 3, 4, 5 }, 3072),
	       "a command", "none");
	last = command.words[command.n - 1];
	expect(!strcmp(command.words[command.n - 2], "-append") && !command.words[command.n],
	       "the last words", last);
	expect(!strncmp(last, "suite=sss", 9) &&
		       strstr(last, "sss backing=hugetlb2m vcpus=8 seed=1 case=3 long") &&
		       strspn(last + 6, "s") == sizeof(suites) - 1,
	       "the guest's command line", last);
	command_free(&command);
}

static void settings_hand_words_on(void)
{
	char plan[] = "leafzap.plan=memfd:boot", guest[] = "leafzap.guest=seed=1,long,new=2",
	     vcpus[] = "leafzap.vcpus=2", other[] = "quiet", seed[] = "seed=1";
	struct settings settings = settings_default;
	char *words[] = { other, plan, guest, vcpus, NULL };

	expect(settings_parse(&settings, words, true) && settings.vcpus == 2 &&
		       !strcmp(settings.guest, "seed=1,long,new=2"),
	       "settings", settings.guest);
	words[0] = seed;
	words[1] = NULL;
	expect(!settings_parse(&settings, words, false), "a word of the guest's alone", seed);
}

static bool image(struct image_options *options, const char *text, const char *cmdline)
{
	const char *path = file_with(text);
	bool ok = image_options_read(options, path, cmdline, why, sizeof(why));

	unlink(path);
	return ok;
}

static void image_hands_words_on(void)
{
	static const char *const wrong[] = { "seed=x",	"case=0", "long=2",   "long",
					     "seed=-1", "suit=a", "seed=1x2", "end=never" };
	struct image_options options;

	expect(image(&options, "", ""), "nothing", why);
	expect(!strcmp(options.guest, "guest=") && !options.nwords, "nothing", options.guest);
	expect(image(&options, "long=1 # more\nseed=3\nsuite=boot\nvcpus=2\nkernel=6.1\n",
		     "quiet leafzap.image=1 leafzap.seed=0x10 leafzap.stop=1"),
	       "file and command line", why);
	expect(!strcmp(options.guest, "guest=seed=0x10,long,stop"), "both", options.guest);
	expect(options.nwords == 1 && !strcmp(options.words[0], "vcpus=2"), "the runner's",
	       options.guest);
	expect(image(&options, "long=1\nlong=0", "leafzap.amplify=1"), "off again", why);
	expect(!strcmp(options.guest, "guest=amplify"), "off again", options.guest);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		expect(!image(&options, wrong[i], "") && strstr(why, wrong[i]) &&
			       strstr(why, "line 1") && strstr(why, " seed case ") &&
			       strstr(why, " memory"),
		       wrong[i], why);
}

int main(void)
{
	table_is_read();
	plan_has_all_names();
	command_is_whole();
	settings_hand_words_on();
	image_hands_words_on();
	printf("lab: %u checks, %u failed\n", nchecks, nfailed);
	return nfailed ? EXIT_FAILURE : EXIT_SUCCESS;
}
