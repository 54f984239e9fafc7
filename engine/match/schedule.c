/* Which part of a pattern is decided in which pass over the tree. */
#include "engine/match/parts.h"

static bool looks_up(const struct condition *c)
{
    return c->axis == AXIS_PARENT || c->axis == AXIS_IN;
}

static unsigned latest_pass(const struct pattern *p, uint64_t terms)
{
    unsigned pass = 0;

    for (BITS(terms, t))
        pass = p->terms[t].pass > pass ? p->terms[t].pass : pass;
    return pass;
}

/* In the pass of what it looks at, if that goes the right way, else in the next. */
static void condition_place(struct pattern *p, struct condition *c, bool first_down)
{
    unsigned pass = latest_pass(p, c->targets);
    bool down = (pass & 1) != first_down;

    c->pass = pass + (down != looks_up(c));
}

static void term_place(struct pattern *p, struct term *t, bool first_down)
{
    t->pass = latest_pass(p, t->group);
    for (unsigned c = 0; c < p->condition_count; c++) {
        if (!((t->need | t->never) & condition_bit(c)))
            continue;
        condition_place(p, &p->conditions[c], first_down);
        if (p->conditions[c].pass > t->pass)
            t->pass = p->conditions[c].pass;
    }
}

/* How many passes it takes if the first goes down, or up. */
static unsigned passes_place(struct pattern *p, bool first_down)
{
    for (unsigned t = 0; t < p->term_count; t++)
        term_place(p, &p->terms[t], first_down);
    return latest_pass(p, p->roots) + 1;
}

static void passes_fill(struct pattern *p, bool first_down)
{
    for (unsigned i = 0; i < p->pass_count; i++)
        p->passes[i] = (struct pass){.down = (i & 1) != first_down};
    for (unsigned t = 0; t < p->term_count; t++)
        p->passes[p->terms[t].pass].terms |= term_bit(t);
    for (unsigned c = 0; c < p->condition_count; c++) {
        struct pass *pass = &p->passes[p->conditions[c].pass];
        pass->conditions |= condition_bit(c);
        pass->targets |= p->conditions[c].targets;
        if (p->conditions[c].axis == AXIS_PARENT)
            pass->marks |= condition_bit(c);
    }
}

static bool any_doubtful(const struct pattern *p, uint64_t terms)
{
    for (BITS(terms, t)) {
        if (p->terms[t].doubtful)
            return true;
    }
    return false;
}

/* Terms come behind what they depend on, so one loop is enough. */
static void doubts_mark(struct pattern *p)
{
    for (unsigned i = 0; i < p->term_count; i++) {
        struct term *t = &p->terms[i];

        t->doubtful = t->texts || any_doubtful(p, t->group);
        for (unsigned c = 0; c < p->condition_count; c++) {
            if (!((t->need | t->never) & condition_bit(c)) ||
                !any_doubtful(p, p->conditions[c].targets))
                continue;
            p->conditions[c].doubtful = true;
            p->doubtful |= condition_bit(c);
            t->doubtful = true;
        }
    }
}

static uint64_t terms_of_symbol(const struct pattern *p, uint16_t symbol)
{
    uint64_t terms = 0;

    for (unsigned i = 0; i < p->term_count; i++) {
        const struct term *t = &p->terms[i];
        bool may = t->kind == KIND_SYMBOL  ? t->symbol == symbol
                   : t->kind == KIND_GROUP ? (t->group & terms) != 0
                                           : true;
        terms |= may ? term_bit(i) : 0;
    }
    return terms;
}

static void symbols_fill(struct pattern *p)
{
    for (uint16_t s = 0; s < SYMBOL_SET_BITS - 1; s++)
        p->terms_of[s] = terms_of_symbol(p, s);
    p->terms_of[symbol_set_bit(NODE_SYMBOL_ERROR)] =
        terms_of_symbol(p, NODE_SYMBOL_ERROR);
}

static void fields_fill(struct pattern *p)
{
    for (unsigned field = 0; field < 256; field++) {
        for (unsigned t = 0; t < p->term_count; t++) {
            if (!p->terms[t].field || p->terms[t].field == field)
                p->terms_in[field] |= term_bit(t);
        }
    }
}

void pattern_schedule(struct pattern *p)
{
    unsigned down = passes_place(p, true), up = passes_place(p, false);
    bool first_down = down < up;

    p->pass_count = passes_place(p, first_down);
    passes_fill(p, first_down);
    doubts_mark(p);
    symbols_fill(p);
    fields_fill(p);
}
