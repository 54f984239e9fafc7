/* text.h - the tables of the summary for people.
 *
 * Each begins with an empty line and shows nothing at all if it would have no
 * row. style.top says how many rows a table has. */
#ifndef CAMBIUM_REPORT_TEXT_H
#define CAMBIUM_REPORT_TEXT_H

#include "engine/report/page.h"
#include "engine/scan/result.h"

/* Lines by language, the one with the most code first, then the sum. */
void text_languages(struct page *p, const struct part *result);

/* How many functions have each rank, and the most complex ones. */
void text_functions(struct page *p, const struct part *result);

#endif
