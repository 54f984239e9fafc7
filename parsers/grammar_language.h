/* grammar_language.h - a grammar's tables, for those who parse with them.
 *
 * Only this room includes it: it is where tree-sitter's names begin. */
#ifndef CAMBIUM_PARSERS_GRAMMAR_LANGUAGE_H
#define CAMBIUM_PARSERS_GRAMMAR_LANGUAGE_H

#include "parsers/grammar.h"

struct TSLanguage;
struct lr_grammar;

const struct TSLanguage *grammar_language(const struct grammar *g);

/* The same tables as the batch driver reads them; NULL if it has none. */
const struct lr_grammar *grammar_batch(const struct grammar *g);

#endif
