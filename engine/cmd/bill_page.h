/* bill_page.h - the bill of one function: `cambium explain FILE:FUNCTION`.
 *
 * The source with the points that each line gives, which add up to the number. */
#ifndef CAMBIUM_CMD_BILL_PAGE_H
#define CAMBIUM_CMD_BILL_PAGE_H

#include "engine/cmd/function_place.h"
#include "engine/cmd/options.h"
#include "engine/facts/tally.h"
#include "engine/report/report.h"

#include <stdbool.h>
#include <stddef.h>

/* Which function's sums are explained, and how. */
struct bill_question {
    const struct settings *settings;
    const struct discover *discover;
    struct function_place place;
    enum tally tallies[TALLY_COUNT];
    size_t tally_count;
    bool as_json;
};

/* What --metric says: names of numbers or of profiles. */
bool bill_question_read(const struct settings *s, struct bill_question *q, struct err *e);

/* Renders the bill that is asked for by a struct bill_question: reads and parses the file,
 * keeps nothing. False and *e: it can't be read (ERR_IO), or there is no such function, or
 * several (ERR_USAGE). */
bool bill_render(const void *question, const struct style *style, struct buf *out,
                 struct err *e);

#endif
