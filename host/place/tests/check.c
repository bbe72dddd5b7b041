// SPDX-License-Identifier: GPL-2.0-only
/* What is cut out of a source, and what is put back. */
#include <stdio.h>
#include <string.h>

#include "../place.h"

static unsigned bad, done;

static void expect(bool right, const char *what)
{
	done++;
	if (right)
		return;
	bad++;
	printf("not as it must be: %s\n", what);
}

static struct text of(const char *from)
{
	struct text text = { 0 };

	add(&text, from, strlen(from));
	return text;
}

static const char *rules = "// Comment about nothing(here)\n"
			   "@one@\nstatement S;\n@@\n kept_by_name(...)\n {\n ... when any\n"
			   " if (other(x)) {\n+\thook();\n }\n }\n"
			   "@two depends on !one@\n@@\n struct with_members {\n ...\n };\n";

static const char *source =
	"// SPDX\n"
	"#include <linux/kvm.h>\n\n"
	"static int first(int a,\n\t\t int b)\n{\n"
	"#ifdef A\n\tif (a)\n#else\n\tif (b)\n#endif\n\t\tgoto out;\nout:\n\treturn 0;\n}\n\n"
	"/*\n * About the next.\n */\n"
	"void second(void)\n{\n}\n\n"
	"int kept_by_name(int a)\n{\n\treturn first(a, 1);\n}\n\n"
	"static struct ops ops __aligned(8) =\n{\n\t.call = second,\n};\n\n"
	"#ifdef B\nvoid third(int a)\n{\n#else\nvoid third(void)\n{\n#endif\n\tsecond();\n}\n\n"
	"void fourth(void)\n{\n#ifdef C\n\tsecond();\n}\n#else\n}\n#endif\n\n"
	"#define MACRO(x) \\\nvoid x(void) \\\n{ \\\n}\n\n"
	"int fifth(void) {\n\treturn 1;\n}\n\n"
	"struct with_members {\n\tint a;\n};\n\n"
	"static noinline long sixth(void)\n{\n\treturn 6;\n}\n";

static void cuts(void)
{
	struct text from = of(source), rule_text = of(rules), back;
	struct names names = functions_of(&rule_text);
	struct slice s = cut(&from, &names);
	struct text changed = { 0 };

	expect(names.n == 1 && !strcmp(names.name[0], "kept_by_name") && !names.any,
	       "the function that a rule names");
	expect(s.ncuts == 2, "two runs of functions are cut");
	expect(!strstr(s.text.at, "static int first") && !strstr(s.text.at, "goto out"),
	       "first() is cut");
	expect(!strstr(s.text.at, "void second") && !strstr(s.text.at, "About the next"),
	       "second() is cut, with what is between the two");
	expect(!strstr(s.text.at, "sixth"), "sixth() is cut, at the end");
	expect(strstr(s.text.at, "int kept_by_name(int a)\n{\n\treturn first(a, 1);\n}\n"),
	       "what a rule names stays");
	expect(strstr(s.text.at, "ops __aligned(8) =\n{\n\t.call"), "an initializer stays");
	expect(strstr(s.text.at, "third(void)\n{\n#endif\n\tsecond();"),
	       "a function with two heads stays");
	expect(strstr(s.text.at, "#ifdef C\n\tsecond();\n}\n#else"),
	       "a function with two ends stays");
	expect(strstr(s.text.at, "void x(void) \\\n{ \\"), "a macro stays");
	expect(strstr(s.text.at, "int fifth(void) {"), "a function in another style stays");
	expect(strstr(s.text.at, "struct with_members {\n\tint a;"), "a struct stays");
	expect(restore(&s, &s.text, &back) && !strcmp(back.at, source),
	       "put back, nothing is lost");

	/* A line more in the middle, as a hook; then a mark gone. */
	add(&changed, s.text.at, strstr(s.text.at, "\treturn first") - s.text.at);
	add_line(&changed, "\thook();");
	add(&changed, strstr(s.text.at, "\treturn first"),
	    strlen(strstr(s.text.at, "\treturn first")));
	expect(restore(&s, &changed, &back) && strstr(back.at, "{\n\thook();\n\treturn first") &&
		       strlen(back.at) == strlen(source) + strlen("\thook();\n"),
	       "put back around a change");
	changed = of(strstr(s.text.at, "int kept_by_name"));
	expect(!restore(&s, &changed, &back), "a mark that is gone is noticed");
	changed = of(source);
	expect(!restore(&s, &changed, &back), "all marks gone are noticed");
}

static void whole(void)
{
	struct text from = of(source), any = of("@one@\n@@\n-a\n+b\n"), back;
	struct names names = functions_of(&any);
	struct slice s = cut(&from, &names);

	expect(names.any && !s.ncuts && !strcmp(s.text.at, source),
	       "a rule for any place gets the whole file");
	any = of("@one@\n@@\n-a\n+b\n\n@two@\n@@\n f(...)\n {\n ...\n }\n");
	names = functions_of(&any);
	expect(names.any, "also if another rule names a function");
	expect(restore(&s, &s.text, &back) && !strcmp(back.at, source), "the whole file, put back");
}

static void hooks(void)
{
	struct text text = of(
		"#include <linux/a.h>\n#ifdef X\n#include <linux/b.h>\n#endif\n#include <asm/c.h>\n"
		"\tleafzap_one(kvm);\n\tleafzap_one_more(kvm);\n\tmy_leafzap_one(kvm);\n"
		"\tstruct leafzap_vm *leafzap;\n");
	struct text bare = of("#include \"a.h\"\n\n#include <asm/c.h>\n");

	expect(calls_in(&text, "leafzap_one") == 1, "a call is counted by its whole name");
	expect(calls_in(&text, "struct_leafzap_vm") == 1, "a member is counted");
	text = with_header(&text);
	expect(!strncmp(text.at,
			"#include <linux/a.h>\n#include <linux/kvm_leafzap_hooks.h>\n#ifdef X", 60),
	       "the header comes behind those of its kind");
	bare = with_header(&bare);
	expect(strstr(bare.at, "\n\n#include <linux/kvm_leafzap_hooks.h>\n#include <asm/c.h>\n") !=
		       NULL,
	       "or before the first");
}

int main(void)
{
	cuts();
	whole();
	hooks();
	printf("place: %u of %u as they must be\n", done - bad, done);
	return bad != 0;
}
