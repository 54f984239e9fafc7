#include "engine/facts/tally.h"

const char *rule_text(enum point_rule rule)
{
    static const char *const texts[RULE_COUNT] = {
#define RULE(constant, text) text,
#include "engine/facts/rules.def"
#undef RULE
    };

    return texts[rule];
}

const char *tally_number(enum tally tally)
{
    static const char *const numbers[TALLY_COUNT] = {
#define TALLY(constant, number) number,
#include "engine/facts/tallies.def"
#undef TALLY
    };

    return numbers[tally];
}
