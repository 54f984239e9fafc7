/* cache.h - what the verbs of `cambium cache` share.
 *
 * A verb does its work and fills an answer; how an answer is said, as text or as JSON,
 * is the same for all. */
#ifndef CAMBIUM_CMD_CACHE_H
#define CAMBIUM_CMD_CACHE_H

#include "engine/base/err.h"
#include "engine/cmd/command.h"
#include "engine/scan/discover.h"
#include "store/upkeep.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "packs": 3, or "3 packs". */
struct figure {
    const char *key, *text;
    uint64_t number;
    bool is_bytes;
};

enum { CACHE_MAX_FIGURES = 12 };

struct cache_answer {
    struct figure figures[CACHE_MAX_FIGURES];
    size_t figure_count;
    const struct store_survey *survey; /* its entries by kind, or NULL */
    const struct store_check *check;   /* its flaws, or NULL */
};

void answer_count(struct cache_answer *a, const char *key, const char *text,
                  uint64_t number);
void answer_bytes(struct cache_answer *a, const char *key, const char *text,
                  uint64_t bytes);

/* Writes the answer of a verb about the store at `place`, where --output says and as
 * --format says. */
bool answer_write(const struct cache_answer *a, const struct settings *s,
                  const char *verb, const char *place, struct err *e);

/* False: there is no such --format. */
bool answer_format_check(const struct settings *s, struct err *e);

/* What a verb works on. */
struct cache {
    const struct settings *settings;
    struct discover *discover;
    struct store *store;
    const char *file;  /* of export and import, else NULL */
    const char *place; /* the store's folder, to be shown */
};

/* Writes its answer; says what goes wrong. The store is there, and may be written to if
 * the verb changes it. */
typedef enum status cache_verb(struct cache *c);

cache_verb cache_stats, cache_verify, cache_gc, cache_clear, cache_export, cache_import;

#endif
