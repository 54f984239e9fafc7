#include "engine/match/pattern.h"

#include "engine/base/memory.h"
#include "engine/match/parts.h"
#include "parsers/grammar.h"

#include <stdlib.h>

struct pattern *pattern_compile(struct slice text, const struct grammar *grammar,
                                struct err *e)
{
    struct pattern *p = memory_calloc(1, sizeof *p);

    if (grammar_symbol_count(grammar) >= SYMBOL_SET_BITS)
        fatal("a grammar has more than %d symbols", SYMBOL_SET_BITS);
    p->grammar = grammar;
    p->text = arena_copy(&p->memory, text);
    if (!pattern_read(p, e)) {
        pattern_free(p);
        return NULL;
    }
    pattern_schedule(p);
    return p;
}

void pattern_free(struct pattern *p)
{
    if (p)
        arena_release(&p->memory);
    free(p);
}

/* What it needs may hold somewhere; `possible` are the terms before it that may. */
static bool term_possible(const struct pattern *p, const struct term *t,
                          uint64_t possible)
{
    if (t->kind == KIND_GROUP && !(t->group & possible))
        return false;
    for (unsigned c = 0; c < p->condition_count; c++) {
        if ((t->need & condition_bit(c)) && !(p->conditions[c].targets & possible))
            return false;
    }
    return true;
}

bool pattern_possible_of(const struct pattern *p, uint64_t present)
{
    uint64_t possible = 0;

    for (BITS(present, t)) {
        if (term_possible(p, &p->terms[t], possible))
            possible |= term_bit(t);
    }
    return (possible & p->roots) != 0;
}

bool pattern_possible(const struct pattern *p, const struct symbol_set *symbols)
{
    uint64_t present = 0;

    for (unsigned bit = 0; bit < SYMBOL_SET_BITS; bit++) {
        if (symbols->words[bit / 64] >> bit % 64 & 1)
            present |= p->terms_of[bit];
    }
    return pattern_possible_of(p, present);
}

bool pattern_reads_text(const struct pattern *p)
{
    return p->text_count > 0;
}
