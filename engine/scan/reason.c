#include "engine/scan/reason.h"

#include <assert.h>

enum { FAILED, SKIPPED };

static const struct {
    const char *name, *text;
    int outcome;
} reasons[] = {
    {"none", "nothing is wrong with it", SKIPPED},
#define REASON(constant, outcome, name, text) {name, text, outcome},
#include "engine/scan/reasons.def"
#undef REASON
};

const char *reason_name(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reasons[reason].name;
}

const char *reason_text(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reasons[reason].text;
}

bool reason_is_skip(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reason != REASON_NONE && reasons[reason].outcome == SKIPPED;
}
