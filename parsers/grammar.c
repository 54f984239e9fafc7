#include "parsers/grammar.h"

#include "parsers/grammar_language.h"
#include "parsers/grammars.h"
#include "parsers/tree.h"

#include <string.h>

#include <tree_sitter/api.h>

struct grammar {
    const char *name;
    const TSLanguage *(*language)(void);
    const struct lr_grammar *batch;
    uint64_t hash;
};

#define GRAMMAR(name, prefix, package)          \
    const TSLanguage *tree_sitter_##name(void); \
    extern const struct lr_grammar lr_grammar_##name;
#include "parsers/grammars.def"
#undef GRAMMAR

static const struct grammar grammars[] = {
#define GRAMMAR(name, prefix, package) \
    {#name, tree_sitter_##name, &lr_grammar_##name, prefix##_GRAMMAR_HASH},
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

uint32_t grammar_symbol_count(const struct grammar *g)
{
    return ts_language_symbol_count(g->language());
}

uint32_t grammar_field_count(const struct grammar *g)
{
    return ts_language_field_count(g->language());
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
