#include "parsers/grammar.h"

#include "parsers/grammar_language.h"
#include "parsers/grammars.h"
#include "parsers/tree.h"

#include <string.h>

#include <tree_sitter/api.h>

struct grammar {
    const char *name;
    const TSLanguage *(*language)(void);
    const struct lr_grammar *batch; /* NULL: only the runtime parses it */
    uint64_t hash;
};

#define GRAMMAR(name, prefix, package, driver)  \
    const TSLanguage *tree_sitter_##name(void); \
    extern const struct lr_grammar lr_grammar_##name;
#include "parsers/grammars.def"
#undef GRAMMAR

static const struct grammar grammars[] = {
#define TABLES_OF_batch(name)   &lr_grammar_##name
#define TABLES_OF_runtime(name) NULL
#define GRAMMAR(name, prefix, package, driver) \
    {#name, tree_sitter_##name, TABLES_OF_##driver(name), prefix##_GRAMMAR_HASH},
#include "parsers/grammars.def"
#undef GRAMMAR
};

const struct grammar *grammar_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof grammars / sizeof *grammars; i++) {
        if (strcmp(grammars[i].name, name) == 0)
            return &grammars[i];
    }
    return NULL;
}

const char *grammar_name(const struct grammar *g)
{
    return g->name;
}

const char *grammar_symbol_name(const struct grammar *g, uint16_t symbol)
{
    return ts_language_symbol_name(g->language(), symbol);
}

const char *grammar_field_name(const struct grammar *g, uint8_t field)
{
    return ts_language_field_name_for_id(g->language(), field);
}

uint16_t grammar_symbol_count(const struct grammar *g)
{
    return (uint16_t)ts_language_symbol_count(g->language());
}

uint8_t grammar_field_count(const struct grammar *g)
{
    return (uint8_t)(ts_language_field_count(g->language()) + 1);
}

/* Several symbols may be shown as one; trees have that one only. */
static bool is_public(const TSLanguage *language, uint16_t symbol, bool named)
{
    const char *name = ts_language_symbol_name(language, symbol);

    return symbol == NODE_SYMBOL_ERROR ||
           ts_language_symbol_for_name(language, name, (uint32_t)strlen(name), named) ==
               symbol;
}

enum symbol_kind grammar_symbol_kind(const struct grammar *g, uint16_t symbol)
{
    const TSLanguage *language = g->language();
    TSSymbolType type = ts_language_symbol_type(language, symbol);
    bool named = type == TSSymbolTypeRegular;

    if ((!named && type != TSSymbolTypeAnonymous) || !is_public(language, symbol, named))
        return SYMBOL_HIDDEN;
    return named ? SYMBOL_NAMED : SYMBOL_ANONYMOUS;
}

uint64_t grammar_hash(const struct grammar *g)
{
    return g->hash;
}

const struct TSLanguage *grammar_language(const struct grammar *g)
{
    return g->language();
}

const struct lr_grammar *grammar_batch(const struct grammar *g)
{
    return g->batch;
}
