/* grammar.h - what a symbol and a field are called.
 *
 * A grammar is constant data, shared by all threads. For code that asks about
 * symbols of one grammar in a hot loop, the build writes parsers/python.h with
 * each symbol and field as an enum constant. */
#ifndef CAMBIUM_PARSERS_GRAMMAR_H
#define CAMBIUM_PARSERS_GRAMMAR_H

#include <stdbool.h>
#include <stdint.h>

struct grammar;

/* The grammar of that name ("python"), or NULL. */
const struct grammar *grammar_by_name(const char *name);

const char *grammar_name(const struct grammar *g);

/* Names for people; "ERROR" for NODE_SYMBOL_ERROR. NULL: no such number. */
const char *grammar_symbol_name(const struct grammar *g, uint16_t symbol);
const char *grammar_field_name(const struct grammar *g, uint8_t field);

/* Every symbol but NODE_SYMBOL_ERROR is below the first, every field below the
 * second. */
uint16_t grammar_symbol_count(const struct grammar *g);
uint8_t grammar_field_count(const struct grammar *g);

enum symbol_kind {
    SYMBOL_HIDDEN,    /* in no tree */
    SYMBOL_NAMED,     /* a node of its own name: `lambda` */
    SYMBOL_ANONYMOUS, /* a word or a mark: "lambda" */
};

/* No two symbols of one kind have one name, unless they are hidden. */
enum symbol_kind grammar_symbol_kind(const struct grammar *g, uint16_t symbol);

/* Identifies the grammar's tables: other number, other trees. */
uint64_t grammar_hash(const struct grammar *g);

#endif
