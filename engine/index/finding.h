/* finding.h - what a gate found wrong.
 *
 * A finding is one broken rule in one place. What tells it from others of its rule is its path
 * and its name - never a line, so that it stays the same when lines move above it. */
#ifndef CAMBIUM_INDEX_FINDING_H
#define CAMBIUM_INDEX_FINDING_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum severity { SEVERITY_WARNING, SEVERITY_ERROR };

/* A rule: what can be wrong. Constant data. */
struct rule_kind {
    const char *id;    /* "cyclomatic", "untested": stable, it is written to baselines */
    const char *title; /* one line: "A function has too many paths" */
    const char *help;  /* a sentence or two: what to do */
    enum severity severity;
    bool has_value; /* findings have a number, and a limit that it is over or under */
};

enum finding_state {
    FINDING_NEW,      /* fails the gate */
    FINDING_WORSE,    /* was accepted at a better value: fails it too */
    FINDING_ACCEPTED, /* the baseline has it */
    FINDING_ALLOWED,  /* an allowance in the source covers it */
};

struct finding {
    const struct rule_kind *rule;
    struct slice path; /* empty: of the whole tree */
    struct slice name; /* "Cart.total", "pkg.a -> pkg.b", "@team-pay"; may be empty */
    uint32_t line, end_line; /* from 1; 0: of the whole file */
    bool has_value;
    double value, limit;
    struct slice message; /* a sentence without the path: "Cart.total has 31 paths, 15 are
                           * allowed" */
    struct slice reason;  /* of FINDING_ALLOWED: what the allowance says */
    enum finding_state state; /* of a new one FINDING_NEW or FINDING_ALLOWED */
    /* The value in the baseline, of FINDING_WORSE and FINDING_ACCEPTED. */
    double accepted;
    uint32_t ordinal; /* from 1: its number among those of its rule, path and name */
};

/* Ordered by path, line, rule, name. Texts are copied into `memory`, or outlive it. */
struct findings {
    struct finding *items;
    size_t count, capacity;
    size_t by_state[4];
    const struct rule_kind *const *rules; /* that were looked at, also without findings */
    size_t rule_count;
    struct arena memory; /* of texts */
};

/* Valid until the next one. */
struct finding *findings_add(struct findings *f, const struct rule_kind *rule);
void findings_close(struct findings *f); /* sorts, numbers, counts states */
void findings_count(struct findings *f); /* counts states again */
void findings_release(struct findings *f);

/* Those that fail the gate. */
static inline size_t findings_failing(const struct findings *f)
{
    return f->by_state[FINDING_NEW] + f->by_state[FINDING_WORSE];
}

/* It has a number that can be compared and written. */
static inline bool finding_has_number(const struct finding *one)
{
    return one->has_value && isfinite(one->value);
}

/* Is a greater value worse? That is so if the value isn't below its limit. */
static inline bool finding_more_is_worse(const struct finding *one)
{
    return !(one->value < one->limit);
}

/* All of them by rule, path and name, those that have these alike in their order; NULL for
 * none. free() it. */
struct finding **findings_by_key(const struct findings *f);
bool finding_same_key(const struct finding *a, const struct finding *b);

/* The same for the same finding in any run, 128 bits as hex: of rule, path, name and ordinal.
 * Ends in a NUL. */
void finding_fingerprint(const struct finding *one, char hex[33]);

#endif
