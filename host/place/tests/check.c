// SPDX-License-Identifier: GPL-2.0-only
/* What is cut out of a source, and what is put back. */
#include <stdio.h>
#include <string.h>

#include "../../leafzap/text.h"
#include "../../../common/tests/expect.h"
#include "../place.h"

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
	struct names names = slice_names(rules);
	struct slice s = slice_cut(source, &names);
	const char *middle;
	char *changed, *back;

	expect(names.n == 1 && !strcmp(names.name[0], "kept_by_name") && !names.any,
	       "the function that a rule names");
	expect(s.ncuts == 2, "two runs of functions are cut");
	expect(!strstr(s.text, "static int first") && !strstr(s.text, "goto out"),
	       "first() is cut");
	expect(!strstr(s.text, "void second") && !strstr(s.text, "About the next"),
	       "second() is cut, with what is between the two");
	expect(!strstr(s.text, "sixth"), "sixth() is cut, at the end");
	expect(strstr(s.text, "int kept_by_name(int a)\n{\n\treturn first(a, 1);\n}\n"),
	       "what a rule names stays");
	expect(strstr(s.text, "ops __aligned(8) =\n{\n\t.call"), "an initializer stays");
	expect(strstr(s.text, "third(void)\n{\n#endif\n\tsecond();"),
	       "a function with two heads stays");
	expect(strstr(s.text, "#ifdef C\n\tsecond();\n}\n#else"), "a function with two ends stays");
	expect(strstr(s.text, "void x(void) \\\n{ \\"), "a macro stays");
	expect(strstr(s.text, "int fifth(void) {"), "a function in another style stays");
	expect(strstr(s.text, "struct with_members {\n\tint a;"), "a struct stays");
	back = slice_restore(&s, s.text);
	expect(back && !strcmp(back, source), "put back, nothing is lost");

	/* A line more in the middle, as a hook; then a mark gone. */
	middle = strstr(s.text, "\treturn first");
	changed = format("%.*s\thook();\n%s", (int)(middle - s.text), s.text, middle);
	back = slice_restore(&s, changed);
	expect(back && strstr(back, "{\n\thook();\n\treturn first") &&
		       strlen(back) == strlen(source) + strlen("\thook();\n"),
	       "put back around a change");
	expect(!slice_restore(&s, strstr(s.text, "int kept_by_name")),
	       "a mark that is gone is noticed");
	expect(!slice_restore(&s, source), "all marks gone are noticed");
}

static void whole(void)
{
	struct names names = slice_names("@one@\n@@\n-a\n+b\n");
	struct slice s = slice_cut(source, &names);
	char *back;

	expect(names.any && !s.ncuts && !strcmp(s.text, source),
	       "a rule for any place gets the whole file");
	names = slice_names("@one@\n@@\n-a\n+b\n\n@two@\n@@\n f(...)\n {\n ...\n }\n");
	expect(names.any, "also if another rule names a function");
	back = slice_restore(&s, s.text);
	expect(back && !strcmp(back, source), "the whole file, put back");
}

static void hooks(void)
{
	const char *text =
		"#include <linux/a.h>\n#ifdef X\n#include <linux/b.h>\n#endif\n#include <asm/c.h>\n"
		"\tleafzap_one(kvm);\n\tleafzap_one_more(kvm);\n\tmy_leafzap_one(kvm);\n"
		"\tstruct leafzap_vm *leafzap;\n";
	const char *bare = "#include \"a.h\"\n\n#include <asm/c.h>\n";

	expect(calls_in(text, "leafzap_one") == 1, "a call is counted by its whole name");
	expect(calls_in(text, "struct_leafzap_vm") == 1, "a member is counted");
	expect(begins(with_header(text),
		      "#include <linux/a.h>\n#include <linux/kvm_leafzap_hooks.h>\n#ifdef X"),
	       "the header comes behind those of its kind");
	expect(strstr(with_header(bare),
		      "\n\n#include <linux/kvm_leafzap_hooks.h>\n#include <asm/c.h>\n"),
	       "or before the first");
}

int main(void)
{
	cuts();
	whole();
	hooks();
	return expect_end("place");
}
