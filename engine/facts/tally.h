/* tally.h - numbers that are sums of points, and the bills behind them.
 *
 * A metric that gives points for what it sees gives each of them a rule, and puts
 * them on a tally of the scope in which they fall. When a scope is left, its tallies
 * become the numbers of its definition, and may be passed on to the scope around it.
 *
 * tally_add and tally_pass_on (extractor.h) are all it takes. The same calls write the
 * bill, where one is wanted (bill.h), so a bill can't differ from the number that it
 * explains. */
#ifndef CAMBIUM_FACTS_TALLY_H
#define CAMBIUM_FACTS_TALLY_H

enum tally {
#define TALLY(constant, number) TALLY_##constant,
#include "engine/facts/tallies.def"
#undef TALLY
    TALLY_COUNT
};

enum point_rule {
#define RULE(constant, text) RULE_##constant,
#include "engine/facts/rules.def"
#undef RULE
    RULE_COUNT
};

/* "if", "run of and/or", ... */
const char *rule_text(enum point_rule rule);

/* The number of functions that the tally adds up to: "cyclomatic". */
const char *tally_number(enum tally tally);

#endif
