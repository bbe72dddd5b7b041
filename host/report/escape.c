// SPDX-License-Identifier: GPL-2.0-only
/* Text of a log into XML and HTML: nothing of it can become markup, and every byte is UTF-8. */
#include "report.h"

/* Bytes of the UTF-8 sequence that @text begins with; 0 if it begins with none. */
static unsigned sequence(const unsigned char *text)
{
	unsigned n = *text < 0x80 ? 1 : *text >= 0xc2 && *text < 0xe0 ? 2 : *text < 0xf0 ? 3 : 4;

	if ((*text >= 0x80 && *text < 0xc2) || *text > 0xf4)
		return 0;
	for (unsigned i = 1; i < n; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, beyond U+10FFFF. */
	if ((*text == 0xe0 && text[1] < 0xa0) || (*text == 0xed && text[1] > 0x9f) ||
	    (*text == 0xf0 && text[1] < 0x90) || (*text == 0xf4 && text[1] > 0x8f))
		return 0;
	/* Not characters: U+FFFE and U+FFFF. */
	return *text == 0xef && text[1] == 0xbf && text[2] > 0xbd ? 0 : n;
}

void escape(FILE *file, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned n;

	for (; p && *p; p += n ? n : 1) {
		n = sequence(p);
		if (*p == '&')
			fputs("&amp;", file);
		else if (*p == '<')
			fputs("&lt;", file);
		else if (*p == '>')
			fputs("&gt;", file);
		else if (*p == '"')
			fputs("&quot;", file);
		else if (*p == '\'')
			fputs("&#39;", file);
		else if (*p == '\n')
			fputs("&#10;", file);
		else if (!n || (*p < ' ' && *p != '\t') || *p == 0x7f)
			/* XML has no way to write most control characters. */
			fputc('?', file);
		else
			fwrite(p, 1, n, file);
	}
}
