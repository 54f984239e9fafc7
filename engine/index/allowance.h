/* allowance.h - findings that are allowed by a comment in the source.
 *
 *   # cambium: allow RULE[<=N][, RULE...] [until=YYYY-MM-DD] reason=WHY
 *   # cambium: allow-file ...
 *
 * RULE is a rule's id; WHY is all that follows, and has to be there. <=N holds as long as the
 * finding's value is at most N, >=N as long as it is at least that. On the day after its `until`
 * (UTC) an allowance is over; it holds when the time isn't known.
 *
 * What it covers, of the findings of its rules in its file:
 *
 *   before or among the decorators of a def or class, or alone on a line before it: those
 *   that begin on the line of that def or class, and nothing that lies in it
 *
 *   anywhere else: those whose lines contain its own line, or, if it is alone on that, which
 *   begin on the line of the next code; but none that reaches out of the innermost function
 *   or class that it stands in
 *
 *   allow-file: all, those of the whole file (line 0) included
 *
 * Which findings there are and what `now` is, the caller knows; so it is the caller who keeps
 * account: it marks the rule by which an allowance covered a finding as used. A rule that was
 * looked at, and of which no finding used it, isn't needed any more. Nor does anybody here know
 * which ids are those of rules. */
#ifndef CAMBIUM_INDEX_ALLOWANCE_H
#define CAMBIUM_INDEX_ALLOWANCE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/facts/facts.h"
#include "engine/index/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum allowed_bound { BOUND_NONE, BOUND_MOST, BOUND_LEAST };

struct allowed_rule {
    struct slice id;
    enum allowed_bound bound;
    double value; /* unless BOUND_NONE */
    bool used;    /* the caller's */
};

struct allowance {
    struct allowed_rule *rules;
    size_t rule_count;
    bool whole_file;
    bool ends;
    int64_t until_day; /* if it ends: days since 1970, the last one on which it holds */
    struct slice reason;

    /* Of one in a file; else 0: */
    uint32_t line;                  /* of the comment */
    uint32_t begin_line;            /* what begins here is covered, */
    uint32_t first_line, last_line; /* and what lies between these and contains `line` */
};

/* A comment that is none. */
struct allowance_fault {
    uint32_t line;
    struct slice message; /* a sentence without a stop */
};

struct allowances {
    struct allowance *items; /* in the order of the source */
    size_t count;
    struct allowance_fault *faults;
    size_t fault_count;
};

/* What follows "cambium:". Borrows from `text`, which ends in a NUL; rules live in `a`. False and
 * *e: it isn't understood. */
bool allowance_parse(struct slice text, struct arena *a, struct allowance *allowance,
                     struct err *e);

/* All of a file. Lives in `a`, and borrows from the facts. */
void allowances_read(struct allowances *all, const struct facts *f, struct arena *a);

/* The rule by which it covers a finding of its file, or NULL. `now_s` is in seconds since 1970,
 * 0 is unknown. Any thread, if no other marks rules. */
struct allowed_rule *allowance_covers(const struct allowance *allowance,
                                      const struct finding *finding, int64_t now_s);

bool allowance_is_over(const struct allowance *allowance, int64_t now_s);

#endif
