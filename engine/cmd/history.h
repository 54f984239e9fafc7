/* history.h - what the verbs of `cambium history` share. */
#ifndef CAMBIUM_CMD_HISTORY_H
#define CAMBIUM_CMD_HISTORY_H

#include "engine/cmd/tonight.h"
#include "engine/index/night_numbers.h"
#include "engine/report/sheet.h"
#include "engine/report/spark.h"

struct history_verb;

struct history {
    const struct settings *settings;
    const struct history_verb *verb;
    const char *root;
    struct nights nights;
    size_t *places; /* of those that are asked for, in their order */
    size_t count;
    size_t people; /* people see so many of them, the last ones */

    /* Of trend. */
    struct slice metric;
    bool of_packages;
    struct slice *packages; /* each once, in the order in which they are written */
    size_t package_count;

    /* Of the format that is being written. */
    bool for_people, unicode;
    size_t first; /* place among places of the first row */
    struct buf text;
    struct spark_point *points;
};

enum { HISTORY_TEXT, HISTORY_MARKDOWN, HISTORY_JSON, HISTORY_CSV };

struct history_verb {
    const char *name;
    unsigned operands;                               /* before PATH */
    bool (*check)(struct history *h, struct err *e); /* what was asked; may be NULL */
    void (*prepare)(struct history *h);              /* once nights are read; or NULL */
    struct sheet (*sheet)(struct history *h);        /* of the format; with a lead for
                                                      * people */
};

extern const struct history_verb history_list, history_trend;

static inline const struct night_ring *history_ring(const struct history *h, size_t row)
{
    return &h->nights.items[h->places[h->first + row]];
}

/* Why its numbers can't be compared with those of the night before it. */
enum apart { APART_NOT = 0, APART_RULES = 1, APART_ASKED = 2 };

unsigned history_apart(const struct history *h, const struct night_ring *ring);

/* The cells of a row lie in h->text until the next row is started. */
void history_row_start(struct history *h);

/* "other rules, asked otherwise, 3 files failed" in h->text; unknown if there is nothing. */
struct cell history_note(struct history *h, const struct night_ring *ring);

struct cell history_date(struct history *h, const struct night_ring *ring);

struct cell cell_of_value(struct night_value value);

/* "+3", "-0.5"; unknown if one of the two is. */
struct cell cell_of_change(struct buf *out, struct night_value before,
                           struct night_value after);

#endif
