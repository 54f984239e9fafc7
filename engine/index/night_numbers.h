/* night_numbers.h - the numbers of a night that trends are asked for. */
#ifndef CAMBIUM_INDEX_NIGHT_NUMBERS_H
#define CAMBIUM_INDEX_NIGHT_NUMBERS_H

#include "engine/index/night.h"

enum night_better { BETTER_NEITHER, BETTER_MORE, BETTER_LESS };
enum night_of { OF_TREE, OF_PACKAGES }; /* of packages: of the tree, too */

enum night_metric_id {
#define METRIC(constant, name, title, better, of) TREND_##constant,
#include "engine/index/night_numbers.def"
#undef METRIC
    NIGHT_METRICS,
};

struct night_metric {
    const char *name;  /* "cyclomatic.mean": what a trend is asked for */
    const char *title; /* for people */
    enum night_better better;
    enum night_of of;
};

extern const struct night_metric night_metrics[NIGHT_METRICS];

/* NULL: there is none of that name. */
const struct night_metric *night_metric_find(const char *name);

/* Fills numbers and packages of n->head, whose modules are made. */
void night_numbers_make(struct night *n, const struct night_source *from);

#endif
