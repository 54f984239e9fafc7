/* What a pattern means, a part a line. */
#include "engine/match/parts.h"
#include "engine/match/pattern.h"
#include "parsers/grammar.h"

static void spaces_add(struct buf *out, unsigned indent)
{
    buf_add_format(out, "%*s", (int)(4 * indent), "");
}

static void symbol_add(const struct pattern *p, uint16_t symbol, struct buf *out)
{
    const char *name = grammar_symbol_name(p->grammar, symbol);

    if (grammar_symbol_kind(p->grammar, symbol) == SYMBOL_ANONYMOUS)
        buf_add_format(out, "the word or mark \"%s\"", name);
    else
        buf_add_text(out, name);
}

static void kind_add(const struct pattern *p, const struct term *t, struct buf *out)
{
    switch (t->kind) {
    case KIND_SYMBOL: symbol_add(p, t->symbol, out); break;
    case KIND_NAMED: buf_add_text(out, "any node with a name"); break;
    case KIND_ANY: buf_add_text(out, "any node"); break;
    case KIND_MISSING: buf_add_text(out, "a node that the parser made up"); break;
    case KIND_GROUP: buf_add_text(out, "one of:"); break;
    }
}

static void terms_add(const struct pattern *p, uint64_t terms, unsigned indent,
                      const char *before, struct buf *out);

static void conditions_add(const struct pattern *p, const struct term *t, unsigned indent,
                           struct buf *out)
{
    static const char *const words[][2] = {
        [AXIS_CHILD] = {"a child is ", "no child is "},
        [AXIS_HAS] = {"in it is ", "nowhere in it is "},
        [AXIS_PARENT] = {"its parent is ", "its parent isn't "},
        [AXIS_IN] = {"it is in ", "it isn't in "},
    };

    for (unsigned c = 0; c < p->condition_count; c++) {
        if ((t->need | t->never) & condition_bit(c))
            terms_add(p, p->conditions[c].targets, indent,
                      words[p->conditions[c].axis][(t->never & condition_bit(c)) != 0],
                      out);
    }
}

static void term_add(const struct pattern *p, const struct term *t, unsigned indent,
                     struct buf *out)
{
    bool first = true;

    if (t->field)
        buf_add_format(out, "the %s: ", grammar_field_name(p->grammar, t->field));
    kind_add(p, t, out);
    for (BITS(t->texts, i)) {
        buf_add_text(out, first ? ", its text " : " and ");
        buf_add(out, p->texts[i].written);
        first = false;
    }
    buf_add_char(out, '\n');
    if (t->group)
        terms_add(p, t->group, indent + 1, "", out);
    conditions_add(p, t, indent + 1, out);
}

static void terms_add(const struct pattern *p, uint64_t terms, unsigned indent,
                      const char *before, struct buf *out)
{
    bool first = true;

    for (BITS(terms, t)) {
        spaces_add(out, indent);
        buf_add_text(out, first ? before : "or ");
        term_add(p, &p->terms[t], indent, out);
        first = false;
    }
}

void pattern_explain(const struct pattern *p, struct buf *out)
{
    terms_add(p, p->roots, 0, "", out);
}
