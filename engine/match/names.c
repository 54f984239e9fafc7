#include "engine/match/names.h"

#include "engine/base/suggest.h"
#include "parsers/grammar.h"
#include "parsers/tree.h"

/* False: no symbol of that kind has that name; *near has what it looked at. */
static bool symbol_find(const struct grammar *g, enum symbol_kind kind, struct slice name,
                        uint16_t *symbol, struct suggestion *near)
{
    for (uint16_t s = 0; s < grammar_symbol_count(g); s++) {
        if (grammar_symbol_kind(g, s) != kind)
            continue;
        *symbol = s;
        if (slice_equal(name, slice_of(grammar_symbol_name(g, s))))
            return true;
        suggestion_offer(near, grammar_symbol_name(g, s));
    }
    return false;
}

bool name_node(const struct grammar *g, struct slice name, uint16_t *symbol,
               struct err *e)
{
    struct suggestion near = {.wanted = name}, unused = {0};

    *symbol = NODE_SYMBOL_ERROR;
    if (slice_equal(name, slice_of("ERROR")) ||
        symbol_find(g, SYMBOL_NAMED, name, symbol, &near))
        return true;
    if (symbol_find(g, SYMBOL_ANONYMOUS, name, symbol, &unused))
        return err_set(e, ERR_USAGE,
                       "no node is called '%.*s', only a word: write \"%.*s\"%s%s%s",
                       (int)name.len, name.data, (int)name.len, name.data,
                       near.best ? ", or do you mean '" : "", near.best ? near.best : "",
                       near.best ? "'?" : "");
    return err_set(e, ERR_USAGE, "there is no node '%.*s'%s%s%s", (int)name.len,
                   name.data, near.best ? "; do you mean '" : "",
                   near.best ? near.best : "", near.best ? "'?" : "");
}

bool name_token(const struct grammar *g, struct slice name, uint16_t *symbol,
                struct err *e)
{
    struct suggestion near = {.wanted = name}, unused = {0};

    if (symbol_find(g, SYMBOL_ANONYMOUS, name, symbol, &near))
        return true;
    if (symbol_find(g, SYMBOL_NAMED, name, symbol, &unused))
        return err_set(e, ERR_USAGE,
                       "there is no word or mark \"%.*s\", but a node: write %.*s "
                       "without quotes",
                       (int)name.len, name.data, (int)name.len, name.data);
    return err_set(e, ERR_USAGE, "there is no word or mark \"%.*s\"%s%s%s", (int)name.len,
                   name.data, near.best ? "; do you mean \"" : "",
                   near.best ? near.best : "", near.best ? "\"?" : "");
}

bool name_field(const struct grammar *g, struct slice name, uint8_t *field, struct err *e)
{
    struct suggestion near = {.wanted = name};

    for (*field = 1; *field < grammar_field_count(g); (*field)++) {
        const char *known = grammar_field_name(g, *field);
        if (slice_equal(name, slice_of(known)))
            return true;
        suggestion_offer(&near, known);
    }
    return err_set(e, ERR_USAGE, "there is no field '%.*s'%s%s%s", (int)name.len,
                   name.data, near.best ? "; do you mean '" : "",
                   near.best ? near.best : "", near.best ? "'?" : "");
}
