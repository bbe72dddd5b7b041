// SPDX-License-Identifier: GPL-2.0-only
/* A strict reader of the little HTML that the report uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "markup.h"

#define MAX_DEPTH 32

static const char *const tags[] = {
	"html",	 "head",   "body",    "title", "style", "header",     "h1",	 "h2", "p",
	"b",	 "span",   "small",   "code",  "pre",	"dl",	      "dt",	 "dd", "table",
	"thead", "tbody",  "tfoot",   "tr",    "th",	"td",	      "details", "ul", "ol",
	"li",	 "figure", "summary", "svg",   "text",	"figcaption",
};
/* Those without an end: of HTML, and of SVG if they end with a slash. */
static const char *const empty[] = { "meta", "rect", "path" };
static const char *const attributes[] = { "lang",    "charset", "name", "content", "class",
					  "viewBox", "role",	"x",	"y",	   "width",
					  "height",  "d",	"open" };

struct page {
	const char *name, *start, *at;
	const char *open[MAX_DEPTH];
	unsigned depth;
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *find(const char *const *list, size_t n, const char *word, size_t bytes)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == bytes && !strncmp(list[i], word, bytes))
			return list[i];
	return NULL;
}

static bool wrong(const struct page *page, const char *what)
{
	printf("  %s: html, byte %zu: %s: %.60s\n", page->name, (size_t)(page->at - page->start),
	       what, page->at);
	return false;
}

static size_t word(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
}

static bool attribute(struct page *page)
{
	size_t bytes = word(page->at);

	if (!find(attributes, COUNT(attributes), page->at, bytes))
		return wrong(page, "an attribute that is not ours");
	page->at += bytes;
	/* As in "<details open>". */
	if (*page->at != '=')
		return true;
	if (*++page->at != '"')
		return wrong(page, "an attribute without quotes");
	page->at += 1 + strcspn(page->at + 1, "\"<&>");
	if (*page->at++ != '"')
		return wrong(page, "markup in an attribute");
	return true;
}

static bool end_tag(struct page *page, const char *name, size_t bytes)
{
	if (!page->depth || strlen(page->open[page->depth - 1]) != bytes ||
	    strncmp(page->open[page->depth - 1], name, bytes))
		return wrong(page, "the end of what is not open");
	page->depth--;
	page->at = name + bytes + 1;
	return name[bytes] == '>' || wrong(page, "no end of the tag");
}

/* The text of a style is not HTML, but must not leave it or load anything. */
static bool style(struct page *page)
{
	size_t bytes = strcspn(page->at, "<&");
	const char *load = strstr(page->at, "url(");

	if (!load)
		load = strstr(page->at, "@import");
	if (load && load < page->at + bytes)
		return wrong(page, "a style that loads something");
	page->at += bytes;
	return true;
}

static bool tag(struct page *page)
{
	const char *name = page->at + 1, *known;
	size_t bytes;

	if (*name == '/')
		return end_tag(page, name + 1, word(name + 1));
	bytes = word(name);
	known = find(tags, COUNT(tags), name, bytes);
	if (!known && !find(empty, COUNT(empty), name, bytes))
		return wrong(page, "a tag that is not ours");
	page->at = name + bytes;
	while (*page->at == ' ') {
		page->at++;
		if (!attribute(page))
			return false;
	}
	if (*page->at == '/' && !known)
		page->at++;
	if (*page->at++ != '>')
		return wrong(page, "no end of the tag");
	if (!known)
		return true;
	if (page->depth == MAX_DEPTH)
		return wrong(page, "nested too deeply");
	page->open[page->depth++] = known;
	return strcmp(known, "style") || style(page);
}

static bool reference(struct page *page)
{
	static const char *const names[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#10;" };

	for (size_t i = 0; i < COUNT(names); i++) {
		if (!strncmp(page->at, names[i], strlen(names[i]))) {
			page->at += strlen(names[i]);
			return true;
		}
	}
	return wrong(page, "an ampersand");
}

static bool character(struct page *page)
{
	unsigned char c = (unsigned char)*page->at;
	unsigned more = c < 0x80   ? 0
			: c < 0xc2 ? 9
			: c < 0xe0 ? 1
			: c < 0xf0 ? 2
			: c < 0xf5 ? 3
				   : 9;

	if (more == 9 || (c < ' ' && c != '\n' && c != '\t') || c == 0x7f || c == '>')
		return wrong(page, "a byte that is no text");
	for (page->at++; more; more--)
		if ((*page->at++ & 0xc0) != 0x80)
			return wrong(page, "not UTF-8");
	return true;
}

bool html_ok(const char *name, const char *html)
{
	struct page page = { .name = name, .start = html, .at = html };
	bool ok = true;

	if (strncmp(html, "<!DOCTYPE html>\n", 16))
		return wrong(&page, "no doctype");
	page.at += 16;
	while (ok && *page.at) {
		if (*page.at == '<')
			ok = tag(&page);
		else if (*page.at == '&')
			ok = reference(&page);
		else
			ok = character(&page);
	}
	return ok && (!page.depth || wrong(&page, "not closed at the end"));
}
