/* compared.h - where two profiles disagree about a function, and by which rule.
 *
 * Each file's points are billed (engine/facts/bill.h), and the bills of each function
 * compared rule by rule. That one profile begins at 1 and the other at 0 is no
 * disagreement: the rule "the function itself" is left out.
 *
 * A visitor (engine/scan/visitor.h) makes a struct compared of each file in which
 * there is a function; it lives as long as the result of the run. */
#ifndef CAMBIUM_CMD_COMPARED_H
#define CAMBIUM_CMD_COMPARED_H

#include "engine/cmd/options.h"
#include "engine/facts/profile.h"
#include "engine/report/out.h"
#include "engine/report/report.h"
#include "engine/scan/result.h"
#include "engine/scan/visitor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the two give for one reason. */
struct rule_points {
    enum point_rule rule;
    uint32_t points[2];
};

struct compared_function {
    struct slice name;
    uint32_t line, end_line;
    uint32_t numbers[2];             /* the function itself included */
    const struct rule_points *rules; /* those by which they differ */
    uint32_t rule_count;
};

struct compared {
    const struct compared_function *functions; /* those about which they disagree */
    uint32_t count;
    uint32_t all; /* functions that both list */
};

struct comparison {
    const struct profile *profiles[2];
    enum tally tallies[2];
    size_t top; /* rows; 0: all */
    bool top_given;
};

/* What --diff-profile says. */
bool comparison_read(const struct settings *s, struct comparison *c, struct err *e);

/* Borrows `c`. */
struct visitor comparison_visitor(const struct comparison *c);

/* `format` is text, json, ndjson or csv. */
void comparison_write(const struct comparison *c, const struct part *result,
                      const char *format, const struct style *style, struct out *out);

#endif
