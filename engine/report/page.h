/* page.h - text for people: names made harmless, numbers aligned, colour.
 *
 * A name may hold any bytes; a page shows it so that it can't command the
 * terminal, pass for something else or break its line. Line ends and tabs show
 * as \n, \r, \t, a backslash as \\, a byte that isn't UTF-8 or a control
 * character as \xNN, a character that shows nothing as \uNNNN or \UNNNNNNNN;
 * without style.unicode all that isn't ASCII does; so does a `[` behind `##`, which GitHub's
 * runner takes for a command. No two names look alike by it.
 *
 * Never says anything by colour alone. No locale: numbers are grouped by
 * commas, percentages and sizes come from integers. */
#ifndef CAMBIUM_REPORT_PAGE_H
#define CAMBIUM_REPORT_PAGE_H

#include "engine/base/buf.h"
#include "engine/report/report.h"

#include <stdint.h>

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GREEN, INK_YELLOW, INK_RED };

struct page {
    struct buf *out;
    const struct style *style;
};

void page_text(struct page *p, const char *text); /* ours: shown as it is */
void page_ink(struct page *p, enum ink ink); /* from here on; nothing without colour */
void page_heading(struct page *p, const char *title); /* after an empty line */
void page_spaces(struct page *p, unsigned count);
void page_label(struct page *p, const char *text, unsigned columns); /* indented */
void page_rule(struct page *p, unsigned columns);
void page_bar(struct page *p, uint64_t part, uint64_t whole, unsigned columns);

/* Shows a name, cut to `limit` columns (0: never cut). Returns the columns
 * that it took. */
unsigned page_name(struct page *p, struct slice name, unsigned limit);

/* The same, but what is cut out is the middle: both ends of a path say much. */
unsigned page_name_middle(struct page *p, struct slice name, unsigned limit);
unsigned page_name_columns(const struct page *p, struct slice name);

/* A piece of a line of source, never cut: like a name, but backslashes and tabs
 * are what they are. */
void page_source(struct page *p, struct slice text);

/* "path:line", never cut, so that it can be copied. Line 0: only the path. */
void page_place(struct page *p, struct slice path, uint32_t line);

/* To the right of a field of `columns`, which they overflow if they must. */
void page_number(struct page *p, uint64_t number, unsigned columns);
void page_bytes(struct page *p, uint64_t bytes, unsigned columns);
void page_tenths(struct page *p, uint64_t part, uint64_t whole,
                 unsigned columns); /* "3.4" */
void page_percent(struct page *p, uint64_t part, uint64_t whole, unsigned columns);
void page_right(struct page *p, const char *text, unsigned columns);
unsigned page_number_columns(uint64_t number);
void page_decimal(struct page *p, double number, unsigned decimals,
                  unsigned columns); /* "-" for NAN */
unsigned page_decimal_columns(double number, unsigned decimals);

/* "  and 7 more" on a line of its own, if not all were shown. */
void page_more(struct page *p, uint64_t count, uint64_t shown);

/* "1 file", "2 files". */
void page_count(struct page *p, uint64_t number, const char *one, const char *many);

#endif
